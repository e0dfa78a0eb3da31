/** A curve in a window as few points as are drawn, such that no extreme and no NaN of any point is lost. */

import type { ThinnedSeries } from '../../../src-shared/views/series-view.ts';
import type { Axis } from './axis.ts';
import type { LoadedSeries } from './loaded-series.ts';

export interface ThinningWindow {
  /** On the axis, both included. */
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

/** Where bucket `index` begins. It holds the points from there to before the next one's begin; the last also holds `to`. */
export function bucketStart({ from, to, buckets }: ThinningWindow, index: number): number {
  return from + ((to - from) * index) / buckets;
}

/** Points that are no more than the buckets stand for themselves, wherever they lie. */
export function thin(
  series: LoadedSeries,
  axis: Axis,
  window: ThinningWindow,
  smoothed: Float32Array | null,
): Omit<ThinnedSeries, 'run' | 'metric'> {
  const start = firstAt(axis, window.from, 0, series.count);
  const end = firstAfter(axis, window.to, start, series.count);
  const ends = end - start <= window.buckets ? everyPoint(start, end) : bucketEnds(axis, window, start, end);
  const size = ends.length;
  const thinned = {
    total: series.count,
    inWindow: end - start,
    lastStep: series.stepAt(series.count - 1),
    exact: size === end - start,
    x: new Float64Array(size),
    minimum: new Float32Array(size),
    maximum: new Float32Array(size),
    last: new Float32Array(size),
    nanCount: new Uint32Array(size),
    smoothed: smoothed === null ? null : new Float32Array(size),
  };
  let from = start;
  for (let bucket = 0; bucket < size; bucket += 1) {
    const to = ends[bucket] as number;
    const { minimum, maximum, nanCount } = series.extremes(from, to);
    thinned.x[bucket] = axis.positionAt(to - 1);
    thinned.minimum[bucket] = minimum;
    thinned.maximum[bucket] = maximum;
    thinned.last[bucket] = series.valueAt(to - 1);
    thinned.nanCount[bucket] = nanCount;
    if (smoothed !== null && thinned.smoothed !== null) thinned.smoothed[bucket] = smoothed[to - 1] as number;
    from = to;
  }
  return thinned;
}

/** One past the last point of every bucket that holds any. */
function bucketEnds(axis: Axis, window: ThinningWindow, start: number, end: number): number[] {
  const ends: number[] = [];
  let from = start;
  for (let bucket = 1; bucket <= window.buckets && from < end; bucket += 1) {
    const to = bucket === window.buckets ? end : firstAt(axis, bucketStart(window, bucket), from, end);
    if (to > from) ends.push(to);
    from = to;
  }
  return ends;
}

function everyPoint(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i + 1);
}

/** The first index in [low, high) at or after `position`; `high` where there is none. */
function firstAt(axis: Axis, position: number, low: number, high: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (axis.positionAt(middle) < position) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The first index in [low, high) after `position`; `high` where there is none. */
function firstAfter(axis: Axis, position: number, low: number, high: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (axis.positionAt(middle) <= position) from = middle + 1;
    else to = middle;
  }
  return from;
}
