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

test('goodness of a row is its sum or mean of squares', () => {
  const of = (kind: string) => numbersOf(createPart(goodnessParts, { kind }).of(ops, activity, squares));
  expect([of('sum-of-squares'), of('mean-of-squares')]).toEqual([
    [9, 0],
    [2.25, 0],
  ]);
});

/** Rectified standard normal activities [rows, 4]. */
const rectified = (() => {
  const random = randomStream(1, 'goodness');
  const rows = 20_000;
  const values = Array.from({ length: 4 * rows }, () => Math.max(0, random.normal()));
  return ops.constant(values, [rows, 4]);
})();

// Derivatives are checked in method/gradients.test.ts.
test.each(goodnessParts.kinds())('%s tells its expected and its largest value right', (kind) => {
  const goodness = createPart(goodnessParts, { kind });
  const of = (rows: Tensor) => numbersOf(goodness.of(ops, rows, ops.sumOfSquares(rows, 1)));
  const values = of(rectified);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  expect(goodness.expected(4, 0.5) / mean).toBeCloseTo(1, 1);
  const extremes = [2, -2].flatMap((bound) => of(ops.fill(bound, [1, 4])));
  expect(Math.max(...extremes)).toBe(goodness.largest(4, 2));
  const slopes = numbersOf(goodness.chain(ops, ops.fill(1, [2, 1]), activity));
  expect(goodness.derivativeVanishesAtZero).toBe(slopes[2] === 0);
});
