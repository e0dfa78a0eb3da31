/** What the run manager tells whoever listens: facts, for progress display and messages. Nothing waits for it. */

import type { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import { RecordingFaults } from './recording-faults.ts';

export type RunNews =
  /** As the trainer said them, before they are recorded. */
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly TrainingEvent[] }
  /** The run left training: finished, failed, stopped or interrupted; all that could be recorded is. */
  | { readonly type: 'ended'; readonly runId: string }
  /** It left training, but the disk refuses to take that; it is offered again until "ended" tells that it was taken. */
  | { readonly type: 'unrecorded'; readonly runId: string; readonly error: WorkbenchError }
  /** Something could not be recorded now; told once for each reason, see recording-faults.ts; training goes on, and the store tries again. */
  | { readonly type: 'recording-failed'; readonly error: WorkbenchError }
  | { readonly type: 'service-died'; readonly reason: string; readonly interrupted: readonly string[] }
  /** The training service said something nobody understands: a bug, without harm to a run. */
  | { readonly type: 'puzzled'; readonly problem: string };

export type RunListener = (news: RunNews) => void;

/** Those who listen. None hears of the same fault of recording again and again. One that throws does not keep the others from hearing, nor a run from training. */
export class RunListeners {
  readonly #listeners = new Set<RunListener>();
  readonly #faults: RecordingFaults;

  /** `clock`: milliseconds, monotonic. */
  constructor(clock: () => number = () => performance.now()) {
    this.#faults = new RecordingFaults(clock);
  }

  /** Returns the way to stop listening. */
  add(listener: RunListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly tell = (news: RunNews): void => {
    if (news.type === 'recording-failed' && !this.#faults.isNews(news.error)) return;
    for (const listener of this.#listeners) {
      try {
        listener(news);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };
}
