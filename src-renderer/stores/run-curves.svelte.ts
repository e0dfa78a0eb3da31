/**
 * The curves of one run: thinned beside the database for the window in sight, grown by what is new, asked for again on
 * zoom and smoothing. An answer that comes after another question was asked is dropped.
 */

import type { SeriesAxis, ThinnedSeries } from '../../src-shared/views/series-view.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { cursorsOf, joinSeries } from './run-live-cursor.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

/** Points per curve: about one per pixel of the widest chart. */
const buckets = 800;
/** Series in one question. */
const mostSeries = 500;

export interface CurveWindow {
  readonly from: number | null;
  readonly to: number | null;
}

export const wholeWindow: CurveWindow = { from: null, to: null };

export class RunCurves {
  readonly #runId: string;
  #held = $state.raw<ReadonlyMap<string, ThinnedSeries>>(new Map());
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  #metrics: readonly string[] = [];
  #axis: SeriesAxis = 'step';
  #smoothing = 0;
  #window: CurveWindow = wholeWindow;
  /** The question that counts. */
  #asked = 0;
  readonly #growing = new OneAtATime(() => this.#growOnce());
  #loading = $state(false);
  /** Done when the last question is answered. */
  #answered: Promise<void> = Promise.resolve();

  constructor(runId: string) {
    this.#runId = runId;
  }

  /** By metric. */
  get series(): ReadonlyMap<string, ThinnedSeries> {
    return this.#held;
  }

  get problem() {
    return this.#problem;
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** Asks afresh for everything. What is shown stays until the answer is there. */
  ask(metrics: readonly string[], axis: SeriesAxis, smoothing: number, window: CurveWindow): Promise<void> {
    this.#asked += 1;
    const isOtherAxis = axis !== this.#axis;
    [this.#metrics, this.#axis, this.#smoothing, this.#window] = [metrics, axis, smoothing, window];
    if (isOtherAxis) this.#held = new Map(); // its positions mean something else now
    this.#loading = true;
    this.#answered = this.#readAll();
    return this.#answered;
  }

  /** Asks for what is new behind each curve's last point, also of what is just being read. */
  grow(): Promise<void> {
    return this.#growing.ask();
  }

  async #readAll(): Promise<void> {
    const asked = this.#asked;
    try {
      const answer = await this.#query(this.#metrics, this.#window.from);
      if (asked !== this.#asked) return;
      this.#held = new Map(answer.map((series) => [series.metric, series]));
      this.#problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.#problem = wordsOf(thrown);
    } finally {
      if (asked === this.#asked) this.#loading = false;
    }
  }

  async #growOnce(): Promise<void> {
    while (this.#loading) await this.#answered;
    if (this.#metrics.length === 0 || this.#window.to !== null) return;
    const asked = this.#asked;
    try {
      const grown = new Map(this.#held);
      const stale: string[] = [];
      for (const [from, metrics] of cursorsOf(this.#metrics, this.#held)) {
        for (const piece of await this.#query(metrics, from ?? this.#window.from)) {
          const held = this.#held.get(piece.metric);
          const joined = held === undefined ? piece : joinSeries(held, piece, buckets);
          if (joined === null) stale.push(piece.metric);
          else grown.set(piece.metric, joined);
        }
      }
      for (const series of stale.length === 0 ? [] : await this.#query(stale, this.#window.from)) {
        grown.set(series.metric, series);
      }
      if (asked === this.#asked) this.#held = grown;
    } catch (thrown) {
      if (asked === this.#asked) this.#problem = wordsOf(thrown);
    }
  }

  async #query(metrics: readonly string[], from: number | null): Promise<ThinnedSeries[]> {
    const answers: ThinnedSeries[] = [];
    for (let begin = 0; begin < metrics.length; begin += mostSeries) {
      const series = metrics.slice(begin, begin + mostSeries).map((metric) => ({ run: this.#runId, metric }));
      const [axis, smoothing, to] = [this.#axis, this.#smoothing, this.#window.to];
      answers.push(
        ...(await workbench.call('series/window', { series, axis, from, to, buckets, smoothing })),
      );
    }
    return answers;
  }
}
