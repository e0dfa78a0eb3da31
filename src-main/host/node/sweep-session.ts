/**
 * One sweep worked on in this process, to its end or until somebody stops it: the workbench opened, what its runs come to
 * noted as they end, signals obeyed, everything closed in order.
 */

import type { SweepDetail } from '../../../src-shared/views/sweep-view.ts';
import { headlineError } from '../../../src-shared/views/answer-names.ts';
import { nodeEntries, spawnNode } from '../../child/spawn-node.ts';
import { createWorkbench } from '../../service/create-workbench.ts';
import type { Workbench } from '../../service/create-workbench.ts';
import { Interruption } from './interruption.ts';
import { programVersion } from './program-version.ts';
import { formatFraction } from './terminal/quantities.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface SweepSessionOptions {
  readonly dataFolder: string;
  /** How many runs train side by side; null: as the user's settings say. */
  readonly slots: number | null;
  readonly terminal: Terminal;
  /** Makes a sweep, or goes on with one; returns its id. */
  readonly begin: (workbench: Workbench) => Promise<string>;
}

/**
 * Sets the terminal's exit code: that of the signal that stopped it, or 6 where it stopped for another reason than its
 * budget. Errors: those of createWorkbench and of `begin`.
 */
export async function workOnSweep(options: SweepSessionOptions): Promise<SweepDetail> {
  const { dataFolder, slots, terminal, begin } = options;
  const stopping = Promise.withResolvers<void>();
  const interruption = new Interruption(
    () => {
      terminal.note('Stopping; what was trained is kept. Once more ends it at once.');
      stopping.resolve();
    },
    () => {},
  );
  try {
    const workbench = await createWorkbench({
      dataFolder,
      slots,
      spawn: spawnNode(nodeEntries.training),
      spawnInspection: spawnNode(nodeEntries.inspection),
      version: programVersion(),
    });
    try {
      for (const { message, next } of workbench.troubles) terminal.warn(`${message} ${next}`);
      tellOfRuns(workbench, terminal);
      const sweepId = await begin(workbench);
      terminal.note(`Sweep ${sweepId}; should this be interrupted, go on with: ffwb sweep resume ${sweepId}`);
      void stopping.promise.then(() => workbench.sweeps.stop(sweepId));
      const sweep = await workbench.sweeps.wait(sweepId);
      terminal.exitCode = interruption.exitCode ?? (sweep.status === 'stopped' && !isSpent(sweep) ? 6 : 0);
      return sweep;
    } finally {
      await workbench.close();
    }
  } finally {
    interruption.dispose();
  }
}

function isSpent({ note }: SweepDetail): boolean {
  return note?.startsWith('Its budget') === true;
}

/** A line for each run as it ends. */
function tellOfRuns({ runs, store }: Workbench, terminal: Terminal): void {
  let ended = 0;
  runs.listen((news) => {
    if (news.type === 'recording-failed') terminal.warn(`${news.error.message} ${news.error.next}`);
    if (news.type !== 'ended') return;
    ended += 1;
    const number = ended;
    store.getRun(news.runId).then(
      ({ name, seed, status, epoch, errors }) => {
        const error = formatFraction(headlineError(errors, 'validation'));
        const upTo = status === 'stopped' ? `stopped after ${epoch} epochs` : status;
        terminal.note(`${number}. ${name}, seed ${seed}: ${upTo}, validation error ${error}`);
      },
      () => {}, // The store is closed: what became of the run is said with all others.
    );
  });
}
