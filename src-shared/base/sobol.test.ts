import fc from 'fast-check';
import { expect, test } from 'vitest';

import { SobolSequence, mostSobolDimensions } from './sobol.ts';

test('the points are those of the published table, as SciPy 1.17 makes them', () => {
  const point = new SobolSequence(mostSobolDimensions).point(37);
  expect(point).toEqual([
    0.921875, 0.640625, 0.578125, 0.921875, 0.765625, 0.296875, 0.171875, 0.796875, 0.609375, 0.171875,
    0.015625, 0.078125, 0.578125, 0.859375, 0.109375, 0.484375, 0.796875, 0.421875, 0.046875, 0.140625,
    0.953125,
  ]);
});

test('of the first 2^k points each of 2^k equal parts holds one, in every dimension, shifted or not', () => {
  const shifts = fc.array(fc.integer(), { maxLength: mostSobolDimensions });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), shifts, (k, by) => {
      const sequence = new SobolSequence(mostSobolDimensions, by);
      const count = 2 ** k;
      const points = Array.from({ length: count }, (_, index) => sequence.point(index));
      for (let dimension = 0; dimension < mostSobolDimensions; dimension += 1) {
        const parts = new Set(points.map((point) => Math.floor((point[dimension] ?? NaN) * count)));
        expect(parts.size).toBe(count);
      }
    }),
    { numRuns: 40 },
  );
});

test('of the first 16 points each cell of a grid of 4 by 4 over the first two dimensions holds one', () => {
  const sequence = new SobolSequence(2);
  const cells = Array.from({ length: 16 }, (_, index) =>
    sequence
      .point(index)
      .map((value) => Math.floor(value * 4))
      .join(),
  );
  expect(new Set(cells).size).toBe(16);
});
