/**
 * Gathers events so that a fast trainer does not send a message per step. Order is kept; a burst waits at most
 * `maxDelayMs`; what a person or a resume depends on goes out at once, with everything before it.
 */

import type { TrainingEvent } from '../../src-shared/events/training-event.ts';

/** Kinds of event that may wait for company. */
const patientTypes: ReadonlySet<TrainingEvent['type']> = new Set([
  'progressed',
  'measured',
  'histogram',
  'snapshot',
]);

/** Cheap events wait for each other so long; with the store's own half second, less than one second is ever at risk. */
export const batchDelayMs = 100;

export class EventBatch {
  readonly #post: (events: TrainingEvent[]) => void;
  readonly #clock: () => number;
  readonly #maxDelayMs: number;
  #events: TrainingEvent[] = [];
  #oldestAt = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `clock` in milliseconds, monotonic. */
  constructor(options: { post: (events: TrainingEvent[]) => void; clock: () => number; maxDelayMs: number }) {
    this.#post = options.post;
    this.#clock = options.clock;
    this.#maxDelayMs = options.maxDelayMs;
  }

  add(event: TrainingEvent): void {
    const now = this.#clock();
    if (this.#events.length === 0) this.#oldestAt = now;
    this.#events.push(event);
    // The timer alone would not do: an engine that never waits for anything lets no timer fire.
    if (!patientTypes.has(event.type) || now - this.#oldestAt >= this.#maxDelayMs) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#maxDelayMs);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#post(events);
  }
}
