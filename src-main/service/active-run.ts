/**
 * One run at the training service, as the host sees it: what is recorded of it, in order, and how it ends. Faults in
 * recording are told and never reach the trainer.
 */

import { WorkbenchError, asWorkbenchError } from '../../src-shared/base/errors.ts';
import type { ErrorRecord } from '../../src-shared/base/errors.ts';
import { endsRun } from '../../src-shared/events/training-event.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { RunStatus } from '../../src-shared/views/run-view.ts';
import type { RunStoreClient } from '../store/run-store.ts';
import type { ResumePoint, RunOrder } from '../training/messages.ts';
import type { RunListener } from './run-news.ts';

/** A store that refuses the end of a run is asked again so often, and so many milliseconds apart. */
const lastAttempts = 10;
const attemptEveryMs = 500;

export class ActiveRun {
  readonly order: RunOrder;
  /** What it was before it was queued. */
  readonly statusBefore: RunStatus;
  /** Resolves when it has ended and all is recorded. Errors: those of the store, when it refuses to the last. */
  readonly ended: Promise<void>;
  /** Settles when the service has answered the start, either way. */
  submitted: Promise<unknown> = Promise.resolve();
  /** True once "finished" or "failed" was told. */
  concluded = false;

  readonly #store: RunStoreClient;
  readonly #tell: RunListener;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  /** Everything about this run happens after what came before. */
  #tail: Promise<void> = Promise.resolve();

  constructor(order: RunOrder, statusBefore: RunStatus, store: RunStoreClient, tell: RunListener) {
    this.order = order;
    this.statusBefore = statusBefore;
    this.#store = store;
    this.#tell = tell;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    this.ended.catch(() => {}); // Somebody who waits hears of it; nobody has to.
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** `onCheckpoint` is called for each checkpoint that is durable, with all before it. */
  record(events: readonly TrainingEvent[], onCheckpoint: (file: string) => void): void {
    const { runId } = this.order;
    this.concluded ||= events.some(endsRun);
    this.#then(async () => {
      // A fault is told by the store, which keeps what it could not write and tries again.
      await this.#store.record(runId, events);
      const checkpoints = events.flatMap((event) => (event.type === 'checkpointed' ? [event.file] : []));
      if (checkpoints.length > 0) await this.#store.flush();
      checkpoints.forEach(onCheckpoint);
    });
    this.#tell({ type: 'events', runId, events });
  }

  /** Forgets what was recorded after the point, and says in words where the run goes on and why. */
  rewind(point: ResumePoint, onRewound: () => void, onRefused: () => void): void {
    const { runId } = this.order;
    this.#then(async () => {
      try {
        await this.#store.truncateAfter(runId, point.step);
      } catch (error) {
        onRefused();
        throw error;
      }
      onRewound();
    });
    const warnings = wordsAbout(point, this.order);
    if (warnings.length > 0) this.record(warnings, () => {});
  }

  /**
   * Ends it. `status`: what it becomes; null: what its last event said. `onEnded` is called when all is recorded, or
   * cannot be.
   */
  end(status: RunStatus | null, error: ErrorRecord | undefined, onEnded: () => void): void {
    const { runId } = this.order;
    this.#then(async () => {
      try {
        await persistently(async () => {
          if (status !== null) await this.#store.setStatus(runId, status, error);
          await this.#store.flush();
        });
        this.#resolve();
      } catch (thrown) {
        this.#reject(thrown);
        throw thrown;
      } finally {
        onEnded();
        this.#tell({ type: 'ended', runId });
      }
    });
  }

  #then(action: () => Promise<void>): void {
    this.#tail = this.#tail.then(action).catch((thrown: unknown) => {
      this.#tell({ type: 'recording-failed', error: asWorkbenchError(thrown, 'store/failed') });
    });
  }
}

async function persistently(action: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      const mayPass = error instanceof WorkbenchError && error.code === 'store/disk-full';
      if (!mayPass || attempt === lastAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, attemptEveryMs));
    }
  }
}

function wordsAbout({ step, file, damaged }: ResumePoint, order: RunOrder): TrainingEvent[] {
  const messages = damaged.map((each) => new WorkbenchError('checkpoint/damaged', each).message);
  if (file === null && order.stepBefore > 0)
    messages.push('There was no checkpoint to go on from, so the run began again.');
  if (file !== null && !order.recordedCheckpoints.some((each) => each.file === file))
    messages.push(`${file} was never recorded, so some of what was measured before it is missing.`);
  return messages.map((message) => ({ type: 'warned', step, message }));
}
