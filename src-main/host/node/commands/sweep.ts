/** `ffwb sweep`: begins a sweep, shows one, stops it, goes on with it, extends it. */

import type { Command } from 'commander';

import { WorkbenchError, asWorkbenchError } from '../../../../src-shared/base/errors.ts';
import { mostPoints } from '../../../../src-shared/spec/sweep.ts';
import { localPlace } from '../../../../src-shared/views/places-view.ts';
import { reportSweep } from '../../../../src-shared/views/sweep-results.ts';
import type { SweepDetail } from '../../../../src-shared/views/sweep-view.ts';
import type { Workbench } from '../../../service/create-workbench.ts';
import { requestStop } from '../../../service/sweeps/stop-requests.ts';
import type { SweepExtension, SweepFile } from '../../../service/sweeps/sweep-manager.ts';
import { requireDatabase } from '../../../store/lost-database.ts';
import { openRunStore } from '../../../store/open.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { readJsonFile } from '../experiment-draft.ts';
import { readRuns } from '../run-reader.ts';
import { workOnSweep } from '../sweep-session.ts';
import { describeSweep } from '../terminal/sweep-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import {
  addDataFolderOption,
  addJsonOption,
  mostEpochs,
  notEmpty,
  positiveNumber,
  wholeNumber,
} from './command.ts';
import type { SharedOptions } from './command.ts';
import { parseSeeds } from './seeds-option.ts';

interface SweepOptions extends SharedOptions {
  readonly slots?: number;
  readonly on: string;
  readonly points?: number;
  readonly seeds?: readonly number[];
  readonly seconds?: number;
  readonly epochs?: number;
}

/** Of a sweep that is there, by its identifier. */
const actions = ['show', 'stop', 'resume', 'extend', 'delete'] as const;
type Action = (typeof actions)[number];

const mostSlots = 64;
/** Another process obeys a request within seconds; its runs then save what they learnt. */
const stopPatienceMs = 120_000;

export function defineSweep(command: Command, terminal: Terminal): void {
  command
    .argument('<what>', `a JSON file with a sweep to begin, or one of ${actions.join(', ')}`)
    .argument('[sweep]', 'the identifier of a sweep, or a piece of it that no other has')
    .option(
      '--slots <n>',
      'how many runs train side by side (default: as set in the window)',
      wholeNumber(1, mostSlots),
    )
    .option('--on <place>', 'where its runs are trained (see: ffwb places)', notEmpty, localPlace)
    .option('--points <n>', 'extend: so many points in all', wholeNumber(1, mostPoints))
    .option('--seeds <list>', 'extend: these seeds besides, such as 4,5', parseSeeds)
    .option('--seconds <n>', 'extend: a budget of so many seconds of training', positiveNumber)
    .option('--epochs <n>', 'extend: a budget of so many epochs', wholeNumber(1, mostEpochs));
  addJsonOption(addDataFolderOption(command)).action(
    async (what: string, sweep: string | undefined, options: SweepOptions) => {
      const folder = chooseDataFolder(options.dataDir);
      if (!isAction(what)) {
        if (sweep !== undefined) command.error(`error: a sweep from a file has no identifier yet`);
        const file = readSweepFile(what);
        return answer(
          await work(folder, options, terminal, ({ sweeps }) => sweeps.create(file, options.on)),
          terminal,
        );
      }
      if (sweep === undefined || sweep.trim() === '') throw unnamed(what);
      requireDatabase(folder);
      await act(what, sweep, folder, options, terminal);
    },
  );
}

async function act(
  what: Action,
  sweep: string,
  folder: string,
  options: SweepOptions,
  terminal: Terminal,
): Promise<void> {
  const goOn = (change: (workbench: Workbench) => Promise<void>): Promise<SweepDetail> =>
    work(folder, options, terminal, async (workbench) => {
      await change(workbench);
      return (await workbench.store.getSweep(sweep)).sweepId;
    });
  switch (what) {
    case 'show':
      return answer(await readRuns(folder, (reader) => reader.getSweep(sweep)), terminal);
    case 'resume':
      return answer(await goOn(({ sweeps }) => sweeps.resume(sweep)), terminal);
    case 'extend':
      return answer(await goOn(({ sweeps }) => sweeps.extend(sweep, extensionOf(options))), terminal);
    case 'stop':
      return answer(await stop(folder, sweep), terminal);
    case 'delete':
      return forget(folder, sweep, terminal);
  }
}

function isAction(what: string): what is Action {
  return (actions as readonly string[]).includes(what);
}

function unnamed(action: Action): WorkbenchError {
  const remedy = '"ffwb sweeps" lists those there are.';
  return new WorkbenchError('input/invalid', { problem: `Say which sweep to ${action}`, remedy });
}

function readSweepFile(name: string): SweepFile {
  const absent = (): WorkbenchError =>
    new WorkbenchError('input/invalid', {
      problem: `There is no file "${name}"`,
      remedy: `Name a JSON file with a sweep, or one of ${actions.join(', ')}.`,
    });
  const file = readJsonFile(name, absent);
  if (file !== null && typeof file === 'object' && !Array.isArray(file)) return file as SweepFile;
  throw new WorkbenchError('input/invalid', {
    problem: `${name} is no sweep`,
    remedy: 'It must hold an object with version, base, axes, seeds and method.',
  });
}

function work(
  dataFolder: string,
  { slots = null }: { readonly slots?: number | null },
  terminal: Terminal,
  begin: (workbench: Workbench) => Promise<string>,
): Promise<SweepDetail> {
  return workOnSweep({ dataFolder, slots, terminal, begin });
}

function extensionOf({ points, seeds, seconds, epochs }: SweepOptions): SweepExtension {
  const isLimited = seconds !== undefined || epochs !== undefined;
  const budget = isLimited ? { seconds: seconds ?? null, epochs: epochs ?? null } : undefined;
  if (points === undefined && seeds === undefined && budget === undefined) {
    throw new WorkbenchError('input/invalid', {
      problem: 'Nothing says what the sweep is to be extended by',
      remedy: 'Give --points, --seeds, --seconds or --epochs.',
    });
  }
  return { points, seeds, budget };
}

/** Whoever works on it is asked to, and waited for; where nobody does, nobody goes on with it by itself any more. */
async function stop(folder: string, sweep: string): Promise<SweepDetail> {
  const { sweepId } = await readRuns(folder, (reader) => reader.getSweep(sweep));
  try {
    const store = await openRunStore(folder, { evenWithoutRoom: true });
    try {
      const { status, note } = store.getSweep(sweepId);
      if (status === 'running') store.setSweepStatus(sweepId, 'stopped', note);
      return store.getSweep(sweepId);
    } finally {
      store.close();
    }
  } catch (thrown) {
    if (asWorkbenchError(thrown, 'store/failed').code !== 'store/locked') throw thrown;
  }
  requestStop(folder, sweepId);
  const since = performance.now();
  for (;;) {
    const now = await readRuns(folder, (reader) => reader.getSweep(sweepId));
    if (now.status !== 'running') return now;
    if (performance.now() - since > stopPatienceMs) {
      throw new WorkbenchError('input/invalid', {
        problem: `The process that works on sweep ${sweepId} has not stopped it yet`,
        remedy: 'It will when it can; look again with: ffwb sweep show',
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function forget(folder: string, sweep: string, terminal: Terminal): Promise<void> {
  const store = await openRunStore(folder, { evenWithoutRoom: true });
  try {
    const { sweepId, name } = store.getSweep(sweep);
    store.deleteSweep(sweepId);
    terminal.answer({ deleted: sweepId }, () => `Deleted the sweep ${name} (${sweepId}); its runs stay.`);
  } finally {
    store.close();
  }
}

function answer(sweep: SweepDetail, terminal: Terminal): void {
  terminal.answer(reportSweep(sweep), () => describeSweep(sweep));
}
