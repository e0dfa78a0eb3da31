/** Which histogram belongs to a step, and its bars as shares, so that nine negatives per positive do not hide the one. */

import type { HistogramPoint } from '../../../src-shared/views/run-view.ts';

/** The last at or before the step, else the first; null where there is none. */
export function histogramAt(points: readonly HistogramPoint[], step: number): HistogramPoint | null {
  return points.findLast((point) => point.step <= step) ?? points[0] ?? null;
}

/** In percent of all counted; zeros where nothing was counted. */
export function shares(counts: Uint32Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(counts, (count) => (total === 0 ? 0 : (100 * count) / total));
}
