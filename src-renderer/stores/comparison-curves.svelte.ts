/** The curves of a comparison: one question per chart for all its runs, asked when the chart comes into sight. */

import type { SeriesAxis, ThinnedSeries } from '../../src-shared/views/series-view.ts';
import { Answer } from './answer.svelte.ts';
import { workbench } from './workbench.svelte.ts';

export interface CurveQuestion {
  readonly runIds: readonly string[];
  readonly axis: SeriesAxis;
  readonly from: number | null;
  readonly to: number | null;
  readonly smoothing: number;
}

/** All curves of one chart together have at most about so many buckets: more cannot be told apart by eye. */
const mostBuckets = 24_000;
/** The program answers so many series at once. */
const mostSeries = 2000;

export class ComparisonCurves {
  readonly #answers = new Map<string, Answer<readonly ThinnedSeries[]>>();

  answerOf(metric: string): Answer<readonly ThinnedSeries[]> {
    const known = this.#answers.get(metric);
    if (known !== undefined) return known;
    const answer = new Answer<readonly ThinnedSeries[]>();
    this.#answers.set(metric, answer);
    return answer;
  }

  /** `pixels` is the width of the chart. */
  ask(metric: string, question: CurveQuestion, pixels: number): void {
    const { runIds, axis, from, to, smoothing } = question;
    const asked = runIds.slice(0, mostSeries);
    const most = Math.max(150, Math.floor(mostBuckets / Math.max(1, asked.length)));
    const buckets = Math.min(8192, most, Math.max(100, Math.round(pixels)));
    const series = asked.map((run) => ({ run, metric }));
    void this.answerOf(metric).ask(() =>
      workbench.call('series/window', { series, axis, from, to, buckets, smoothing }),
    );
  }
}
