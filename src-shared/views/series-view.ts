/** Curves as they are drawn: thinned beside the database so that no minimum, maximum or NaN is ever hidden. */

import type { EvaluationPoint } from './run-view.ts';

export type SeriesAxis = 'step' | 'epoch' | 'time';

/** One metric of one run in a window, in buckets of equal width along the axis; empty buckets are left out. */
export interface ThinnedSeries {
  readonly run: string;
  readonly metric: string;
  /** Points in the whole series, and in the window. */
  readonly total: number;
  readonly inWindow: number;
  /** The last step of the whole series: ask for what comes after it. */
  readonly lastStep: number;
  /** True where every bucket holds one point, so the curve is drawn as it is. */
  readonly exact: boolean;
  /** Position of each bucket's last point on the axis: steps, epochs, or seconds of training. */
  readonly x: Float64Array;
  /** Extremes of a bucket's numbers; NaN where it holds nothing but NaN. */
  readonly minimum: Float32Array;
  readonly maximum: Float32Array;
  /** The bucket's last value; may be NaN. */
  readonly last: Float32Array;
  readonly nanCount: Uint32Array;
  /** The smoothed curve at each bucket's last point, smoothed over all points before thinning; null where none was asked for. */
  readonly smoothed: Float32Array | null;
}

export interface MetricInfo {
  readonly metric: string;
  /** Of the runs asked about, how many have it. */
  readonly runs: number;
}

export interface MetricList {
  /** How many match, whether listed or not. */
  readonly total: number;
  readonly metrics: readonly MetricInfo[];
}

/** Every evaluation of one run, oldest first. */
export interface RunEvaluations {
  readonly run: string;
  readonly points: readonly EvaluationPoint[];
}
