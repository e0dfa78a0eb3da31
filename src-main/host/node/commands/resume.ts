/** `ffwb resume`: goes on with a run from its newest checkpoint. */

import type { Command } from 'commander';

import { localPlace } from '../../../../src-shared/views/places-view.ts';
import { requireDatabase } from '../../../store/lost-database.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import type { Workbench } from '../../../service/create-workbench.ts';
import { reportRun } from '../../../service/export/run-report.ts';
import { describeOutcome } from '../terminal/outcome.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { sendRuns } from '../sending-session.ts';
import { trainRuns } from '../training-session.ts';
import { addDataFolderOption, addJsonOption, mostEpochs, notEmpty, wholeNumber } from './command.ts';
import type { SharedOptions } from './command.ts';

interface ResumeOptions extends SharedOptions {
  readonly stopAfter?: number;
  readonly on: string;
}

export function defineResume(command: Command, terminal: Terminal): void {
  command
    .argument('<run>', 'its identifier, or a piece of it that no other run has')
    .option(
      '--stop-after <n>',
      'stops once so many epochs are finished, counted from the start',
      wholeNumber(1, mostEpochs),
    )
    .option(
      '--on <place>',
      'goes on elsewhere and does not wait for it (see: ffwb places)',
      notEmpty,
      localPlace,
    );
  addJsonOption(addDataFolderOption(command)).action(async (run: string, options: ResumeOptions) => {
    const dataFolder = chooseDataFolder(options.dataDir);
    requireDatabase(dataFolder);
    if (options.on !== localPlace) {
      if (options.stopAfter !== undefined)
        command.error("error: option '--stop-after' goes without option '--on'");
      const choose = async ({ store }: Workbench): Promise<string[]> => [await store.resolveRun(run)];
      return sendRuns({ dataFolder, place: options.on, terminal, choose });
    }
    const [resumed] = await trainRuns({
      dataFolder,
      terminal,
      slots: 1,
      stopAfterEpochs: options.stopAfter ?? null,
      choose: async (workbench) => [await workbench.store.resolveRun(run)],
    });
    if (resumed === undefined) return;
    terminal.answer(reportRun(resumed), () => describeOutcome(resumed));
  });
}
