/** The ways to lay a series along an axis. Positions never fall from one point to the next. */

import type { LoadedSeries } from './loaded-series.ts';

export interface Axis {
  /** Where a point of the series lies. */
  positionAt(index: number): number;
}

export function stepAxis(series: LoadedSeries): Axis {
  return { positionAt: (index) => series.stepAt(index) };
}

export function epochAxis(series: LoadedSeries, stepsPerEpoch: number): Axis {
  return { positionAt: (index) => series.stepAt(index) / stepsPerEpoch };
}

/**
 * Seconds of training, known at the steps of `time` and interpolated between them; before the first and after the last
 * they are those of the first and last. What goes back, or is no number, is passed over.
 */
export function timeAxis(series: LoadedSeries, time: LoadedSeries): Axis {
  const positions = new Float64Array(series.count);
  let next = 0; // the first point of time at or after the step
  let latest = 0;
  for (let i = 0; i < series.count; i += 1) {
    const step = series.stepAt(i);
    while (next < time.count && time.stepAt(next) < step) next += 1;
    const position = secondsBetween(time, next, step);
    if (position > latest && position < Infinity) latest = position;
    positions[i] = latest;
  }
  return { positionAt: (index) => positions[index] as number };
}

/** Seconds of training at a step; `next` is the first point of time at or after it. */
function secondsBetween(time: LoadedSeries, next: number, step: number): number {
  if (next === time.count) return time.valueAt(time.count - 1);
  const after = time.valueAt(next);
  const afterStep = time.stepAt(next);
  if (next === 0 || afterStep === step) return after;
  const before = time.valueAt(next - 1);
  const beforeStep = time.stepAt(next - 1);
  return before + ((after - before) * (step - beforeStep)) / (afterStep - beforeStep);
}
