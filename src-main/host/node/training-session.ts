/**
 * Runs trained to their end (or stop) in this process: the workbench opened, progress shown, signals obeyed, everything
 * closed in order. What the runs came to is returned; nothing here decides what is trained.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { wouldFailAgain } from '../../../src-shared/views/run-view.ts';
import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { createWorkbench } from '../../service/create-workbench.ts';
import type { Workbench } from '../../service/create-workbench.ts';
import type { TrainOptions } from '../../service/run-manager.ts';
import type { RunNews } from '../../service/run-news.ts';
import { nodeEntries, spawnNode } from '../../child/spawn-node.ts';
import { Interruption } from './interruption.ts';
import { programVersion } from './program-version.ts';
import { createProgressDisplay } from './terminal/progress.ts';
import type { ProgressDisplay } from './terminal/progress.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface SessionOptions extends TrainOptions {
  readonly dataFolder: string;
  /** How many runs train side by side. */
  readonly slots: number;
  readonly terminal: Terminal;
  /** Finds or records the runs to train; returns their full ids. */
  readonly choose: (workbench: Workbench) => Promise<string[]>;
}

/**
 * Trains the chosen runs and sets the terminal's exit code: that of the signal that stopped it, else that of the first
 * run that failed. Errors: those of createWorkbench, of `choose`, and run/busy, run/not-resumable.
 */
export async function trainRuns(options: SessionOptions): Promise<RunDetail[]> {
  const session = new TrainingSession(options);
  try {
    return await session.train();
  } finally {
    await session.close();
  }
}

class TrainingSession {
  readonly #options: SessionOptions;
  readonly #interruption: Interruption;
  readonly #display: ProgressDisplay;
  #workbench: Workbench | null = null;
  #runIds: readonly string[] = [];
  #recordingFault: WorkbenchError | null = null;

  constructor(options: SessionOptions) {
    const { terminal } = options;
    this.#options = options;
    this.#display = createProgressDisplay(terminal);
    this.#interruption = new Interruption(
      () => {
        terminal.note('Stopping; what was trained is kept. Once more ends it at once.');
        void this.#stopAll();
      },
      () => this.#display.close(),
    );
  }

  async train(): Promise<RunDetail[]> {
    const { dataFolder, slots, terminal, choose, ...trainOptions } = this.#options;
    const workbench = await createWorkbench({
      dataFolder,
      slots,
      spawn: spawnNode(nodeEntries.training),
      version: programVersion(),
    });
    this.#workbench = workbench;
    workbench.runs.listen((news) => this.#hear(news));
    for (const { message, next } of workbench.troubles) terminal.warn(`${message} ${next}`);
    this.#runIds = await choose(workbench);
    this.#tellOfInterrupted(workbench.interrupted.filter((runId) => !this.#runIds.includes(runId)));
    for (const runId of this.#runIds) {
      if (this.#interruption.exitCode !== null) break;
      this.#display.introduce(await workbench.store.getRun(runId), {
        runs: this.#runIds.length,
        stopAfterEpochs: trainOptions.stopAfterEpochs ?? null,
      });
      await workbench.runs.resume(runId, trainOptions);
    }
    if (this.#interruption.exitCode !== null) await this.#stopAll();
    // One whose end cannot be recorded ends none of the others.
    const ends = await Promise.allSettled(this.#runIds.map((runId) => workbench.runs.wait(runId)));
    const runs = ends.map((end) => {
      if (end.status === 'rejected') throw end.reason;
      return end.value;
    });
    terminal.exitCode = this.#interruption.exitCode ?? this.#failureOf(runs);
    this.#display.close();
    this.#tellHowToGoOn(runs);
    return runs;
  }

  async close(): Promise<void> {
    this.#display.close();
    try {
      await this.#workbench?.close();
    } finally {
      this.#interruption.dispose();
    }
  }

  #hear(news: RunNews): void {
    const { terminal } = this.#options;
    switch (news.type) {
      case 'events':
        return this.#display.show(news.runId, news.events);
      case 'recording-failed':
        if (this.#recordingFault?.message !== news.error.message)
          terminal.warn(`${news.error.message} ${news.error.next}`);
        this.#recordingFault = news.error;
        return;
      case 'puzzled':
        return terminal.warn(`The training service said something that was not understood: ${news.problem}.`);
      case 'service-died':
      case 'unrecorded': // Whoever waits for it is told, if it stays so.
      case 'ended':
        return; // Said of each run when all have ended.
    }
  }

  /** Asking twice does no harm. A run that has ended meanwhile needs no stopping. */
  async #stopAll(): Promise<void> {
    const runs = this.#workbench?.runs;
    if (runs !== undefined) await Promise.allSettled(this.#runIds.map((runId) => runs.stop(runId)));
  }

  #tellOfInterrupted(runIds: readonly string[]): void {
    for (const runId of runIds) {
      this.#options.terminal.note(`Run ${runId} was interrupted; go on with: ffwb resume ${runId}`);
    }
  }

  /** With --json the answer has no words for it. */
  #tellHowToGoOn(runs: readonly RunDetail[]): void {
    const { terminal } = this.#options;
    if (!terminal.json) return;
    for (const run of runs) {
      const { runId, status, error } = run;
      if (status === 'completed') continue;
      const fault = error === null ? null : WorkbenchError.fromRecord(error);
      const why = fault === null ? '.' : `: ${fault.message}`;
      const next = wouldFailAgain(run) ? (fault?.next ?? '') : `Go on with: ffwb resume ${runId}`;
      terminal.note(`Run ${runId} is ${status}${why} ${next}`);
    }
  }

  #failureOf(runs: readonly RunDetail[]): number {
    for (const { error, status } of runs) {
      if (error !== null && status !== 'completed') return WorkbenchError.fromRecord(error).exitCode;
    }
    const unexpected = runs.some(({ status }) => status !== 'completed' && status !== 'stopped');
    return unexpected ? (this.#recordingFault?.exitCode ?? 6) : 0;
  }
}
