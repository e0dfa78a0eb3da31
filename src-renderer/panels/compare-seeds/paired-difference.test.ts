import { expect, test } from 'vitest';

import { pairedDifference } from './paired-difference.ts';

const results = (...pairs: [number, number][]) => pairs.map(([seed, value]) => ({ seed, value }));

test('common seeds are paired, and the interval is that of a paired t-test', () => {
  const left = results([1, 30.0], [2, 31.0], [3, 29.0], [4, 30.5]);
  const right = results([4, 29.0], [3, 28.5], [2, 29.0], [1, 29.0], [9, 5]);
  const found = pairedDifference(left, right);
  // Differences -1, -2, -0.5, -1.5: mean -1.25, deviation sqrt(5/12), t(0.975, 3) = 3.18244630528.
  const half = (3.18244630528371 * Math.sqrt(5 / 12)) / 2;
  expect(found).toEqual({
    pairs: [
      { seed: 1, left: 30, right: 29, difference: -1 },
      { seed: 2, left: 31, right: 29, difference: -2 },
      { seed: 3, left: 29, right: 28.5, difference: -0.5 },
      { seed: 4, left: 30.5, right: 29, difference: -1.5 },
    ],
    mean: -1.25,
    deviation: expect.closeTo(Math.sqrt(5 / 12), 12) as number,
    interval: [expect.closeTo(-1.25 - half, 9) as number, expect.closeTo(-1.25 + half, 9) as number],
    unpaired: [9],
    repeated: [],
  });
});

test('one pair has a difference and no interval, no pair has neither', () => {
  expect(pairedDifference(results([1, 2]), results([1, 3]))).toMatchObject({
    mean: 1,
    deviation: null,
    interval: null,
  });
  expect(pairedDifference(results([1, 2]), results([2, 3]))).toEqual({
    pairs: [],
    mean: null,
    deviation: null,
    interval: null,
    unpaired: [1, 2],
    repeated: [],
  });
});

test('a seed run twice counts once, and a result that is no number not at all', () => {
  const found = pairedDifference(results([1, 2], [1, 9], [2, NaN]), results([1, 3], [2, 4]));
  expect([found.pairs.map(({ difference }) => difference), found.unpaired, found.repeated]).toEqual([
    [1],
    [2],
    [1],
  ]);
});
