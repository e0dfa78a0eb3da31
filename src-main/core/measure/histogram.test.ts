import fc from 'fast-check';
import { expect, test } from 'vitest';

import { areaUnderCurve, histogramOf, momentsOf, rangeOf } from './histogram.ts';

/** Few different values, so that ties are common. */
const anyList = fc
  .array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 })
  .map((list) => Float64Array.from(list));

test('the area under the curve is the share of pairs in the right order, ties counted half', () => {
  fc.assert(
    fc.property(anyList, anyList, (positives, negatives) => {
      let right = 0;
      for (const above of positives)
        for (const below of negatives) right += above > below ? 1 : above === below ? 0.5 : 0;
      expect(areaUnderCurve(positives, negatives)).toBeCloseTo(
        right / (positives.length * negatives.length),
        12,
      );
    }),
  );
  expect(areaUnderCurve(Float64Array.of(2, 3), Float64Array.of(0, 1))).toBe(1);
  expect(areaUnderCurve(Float64Array.of(0), Float64Array.of(1))).toBe(0);
  expect(areaUnderCurve(Float64Array.of(), Float64Array.of(1))).toBeNaN();
});

test('measuring leaves the lists as they are', () => {
  const [positives, negatives] = [Float64Array.of(3, 1, 2), Float64Array.of(2, 0)];
  areaUnderCurve(positives, negatives);
  expect([[...positives], [...negatives]]).toEqual([
    [3, 1, 2],
    [2, 0],
  ]);
});

test('a histogram counts every value once, the edges included', () => {
  fc.assert(
    fc.property(anyList, anyList, (one, two) => {
      const { low, high } = rangeOf(one, two);
      for (const list of [one, two]) {
        const { counts } = histogramOf(list, low, high);
        expect(counts.reduce((total, count) => total + count, 0)).toBe(list.length);
      }
      expect([low, high]).toEqual([Math.min(...one, ...two), Math.max(...one, ...two)]);
    }),
  );
});

test('bins are equally wide; what lies outside counts in the outermost; what is no number does not', () => {
  const { low, high, counts } = histogramOf(Float64Array.of(0, 0.9, 1, 63.9, 64, -5, 99, NaN), 0, 64);
  const filled = [...counts.entries()].filter(([, count]) => count > 0);
  expect({ low, high, bins: counts.length, filled }).toEqual({
    low: 0,
    high: 64,
    bins: 64,
    filled: [
      [0, 3],
      [1, 1],
      [63, 3],
    ],
  });
});

test('a list of one value, or of none, has a histogram too', () => {
  expect(histogramOf(Float64Array.of(2, 2), 2, 2).counts[0]).toBe(2);
  expect(rangeOf(Float64Array.of())).toEqual({ low: 0, high: 1 });
  expect(rangeOf(Float64Array.of(NaN))).toEqual({ low: 0, high: 1 });
});

test('moments are mean and population standard deviation', () => {
  expect(momentsOf(Float64Array.of(1, 3, 5, 7))).toEqual({ mean: 4, deviation: Math.sqrt(5) });
  expect(momentsOf(Float64Array.of(1e8, 1e8 + 2))).toEqual({ mean: 1e8 + 1, deviation: 1 });
});
