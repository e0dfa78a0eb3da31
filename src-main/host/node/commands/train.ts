/**
 * `ffwb train`: describes runs, records them and trains them to their end. The experiments of a series train one after the
 * other, each in a process of its own, so that each one's memory is its own.
 */

import { join } from 'node:path';

import type { Command } from 'commander';

import { localPlace } from '../../../../src-shared/views/places-view.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { endedBySignal } from '../exit-codes.ts';
import { chooseSpecs, examineSpec } from '../chosen-specs.ts';
import type { SpecWishes } from '../chosen-specs.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import type { Workbench } from '../../../service/create-workbench.ts';
import { reportRun } from '../../../service/export/run-report.ts';
import { reportSeeds } from '../seeds-report.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { describeOutcome, describeSeeds } from '../terminal/outcome.ts';
import { sendRuns } from '../sending-session.ts';
import { trainRuns } from '../training-session.ts';
import {
  addDataFolderOption,
  addJsonOption,
  notEmpty,
  mostEpochs,
  mostThreads,
  wholeNumber,
} from './command.ts';
import type { SharedOptions } from './command.ts';
import { parseSeeds } from './seeds-option.ts';

/** As many as the settings allow. */
const mostSlots = 64;

interface TrainCommandOptions extends SharedOptions, SpecWishes {
  readonly slots: number;
  readonly stopAfter?: number;
  readonly on: string;
}

export function defineTrain(command: Command, terminal: Terminal): void {
  command
    .argument('<experiment>', 'a preset (see: ffwb presets) or a JSON file; a series trains one by one')
    .option('--epochs <n>', 'length of the training schedule', wholeNumber(1, mostEpochs))
    .option(
      '--stop-after <n>',
      'stops after so many epochs of the unchanged schedule; resumable',
      wholeNumber(1, mostEpochs),
    )
    .option('--seed <n>', 'start of every random stream', wholeNumber(0))
    .option('--seeds <list>', 'one run per seed, such as 1,2,3', parseSeeds)
    .option('--slots <n>', 'how many runs train side by side', wholeNumber(1, mostSlots), 1)
    .option(
      '--set <path=value>',
      'changes a setting, such as layers.0.units=50; may be repeated',
      collect,
      [],
    )
    .option('--engine <id>', 'which engine trains (see: ffwb engines)')
    .option('--device <name>', 'which device of the engine, such as cpu or cuda')
    .option('--threads <n>', 'CPU threads of one run', wholeNumber(1, mostThreads))
    .option(
      '--on <place>',
      'trains elsewhere and does not wait for it (see: ffwb places)',
      notEmpty,
      localPlace,
    );
  addJsonOption(addDataFolderOption(command)).action(
    async (experiment: string, options: TrainCommandOptions) => {
      if (options.seed !== undefined && options.seeds !== undefined) {
        command.error("error: option '--seed' goes without option '--seeds'");
      }
      if (options.stopAfter !== undefined && options.on !== localPlace) {
        command.error("error: option '--stop-after' goes without option '--on'");
      }
      await train(experiment, options, terminal);
    },
  );
}

async function train(experiment: string, options: TrainCommandOptions, terminal: Terminal): Promise<void> {
  const { experiments, preset } = chooseSpecs(experiment, options);
  const dataFolder = chooseDataFolder(options.dataDir);
  // All are examined before the first begins: the last may take hours to come to.
  for (const [first] of experiments) {
    if (first === undefined) continue;
    for (const concern of await examineSpec(first, join(dataFolder, 'datasets'))) {
      terminal.warn(experiments.length === 1 ? concern : `${first.name}: ${concern}`);
    }
  }
  if (options.on !== localPlace) {
    const requests = experiments.flat().map((spec) => ({ spec, preset }));
    const choose = (workbench: Workbench): Promise<string[]> => workbench.runs.createRuns(requests);
    return sendRuns({ dataFolder, place: options.on, terminal, choose });
  }
  const trained: (readonly RunDetail[])[] = [];
  let exitCode = 0;
  for (const specs of experiments) {
    const runs = await trainRuns({
      dataFolder,
      terminal,
      slots: Math.min(options.slots, specs.length),
      stopAfterEpochs: options.stopAfter ?? null,
      choose: (workbench) => workbench.runs.createRuns(specs.map((spec) => ({ spec, preset }))),
    });
    trained.push(runs);
    exitCode ||= terminal.exitCode;
    if (endedBySignal(terminal.exitCode)) break;
  }
  terminal.exitCode = exitCode;
  const left = experiments.length - trained.length;
  if (left > 0) terminal.note(`${left} of ${experiments.length} experiments were not begun.`);
  answer(trained, options.seeds !== undefined, terminal);
}

/** `trained`: the runs of each experiment. */
function answer(trained: readonly (readonly RunDetail[])[], bySeeds: boolean, terminal: Terminal): void {
  const summarized = (runs: readonly RunDetail[]) => (bySeeds ? [reportSeeds(runs)] : []);
  const reports = trained.flatMap((runs) => [...runs.map(reportRun), ...summarized(runs)]);
  const text = (): string =>
    trained
      .map((runs) => {
        const outcomes = runs.map((run) => describeOutcome(run)).join('\n\n');
        return runs.length > 1 ? `${outcomes}\n\n${describeSeeds(reportSeeds(runs))}` : outcomes;
      })
      .join('\n\n');
  terminal.answer(bySeeds || trained.length > 1 ? reports : reports[0], text);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
