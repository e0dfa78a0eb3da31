import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { recordOperations } from '../engine/differentiate.ts';
import type { Tensor } from '../engine/engine.ts';
import { wholeGradient } from '../engine/gradient.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { goodnessParts } from '../goodness/index.ts';
import { normalizationParts } from './index.ts';
import { normalizeRows } from './normalization.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const rows = ops.constant([1, 2, 0, 2, 0, 0, 0, 0], [2, 4]);

/** The rows after normalization. */
function normalized(kind: string, settings: object = {}): number[] {
  return numbersOf(normalizeRows(ops, normalizationParts.get(kind).create(settings), rows));
}

test('the root mean square or the length becomes 1, and an all-zero row stays all zero', () => {
  const close = (values: number[]) => [
    ...values.map((value) => expect.closeTo(value, 8) as number),
    0,
    0,
    0,
    0,
  ];
  expect({
    root: normalized('root-mean-square'),
    length: normalized('length'),
    short: normalized('length', { epsilon: 1e-20 }),
    layer: normalized('layer-norm', { epsilon: 1e-20 }),
    none: normalized('none'),
  }).toEqual({
    root: close([1 / 1.5, 2 / 1.5, 0, 2 / 1.5]),
    length: close([1 / 3.0001, 2 / 3.0001, 0, 2 / 3.0001]), // the default epsilon, 1e-4, is added to the length
    short: close([1 / 3, 2 / 3, 0, 2 / 3]),
    layer: close([-0.25, 0.75, -1.25, 0.75].map((value) => value / Math.sqrt(0.6875))),
    none: numbersOf(rows),
  });
});

test.each(normalizationParts.kinds())('%s tells the mean square of its rows right', (kind) => {
  const found = normalized(kind).slice(0, 4);
  const meanSquare = found.reduce((total, value) => total + value ** 2, 0) / 4;
  const told = normalizationParts.get(kind).create({}).meanSquare(4);
  if (told === null) expect(found).toEqual(numbersOf(rows).slice(0, 4));
  else expect(meanSquare).toBeCloseTo(told, 4);
});

test.each(normalizationParts.kinds())('%s sends finite numbers back through a row of zeros', (kind) => {
  const tape = recordOperations(ops);
  const below = ops.constant([1, 2, 0, 2, -1, -2, 0, -2], [2, 4]);
  // As below a layer all of whose units are silent for an example.
  const silent = tape.ops.relu(below);
  const above = normalizeRows(tape.ops, normalizationParts.get(kind).create({}), silent);
  const weighted = tape.ops.multiply(above, ops.constant([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]));
  const { back } = tape.gradients(tape.ops.sum(tape.ops.sum(weighted, 1), 0), { back: below });
  const numbers = numbersOf(wholeGradient(ops, assertDefined(back, 'the gradient')));
  expect(numbers.every(Number.isFinite)).toBe(true);
  expect(numbers.slice(4).map(Math.abs)).toEqual([0, 0, 0, 0]);
  expect(numbers.some((number) => number !== 0)).toBe(true);
});

test.each(['root-mean-square', 'length', 'layer-norm'])(
  '%s cannot be set to divide an all-zero row by zero',
  (kind) => {
    expect(() => normalizationParts.get(kind).create({ epsilon: 0 })).toThrow();
  },
);

test.each(['sum-of-squares', 'mean-of-activities'])(
  'a goodness, %s, that a normalization hides is the same for all rows after it',
  (kind) => {
    const goodness = goodnessParts.get(kind).create({});
    const values = [1, 2, 0, 2, 5, 0, 1, 1].map((value) => 10 * value);
    for (const kindOfRows of normalizationParts.kinds()) {
      const normalization = normalizationParts.get(kindOfRows).create({});
      const after = normalizeRows(ops, normalization, ops.constant(values, [2, 4]));
      const [first = NaN, second = NaN] = numbersOf(goodness.of(ops, after, ops.sumOfSquares(after, 1)));
      const hidden =
        goodness.readsMean === true ? normalization.subtractsMean : normalization.meanSquare(4) !== null;
      expect([kindOfRows, Math.abs(first - second) < 1e-3]).toEqual([kindOfRows, hidden]);
    }
  },
);
