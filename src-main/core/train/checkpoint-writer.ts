/**
 * Keeps at most one checkpoint being written while training goes on, and turns how it went into events. A failed write
 * is a warning: it never stops training.
 */

import { reasonOf } from '../../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../../src-shared/events/training-event.ts';
import type { CheckpointReceipt, TrainingState } from './training-run.ts';

export class CheckpointWriter {
  readonly #save: (state: TrainingState) => Promise<CheckpointReceipt>;
  #running: Promise<void> | null = null;
  #events: TrainingEvent[] = [];

  constructor(save: (state: TrainingState) => Promise<CheckpointReceipt>) {
    this.#save = save;
  }

  get idle(): boolean {
    return this.#running === null;
  }

  /** Starts writing; the caller has seen that none is being written. */
  start(state: TrainingState): void {
    const { step, epoch, trainSeconds } = state;
    this.#running = this.#save(state)
      .then(
        (receipt) => this.#events.push({ type: 'checkpointed', step, epoch, trainSeconds, ...receipt }),
        (error: unknown) =>
          this.#events.push({
            type: 'warned',
            step,
            message: `A checkpoint was not written: ${reasonOf(error)}`,
          }),
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
}
