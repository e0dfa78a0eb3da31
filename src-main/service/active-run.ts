/**
 * One run at the training service, as the host sees it: what is recorded of it, in order, and how it ends. Faults in
 * recording are told and never reach the trainer. An end that the disk refuses is offered to it again for as long as the
 * host lives; until it is taken, the run has "ended, not yet recorded".
 */

import { WorkbenchError, asWorkbenchError } from '../../src-shared/base/errors.ts';
import type { ErrorRecord } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { RunStatus } from '../../src-shared/views/run-view.ts';
import type { RunStoreClient } from '../store/run-store.ts';
import type { ResumePoint, RunOrder } from '../training/messages.ts';
import type { RunListener } from './run-news.ts';

/** Whoever waits for a run whose end the disk refuses hears of that after so long; it is offered again meanwhile and after. */
const patienceMs = 5_000;
const attemptEveryMs = 500;

/** How a run ended, as it will be recorded. */
export interface RunEnd {
  readonly status: RunStatus;
  readonly error: ErrorRecord | null;
}

export class ActiveRun {
  readonly order: RunOrder;
  /** What it was before it was queued. */
  readonly statusBefore: RunStatus;
  /** Resolves when it has ended and all is recorded. Errors: run/unrecorded, those of the store. */
  readonly ended: Promise<void>;
  /** Settles when the service has answered the start, either way. */
  submitted: Promise<unknown> = Promise.resolve();
  /** False until the service has answered the start. */
  isSubmitted = false;
  /** True once it has left the service; what is left to do is to record that. */
  hasLeft = false;

  /** What its last event said; null while it has not said its last. */
  #said: RunEnd | null = null;
  #unrecorded: { readonly end: RunEnd; readonly refusal: WorkbenchError } | null = null;
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

  /** True once "finished" or "failed" was told. */
  get concluded(): boolean {
    return this.#said !== null;
  }

  /** How it ended, where the disk has not taken that yet. */
  get unrecordedEnd(): RunEnd | null {
    return this.#unrecorded?.end ?? null;
  }

  /** The error for whoever wants something of a run that has ended unrecorded; null where it has not. */
  get unrecordedError(): WorkbenchError | null {
    if (this.#unrecorded === null) return null;
    const reason = this.#unrecorded.refusal.message.replace(/\.$/, '');
    return new WorkbenchError('run/unrecorded', { run: this.order.runId, reason });
  }

  /** `onCheckpoint` is called for each checkpoint that is durable, with all before it. */
  record(events: readonly TrainingEvent[], onCheckpoint: (file: string) => void): void {
    const { runId } = this.order;
    for (const event of events) this.#said = endOf(event) ?? this.#said;
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
   * never can be.
   */
  end(status: RunStatus | null, error: ErrorRecord | undefined, onEnded: () => void): void {
    const { runId } = this.order;
    const said = this.#said ?? { status: 'failed', error: null };
    const end = status === null ? said : { status, error: error ?? null };
    this.hasLeft = true;
    this.#then(async () => {
      try {
        await this.#persist(end, async () => {
          if (status !== null) await this.#store.setStatus(runId, status, error);
          await this.#store.flush();
        });
        onEnded();
        this.#resolve();
      } catch (thrown) {
        onEnded();
        this.#reject(thrown);
        throw thrown;
      } finally {
        this.#tell({ type: 'ended', runId });
      }
    });
  }

  /** Offers the end to the store until that takes it. Throws what no patience helps against. */
  async #persist(end: RunEnd, action: () => Promise<void>): Promise<void> {
    const since = performance.now();
    for (;;) {
      try {
        await action();
        this.#unrecorded = null;
        return;
      } catch (thrown) {
        const refusal = asWorkbenchError(thrown, 'store/failed');
        // A disk gets room again; a store that is closed will never take it.
        if (!isRefusedByDisk(refusal)) throw refusal;
        this.#tellUnrecorded(end, refusal);
        if (performance.now() - since >= patienceMs) this.#reject(this.unrecordedError);
        await new Promise((resolve) => setTimeout(resolve, attemptEveryMs));
      }
    }
  }

  #tellUnrecorded(end: RunEnd, refusal: WorkbenchError): void {
    const isNew = this.#unrecorded === null;
    this.#unrecorded = { end, refusal };
    const error = this.unrecordedError;
    if (isNew && error !== null) this.#tell({ type: 'unrecorded', runId: this.order.runId, error });
  }

  #then(action: () => Promise<void>): void {
    this.#tail = this.#tail.then(action).catch((thrown: unknown) => {
      this.#tell({ type: 'recording-failed', error: asWorkbenchError(thrown, 'store/failed') });
    });
  }
}

function isRefusedByDisk({ code }: WorkbenchError): boolean {
  return code === 'store/disk-full' || code === 'store/read-only';
}

function endOf(event: TrainingEvent): RunEnd | null {
  if (event.type === 'finished') return { status: event.reason, error: null };
  return event.type === 'failed' ? { status: 'failed', error: event.error } : null;
}

function wordsAbout({ step, file, damaged }: ResumePoint, order: RunOrder): TrainingEvent[] {
  const messages = damaged.map((each) => new WorkbenchError('checkpoint/damaged', each).message);
  if (file === null && order.stepBefore > 0)
    messages.push('There was no checkpoint to go on from, so the run began again.');
  if (file !== null && !order.recordedCheckpoints.some((each) => each.file === file))
    messages.push(`${file} was never recorded, so some of what was measured before it is missing.`);
  return messages.map((message) => ({ type: 'warned', step, message }));
}
