import { expect, test } from 'vitest';

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

// Derivatives are checked in method/gradients.test.ts.
test.each(goodnessParts.kinds())('%s tells its expected and its largest value right', (kind) => {
  const goodness = createPart(goodnessParts, { kind });
  const [value = NaN] = numbersOf(goodness.of(ops, activity, squares));
  expect(goodness.expected(4, 9 / 4)).toBeCloseTo(value, 12);
  const full = ops.fill(-2, [1, 4]);
  expect(numbersOf(goodness.of(ops, full, ops.sumOfSquares(full, 1)))).toEqual([goodness.largest(4, 2)]);
  const slopes = numbersOf(goodness.chain(ops, ops.fill(1, [2, 1]), activity));
  expect(goodness.derivativeVanishesAtZero).toBe(slopes[2] === 0);
});
