import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ThinnedSeries } from '../../../src-shared/views/series-view.ts';
import { foldCurves } from './fold-curves.ts';

function curve(x: number[], values: number[], more: Partial<ThinnedSeries> = {}): ThinnedSeries {
  return {
    run: 'r',
    metric: 'loss',
    total: x.length,
    inWindow: x.length,
    lastStep: x.at(-1) ?? 0,
    exact: true,
    x: Float64Array.from(x),
    minimum: Float32Array.from(values),
    maximum: Float32Array.from(values),
    last: Float32Array.from(values),
    nanCount: Uint32Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0)),
    smoothed: null,
    ...more,
  };
}

test('seeds measured at the same places fold into mean, deviation and extremes', () => {
  const folded = foldCurves('wide', [curve([0, 10], [1, 2]), curve([0, 10], [3, 6])]);
  expect(folded).toEqual({
    run: 'wide',
    metric: 'loss',
    total: 2,
    inWindow: 2,
    lastStep: 10,
    exact: false,
    x: Float64Array.of(0, 10),
    minimum: Float32Array.of(1, 2),
    maximum: Float32Array.of(3, 6),
    last: Float32Array.of(2, 4),
    nanCount: Uint32Array.of(0, 0),
    smoothed: null,
    deviation: Float32Array.of(Math.SQRT2, Math.sqrt(8)),
    runsAt: Uint16Array.of(2, 2),
  });
});

test('a run is read between its points and not beyond its ends', () => {
  const folded = foldCurves('wide', [curve([0, 1, 2, 3], [0, 1, 2, 3]), curve([0.5, 2.5], [10, 30])]);
  expect(folded?.last).toEqual(Float32Array.of(0, (1 + 15) / 2, (2 + 25) / 2, 3));
  expect([folded?.runsAt, folded?.deviation[0], folded?.deviation[3]]).toEqual([
    Uint16Array.of(1, 2, 2, 1),
    NaN,
    NaN,
  ]);
});

test('a run that trained longer goes on alone', () => {
  const folded = foldCurves('wide', [curve([0, 1, 2], [1, 1, 1]), curve([0, 5], [3, 3])]);
  expect([folded?.x, folded?.last]).toEqual([Float64Array.of(0, 1, 2, 5), Float32Array.of(2, 2, 2, 3)]);
});

test('the smoothed curve is folded where every run has one, and its spread is the one shown', () => {
  const smooth = (value: number) => ({ smoothed: Float32Array.of(value) });
  const folded = foldCurves('wide', [curve([0], [1], smooth(2)), curve([0], [9], smooth(4))]);
  expect([folded?.last, folded?.smoothed, folded?.deviation]).toEqual([
    Float32Array.of(5),
    Float32Array.of(3),
    Float32Array.of(Math.SQRT2),
  ]);
});

test('nothing folds into nothing', () => {
  expect(foldCurves('wide', [])).toBeNull();
  expect(foldCurves('wide', [curve([], [])])).toBeNull();
});

test('no minimum, maximum or NaN of any run is folded away', () => {
  const values = fc.array(fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(NaN)), {
    minLength: 1,
    maxLength: 30,
  });
  const runs = fc.array(fc.tuple(values, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 50 })), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(runs, (all) => {
      const series = all.map(([list, gap, start]) =>
        curve(
          list.map((_, index) => start + index * gap),
          list,
        ),
      );
      const folded = foldCurves('all', series);
      const numbers = series.flatMap(({ last }) => [...last].filter((value) => !Number.isNaN(value)));
      const kept = [...(folded?.minimum ?? []), ...(folded?.maximum ?? [])].filter(
        (value) => !Number.isNaN(value),
      );
      expect(Math.min(...kept)).toBe(Math.min(...numbers));
      expect(Math.max(...kept)).toBe(Math.max(...numbers));
      const nans = series.reduce((sum, { nanCount }) => sum + nanCount.reduce((a, b) => a + b, 0), 0);
      expect(folded?.nanCount.reduce((a, b) => a + b, 0)).toBe(nans);
    }),
  );
});
