import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { Tensor } from '../engine/engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { goodnessParts } from './index.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const activity = ops.constant([1, 2, 0, 2, 0, 0, 0, 0], [2, 4]);
const squares = ops.sumOfSquares(activity, 1);

const numbersBy = (kind: string, settings: object = {}) => {
  const goodness = createPart(goodnessParts, { kind, ...settings });
  const slopes = goodness.chain(ops, ops.constant([1, 10], [2, 1]), activity);
  return [goodness.of(ops, activity, squares), slopes].map(numbersOf);
};

test('goodness of a row is a sum or a mean of its squares or its numbers, or the opposite', () => {
  expect({
    sum: numbersBy('sum-of-squares'),
    mean: numbersBy('mean-of-squares'),
    minimizedSum: numbersBy('negative-sum-of-squares'),
    minimizedMean: numbersBy('negative-mean-of-squares'),
    plainSum: numbersBy('sum-of-activities'),
    plainMean: numbersBy('mean-of-activities'),
  }).toEqual({
    sum: [
      [9, 0],
      [2, 4, 0, 4, 0, 0, 0, 0],
    ],
    mean: [
      [2.25, 0],
      [0.5, 1, 0, 1, 0, 0, 0, 0],
    ],
    minimizedSum: [
      [-9, -0],
      [-2, -4, -0, -4, -0, -0, -0, -0],
    ],
    minimizedMean: [
      [-2.25, -0],
      [-0.5, -1, -0, -1, -0, -0, -0, -0],
    ],
    plainSum: [
      [5, 0],
      [1, 1, 1, 1, 10, 10, 10, 10],
    ],
    plainMean: [
      [1.25, 0],
      [0.25, 0.25, 0.25, 0.25, 2.5, 2.5, 2.5, 2.5],
    ],
  });
});

test('of the k largest squares, those that tie for the last places share them', () => {
  expect([1, 3].map((k) => numbersBy('top-k', { k }))).toEqual([
    [
      [4, 0],
      [0, 2, 0, 2, 0, 0, 0, 0], // two units of activity 2 share one place
    ],
    [
      [3, 0],
      [2 / 3, 4 / 3, 0, 4 / 3, 0, 0, 0, 0],
    ],
  ]);
  expect(createPart(goodnessParts, { kind: 'top-k', k: 5 }).misfit?.(4)).toBe(
    'the 5 most active of 4 units cannot be taken',
  );
});

test('a soft maximum is the largest activity when cold, the mean when hot, and never overflows', () => {
  const of = (temperature: number, rows = activity) => {
    const goodness = createPart(goodnessParts, { kind: 'soft-maximum', temperature });
    return numbersOf(goodness.of(ops, rows, ops.sumOfSquares(rows, 1)))[0];
  };
  expect(of(0.01)).toBeCloseTo(2 + 0.01 * Math.log(2 / 4), 12);
  expect(of(1000)).toBeCloseTo(1.25, 2);
  expect(of(0.01, ops.scale(activity, 1e6))).toBeCloseTo(2e6, 1);
});

const units = 100;
/** Rectified standard normal activities [rows, units]. */
const rectified = (() => {
  const random = randomStream(1, 'goodness');
  const rows = 2000;
  const values = Array.from({ length: units * rows }, () => Math.max(0, random.normal()));
  return ops.constant(values, [rows, units]);
})();

// Derivatives are checked in method/gradients.test.ts.
test.each(goodnessParts.kinds())('%s tells its expected and its extreme values right', (kind) => {
  const goodness = createPart(goodnessParts, { kind });
  const of = (rows: Tensor) => numbersOf(goodness.of(ops, rows, ops.sumOfSquares(rows, 1)));
  const values = of(rectified);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  expect(goodness.expected(units, 0.5) / mean).toBeCloseTo(1, 1);
  const extremes = [2, -2, 0].flatMap((bound) => of(ops.fill(bound, [1, units])));
  expect(Math.max(...extremes)).toBeCloseTo(goodness.largest(units, 2), 9);
  expect(Math.min(...extremes)).toBeGreaterThanOrEqual(goodness.smallest?.(units, 2) ?? -Infinity);
  const slopes = numbersOf(goodness.chain(ops, ops.fill(1, [1, 1]), ops.fill(0, [1, units])));
  expect(goodness.derivativeVanishesAtZero).toBe(slopes.every((slope) => Math.abs(slope) === 0));
});
