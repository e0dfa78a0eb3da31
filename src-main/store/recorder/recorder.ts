/**
 * Takes events in, keeps them in memory for at most `flushMilliseconds`, and writes them in one transaction. What
 * cannot be written stays in memory and is tried again: a full disk that gets space again has cost nothing. Only
 * when very much is waiting are new values let go, and the run then says so.
 *
 * Which run an event belongs to is the caller's business: here runs are database keys.
 */

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../../src-shared/events/training-event.ts';
import { timeMetric } from '../../../src-shared/views/run-view.ts';
import type { WritableDatabase } from '../database.ts';
import { isStorageFault } from '../storage-error.ts';
import { createApplyFact } from './apply-event.ts';
import type { ApplyFact, Fact } from './apply-event.ts';
import { SeriesBuffer, prepareSeries } from './series-buffer.ts';

/** Half of what is promised (at most one second is lost), so that a busy machine keeps the promise too. */
export const defaultFlushMilliseconds = 300;

/** What may wait in memory while the disk refuses: about 40 MB of values, and facts for as long. */
export const defaultMostWaiting = { values: 4_000_000, facts: 20_000 };

/** These are written at once: a run's state, and what took long to get. */
const writtenAtOnce: readonly TrainingEvent['type'][] = [
  'started',
  'evaluated',
  'checkpointed',
  'finished',
  'failed',
];

interface WaitingFact {
  readonly runKey: number;
  readonly fact: Fact;
  readonly at: string;
}

export interface RecorderOptions {
  readonly now: () => Date;
  readonly flushMilliseconds: number;
  readonly mostWaiting: { readonly values: number; readonly facts: number };
  /** Told when a write that nobody waits for failed; once per reason until a write succeeds. */
  readonly onFailure: (thrown: unknown) => void;
}

export class Recorder {
  readonly #db: WritableDatabase;
  readonly #options: RecorderOptions;
  readonly #series: SeriesBuffer;
  readonly #applyFact: ApplyFact;
  #waiting: WaitingFact[] = [];
  /** Values and histograms let go, by run. */
  readonly #lost = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;
  #reported: string | null = null;

  constructor(db: WritableDatabase, options: RecorderOptions) {
    this.#db = db;
    this.#options = options;
    this.#series = new SeriesBuffer(prepareSeries(db));
    this.#applyFact = createApplyFact(db);
  }

  /**
   * Takes the events in order. Throws the first thing that went wrong, after everything else was taken: an event that
   * makes no sense, or the disk refusing one that is written at once (it is kept and tried again).
   */
  record(runKey: number, events: readonly TrainingEvent[]): void {
    const problems: unknown[] = [];
    const at = this.#options.now().toISOString();
    for (const event of events) {
      if (event.type === 'measured') this.#takeValues(runKey, event, problems);
      else this.#takeFact({ runKey, fact: event, at });
    }
    if (events.some((event) => writtenAtOnce.includes(event.type))) {
      try {
        problems.push(...this.#commit());
      } catch (thrown) {
        problems.push(thrown);
      }
    } else this.#startTimer();
    if (problems.length > 0) throw problems[0];
  }

  /** Writes all that waits. Throws when the disk refuses; what waits then still does. */
  flush(): void {
    for (const problem of this.#commit()) this.#report(problem);
  }

  /** As flush, but a refusal is only told of: it is tried again later. */
  flushIfPossible(): void {
    try {
      this.flush();
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  /** Drops what waits for a run, and what is remembered of its series. */
  forget(runKey: number): void {
    this.#series.forget(runKey);
    this.#waiting = this.#waiting.filter((each) => each.runKey !== runKey);
    this.#lost.delete(runKey);
  }

  stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  get #hasWork(): boolean {
    return this.#waiting.length > 0 || this.#series.hasChanges || this.#lost.size > 0;
  }

  #takeValues(
    runKey: number,
    event: Extract<TrainingEvent, { type: 'measured' }>,
    problems: unknown[],
  ): void {
    const { step, values, trainSeconds } = event;
    const put = (metric: string, value: unknown): void => {
      try {
        if (typeof value !== 'number')
          throw new TypeError(`the value of ${metric} at step ${step} is not a number`);
        this.#series.put(runKey, metric, step, value);
      } catch (thrown) {
        problems.push(thrown);
      }
    };
    if (!Number.isSafeInteger(step) || step < 0) problems.push(new RangeError(`${step} is not a step`));
    else if (this.#series.unsavedValues >= this.#options.mostWaiting.values)
      this.#countLost(runKey, Object.keys(values).length);
    else {
      for (const metric of Object.keys(values)) put(metric, values[metric]);
      put(timeMetric, trainSeconds);
    }
  }

  #takeFact(waiting: WaitingFact): void {
    const { runKey, fact } = waiting;
    const last = this.#waiting.at(-1);
    // Only the newest of several reports of progress matters.
    if (fact.type === 'progressed' && last?.fact.type === 'progressed' && last.runKey === runKey)
      this.#waiting.pop();
    const isCrowded = this.#waiting.length >= this.#options.mostWaiting.facts;
    const mayBeLost = fact.type === 'histogram' || fact.type === 'snapshot';
    if (mayBeLost && isCrowded) this.#countLost(runKey, 1);
    else this.#waiting.push(waiting);
  }

  #countLost(runKey: number, count: number): void {
    this.#lost.set(runKey, (this.#lost.get(runKey) ?? 0) + count);
  }

  /** One transaction with all that waits. Returns why facts were dropped that can never be stored; throws faults. */
  #commit(): unknown[] {
    this.stopTimer();
    const unstorable: unknown[] = [];
    if (!this.#hasWork) return unstorable;
    try {
      this.#db
        .transaction(() => {
          this.#series.write();
          for (const waiting of this.#waiting) this.#applyOne(waiting, unstorable);
          this.#writeLost();
        })
        .immediate();
      this.#settle();
      return unstorable;
    } catch (thrown) {
      this.#series.unwind();
      this.#startTimer();
      throw thrown;
    }
  }

  #settle(): void {
    this.#series.settle();
    for (const { runKey, fact } of this.#waiting) {
      if (fact.type === 'finished' || fact.type === 'failed') this.#series.forget(runKey);
    }
    this.#waiting = [];
    this.#lost.clear();
    this.#reported = null;
  }

  /** In a savepoint of its own, so that one bad event takes no other with it. */
  #applyOne({ runKey, fact, at }: WaitingFact, unstorable: unknown[]): void {
    try {
      this.#db.transaction(() => this.#applyFact(runKey, fact, at))();
    } catch (thrown) {
      if (isStorageFault(thrown)) throw thrown;
      const reason = `an event (${fact.type}) could not be recorded: ${reasonOf(thrown)}`;
      unstorable.push(new WorkbenchError('store/failed', { reason }, { cause: thrown }));
    }
  }

  #writeLost(): void {
    for (const [runKey, count] of this.#lost) {
      const message = `${count} measured values could not be recorded, because the disk could not be written for long.`;
      this.#applyFact(runKey, { type: 'warned', step: 0, message }, this.#options.now().toISOString());
    }
  }

  #startTimer(): void {
    if (this.#timer !== null || !this.#hasWork) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.flushIfPossible();
    }, this.#options.flushMilliseconds);
    this.#timer.unref();
  }

  #report(thrown: unknown): void {
    const reason = reasonOf(thrown);
    if (reason === this.#reported) return;
    this.#reported = reason;
    this.#options.onFailure(thrown);
  }
}
