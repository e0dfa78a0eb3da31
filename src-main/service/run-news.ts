/** What the run manager tells whoever listens: facts, for progress display and messages. Nothing waits for it. */

import type { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';

export type RunNews =
  /** As the trainer said them, before they are recorded. */
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly TrainingEvent[] }
  /** The run left training: finished, failed, stopped or interrupted; all that could be recorded is. */
  | { readonly type: 'ended'; readonly runId: string }
  /** Something could not be recorded now; training goes on, and the store tries again. */
  | { readonly type: 'recording-failed'; readonly error: WorkbenchError }
  | { readonly type: 'service-died'; readonly reason: string; readonly interrupted: readonly string[] }
  /** The training service said something nobody understands: a bug, without harm to a run. */
  | { readonly type: 'puzzled'; readonly problem: string };

export type RunListener = (news: RunNews) => void;

/** Those who listen. One that throws does not keep the others from hearing, nor a run from training. */
export class RunListeners {
  readonly #listeners = new Set<RunListener>();

  /** Returns the way to stop listening. */
  add(listener: RunListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly tell = (news: RunNews): void => {
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
