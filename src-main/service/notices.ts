/**
 * From what the run manager tells to what windows are told: that something changed, seldom enough that nobody drowns.
 * A notice says where to look; whoever cares asks again.
 */

import type { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { NoticeName, Notices as NoticeContents } from '../../src-shared/contract/contract.ts';
import type { NoticeSource } from '../../src-shared/contract/server.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { RunStatus } from '../../src-shared/views/run-view.ts';
import type { WorkbenchNews } from '../../src-shared/views/workbench-view.ts';
import type { RunListener, RunNews } from './run-news.ts';

/** Of one run, at most so often; and of the table, in milliseconds. */
const advancedEveryMs = 250;
const changedEveryMs = 400;

type Tell = Parameters<NoticeSource>[0];

interface Advance {
  step: number;
  status: RunStatus;
  timer: NodeJS.Timeout | null;
}

export interface NoticesOptions {
  /** The run manager's `listen`. */
  readonly listen: (listener: RunListener) => () => void;
  /** What the store says of a run that has ended. Rejects where it cannot say. */
  readonly statusOf: (runId: string) => Promise<{ readonly step: number; readonly status: RunStatus }>;
  /** What was wrong with the data folder on opening, which every window is told when it comes. */
  readonly troubles: readonly WorkbenchError[];
}

export class Notices {
  readonly #windows = new Set<Tell>();
  readonly #advances = new Map<string, Advance>();
  readonly #statusOf: NoticesOptions['statusOf'];
  readonly #stopListening: () => void;
  /** What a window that comes later has to know too. */
  readonly #standing: WorkbenchNews[];
  #changedTimer: NodeJS.Timeout | null = null;
  readonly #sweepTimers = new Map<string, NodeJS.Timeout>();
  #closed = false;

  constructor({ listen, statusOf, troubles }: NoticesOptions) {
    this.#statusOf = statusOf;
    this.#standing = troubles.map((error) => asWorkbenchNews({ type: 'recording-failed', error }));
    this.#stopListening = listen((news) => this.#hear(news));
  }

  readonly source: NoticeSource = (tell) => {
    this.#windows.add(tell);
    for (const news of this.#standing) tell('workbench/news', news);
    return () => this.#windows.delete(tell);
  };

  /** Some run was made, changed or deleted. */
  readonly runsChanged = (): void => {
    if (this.#closed) return;
    this.#changedTimer ??= setTimeout(() => {
      this.#changedTimer = null;
      this.#tell('runs/changed', {});
    }, changedEveryMs).unref();
  };

  readonly viewsChanged = (): void => {
    if (!this.#closed) this.#tell('views/changed', {});
  };

  readonly settingsChanged = (): void => {
    if (!this.#closed) this.#tell('settings/changed', {});
  };

  readonly placesChanged = (): void => {
    if (!this.#closed) this.#tell('places/changed', {});
  };

  /** A sweep was made, changed or deleted, or one of its runs began or ended. */
  readonly sweepsChanged = (sweep: string): void => {
    if (this.#closed || this.#sweepTimers.has(sweep)) return;
    const timer = setTimeout(() => {
      this.#sweepTimers.delete(sweep);
      this.#tell('sweeps/changed', { sweep });
    }, changedEveryMs).unref();
    this.#sweepTimers.set(sweep, timer);
  };

  readonly logbookChanged = (page: string): void => {
    if (!this.#closed) this.#tell('logbook/changed', { page });
  };

  close(): void {
    this.#closed = true;
    this.#stopListening();
    if (this.#changedTimer !== null) clearTimeout(this.#changedTimer);
    for (const { timer } of this.#advances.values()) if (timer !== null) clearTimeout(timer);
    for (const timer of this.#sweepTimers.values()) clearTimeout(timer);
    this.#advances.clear();
    this.#windows.clear();
  }

  #tell<N extends NoticeName>(name: N, notice: NoticeContents[N]): void {
    for (const tell of this.#windows) tell(name, notice);
  }

  #hear(news: RunNews): void {
    switch (news.type) {
      case 'events':
        for (const event of news.events) this.#advance(news.runId, event);
        this.runsChanged();
        return;
      case 'ended':
        void this.#end(news.runId);
        return;
      case 'unrecorded':
        this.#tell('workbench/news', asWorkbenchNews(news));
        void this.#end(news.runId);
        return;
      case 'recording-failed':
        if (news.error.code === 'store/gone') this.#standing.push(asWorkbenchNews(news));
        this.#tell('workbench/news', asWorkbenchNews(news));
        this.runsChanged();
        return;
      default:
        this.#tell('workbench/news', asWorkbenchNews(news));
        this.runsChanged();
    }
  }

  /** The notice waits a moment, in which more may come, and what was told is recorded meanwhile. */
  #advance(runId: string, event: TrainingEvent): void {
    const advance: Advance = this.#advances.get(runId) ?? { step: 0, status: 'running', timer: null };
    this.#advances.set(runId, advance);
    advance.step = event.step;
    advance.status = statusAfter(event, advance.status);
    advance.timer ??= setTimeout(() => {
      advance.timer = null;
      this.#tell('run/advanced', { run: runId, step: advance.step, status: advance.status });
    }, advancedEveryMs).unref();
  }

  /** The last notice of a run comes when all of it is recorded, and says what the store says. */
  async #end(runId: string): Promise<void> {
    const advance = this.#advances.get(runId);
    if (advance !== undefined && advance.timer !== null) clearTimeout(advance.timer);
    this.#advances.delete(runId);
    let last: { readonly step: number; readonly status: RunStatus } | undefined = advance;
    try {
      last = await this.#statusOf(runId);
    } catch {
      // A store that cannot be asked has told of that itself; what the trainer said last is the best there is.
    }
    if (this.#closed) return;
    if (last !== undefined) this.#tell('run/advanced', { run: runId, step: last.step, status: last.status });
    this.runsChanged();
  }
}

function statusAfter(event: TrainingEvent, before: RunStatus): RunStatus {
  switch (event.type) {
    case 'started':
      return 'running';
    case 'progressed':
      return event.activity === 'paused' ? 'paused' : 'running';
    case 'finished':
      return event.reason;
    case 'failed':
      return 'failed';
    default:
      return before;
  }
}

function asWorkbenchNews(news: Exclude<RunNews, { type: 'events' | 'ended' }>): WorkbenchNews {
  switch (news.type) {
    case 'recording-failed':
    case 'unrecorded': {
      const { error } = news;
      const isOfData = error.code === 'store/lost' || error.code === 'store/gone';
      return {
        kind: isOfData ? 'data-lost' : news.type,
        error: error.toRecord(),
        message: `${error.message} ${error.next}`,
      };
    }
    case 'service-died': {
      const count = news.interrupted.length;
      const runs = count === 1 ? 'One run was interrupted' : `${count} runs were interrupted`;
      const what = count === 0 ? 'No run was interrupted.' : `${runs} and can be resumed.`;
      const message = `The training service ended unexpectedly (${news.reason}). ${what}`;
      return { kind: news.type, error: null, message };
    }
    case 'puzzled':
      return {
        kind: news.type,
        error: null,
        message: `The training service said something that was not understood: ${news.problem}.`,
      };
  }
}
