import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { lastExponent, powerLawOf } from './exponent.ts';

const exponents = fc.double({ min: -3, max: 3, noNaN: true });
const factors = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 8 });

test('a cost that follows a power gives that power back, from any sizes', () => {
  fc.assert(
    fc.property(exponents, factors, sizes, (exponent, factor, all) => {
      const points = all.map((size) => [size, factor * size ** exponent] as const);
      const law = powerLawOf(points);
      expect(law?.exponent).toBeCloseTo(exponent, 6);
      expect(law?.worst).toBeCloseTo(1, 6);
      expect((law?.factor ?? NaN) / factor).toBeCloseTo(1, 3);
      expect(lastExponent(points)).toBeCloseTo(exponent, 6);
    }),
  );
});

test('a price that is there at any size weighs least between the two largest', () => {
  const points = [10, 100, 1000, 10_000].map((size) => [size, 50 + size] as const);
  const law = powerLawOf(points);
  expect(law?.exponent).toBeCloseTo(0.7517, 3);
  expect(law?.worst).toBeCloseTo(1.5576, 3);
  expect(lastExponent(points.toReversed())).toBeCloseTo(0.981, 3);
});

test.each([
  ['no point', []],
  ['one size, twice', [[10, 1] as const, [10, 2] as const]],
  ['a cost of nothing', [[10, 0] as const, [20, 1] as const]],
  ['no number', [[10, NaN] as const, [20, 1] as const]],
])('%s has no exponent', (_, points) => {
  expect([powerLawOf(points), lastExponent(points)]).toEqual([null, null]);
});
