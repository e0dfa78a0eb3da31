/**
 * Keeps at most one checkpoint being written while training goes on, and turns how it went into events. A failed write
 * is a warning, told once for each reason until a write succeeds: it never stops training. Whoever needs the last state
 * on disk asks `refusal` whether it is there.
 */

import { WorkbenchError, asWorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../../src-shared/events/training-event.ts';
import type { CheckpointReceipt, TrainingState } from './training-run.ts';

export class CheckpointWriter {
  readonly #save: (state: TrainingState) => Promise<CheckpointReceipt>;
  #running: Promise<void> | null = null;
  #events: TrainingEvent[] = [];
  /** Reasons told since a write last succeeded. */
  readonly #told = new Set<string>();
  #refusal: WorkbenchError | null = null;

  constructor(save: (state: TrainingState) => Promise<CheckpointReceipt>) {
    this.#save = save;
  }

  get idle(): boolean {
    return this.#running === null;
  }

  /** Why the newest checkpoint could not be written; null where it was. */
  get refusal(): WorkbenchError | null {
    return this.#refusal;
  }

  /** Starts writing; the caller has seen that none is being written. */
  start(state: TrainingState): void {
    const { step, epoch, trainSeconds } = state;
    this.#running = this.#save(state)
      .then(
        (receipt) => {
          this.#refusal = null;
          this.#told.clear();
          this.#events.push({ type: 'checkpointed', step, epoch, trainSeconds, ...receipt });
        },
        (thrown: unknown) => this.#refused(step, thrown),
      )
      .then(() => {
        this.#running = null;
      });
  }

  /** What has been told since last asked. */
  events(): TrainingEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Waits for the one being written. */
  async finish(): Promise<TrainingEvent[]> {
    await this.#running;
    return this.events();
  }

  #refused(step: number, thrown: unknown): void {
    this.#refusal = asWorkbenchError(thrown, 'training/failed');
    // The sentence of a full disk names the step, which makes it no other reason.
    const reason = thrown instanceof WorkbenchError ? thrown.code : reasonOf(thrown);
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    const message = `A checkpoint was not written: ${reasonOf(thrown)}`;
    this.#events.push({ type: 'warned', step, message });
  }
}
