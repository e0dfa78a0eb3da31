/** The histogram of a step. */

import { expect, it } from 'vitest';

import type { HistogramPoint } from '../../../src-shared/views/run-view.ts';
import { histogramAt, shares } from './histogram-at.ts';

const points: HistogramPoint[] = [500, 1000].map((step) => ({
  step,
  epoch: step / 500,
  low: 0,
  high: 1,
  counts: Uint32Array.of(step),
}));

it('is the last one at or before it, else the first', () => {
  expect([0, 500, 999, 1000, 5000].map((step) => histogramAt(points, step)?.step)).toEqual([
    500, 500, 500, 1000, 1000,
  ]);
  expect(histogramAt([], 5)).toBeNull();
});

it('is drawn as shares of what was counted', () => {
  expect(shares(Uint32Array.of(1, 3, 0))).toEqual(Float64Array.of(25, 75, 0));
  expect(shares(Uint32Array.of(0, 0))).toEqual(Float64Array.of(0, 0));
});
