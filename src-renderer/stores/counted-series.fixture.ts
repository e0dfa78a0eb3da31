/** A curve of counted points, as the program would answer it. */

import type { ThinnedSeries } from '../../src-shared/views/series-view.ts';

/** What the program answers for points 1 .. count, from a position on. */
export function seriesOf(count: number, from: number | null): ThinnedSeries {
  const steps = Array.from({ length: count }, (_, index) => index + 1);
  const window = steps.filter((step) => from === null || step >= from);
  const values = Float32Array.from(window, (step) => step * 10);
  return {
    run: 'r',
    metric: 'm',
    total: count,
    inWindow: window.length,
    lastStep: count,
    exact: true,
    x: Float64Array.from(window),
    minimum: values,
    maximum: values,
    last: values,
    nanCount: new Uint32Array(window.length),
    smoothed: null,
  };
}
