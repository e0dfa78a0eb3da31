import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { drawPermutedLabels, drawWrongLabels } from './from-labels.ts';
import { sampleWrongLabels } from './hard.ts';

/** The labels that hard negatives pick, after a check that each row is one-hot. */
function pick(
  probabilities: readonly (readonly number[])[],
  labels: readonly number[],
  uniform: readonly number[],
) {
  const rows = labels.length;
  const classes = assertDefined(probabilities[0], 'a row').length;
  const oneHot = labels.flatMap((label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)));
  const picked = sampleWrongLabels(
    ops,
    ops.constant(probabilities.flat(), [rows, classes]),
    ops.constant(oneHot, [rows, classes]),
    ops.constant(uniform, [rows, 1]),
  ) as ReferenceTensor;
  return labels.map((_, row) => {
    const values = [...picked.data.subarray(row * classes, (row + 1) * classes)];
    expect(values.toSorted()).toEqual([...new Array<number>(classes - 1).fill(0), 1]);
    return values.indexOf(1);
  });
}

/** Chi-square of how often each label was picked, against how often it should have been. */
function chiSquare(picked: readonly number[], shares: readonly number[]): number {
  return shares.reduce((total, share, label) => {
    const count = picked.filter((each) => each === label).length;
    const expected = share * picked.length;
    return expected === 0 ? total : total + (count - expected) ** 2 / expected;
  }, 0);
}

const anyLabels = fc.integer({ min: 2, max: 12 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    labels: fc.uint8Array({ min: 0, max: classes - 1, maxLength: 200 }),
    seed: fc.nat(),
  }),
);

test('uniform negatives never carry the right label', () => {
  fc.assert(
    fc.property(anyLabels, ({ classes, labels, seed }) => {
      const drawn = drawWrongLabels(labels, classes, randomStream(seed, 'negatives'));
      expect(drawn.length).toBe(labels.length);
      expect(drawn.some((label, index) => label === labels[index] || label >= classes)).toBe(false);
    }),
  );
});

test('every wrong label is equally likely', () => {
  const labels = new Uint8Array(45_000).fill(3);
  const drawn = [...drawWrongLabels(labels, 10, randomStream(1, 'negatives'))];
  const shares = Array.from({ length: 10 }, (_, label) => (label === 3 ? 0 : 1 / 9));
  expect(chiSquare(drawn, shares)).toBeLessThan(26.1); // 8 degrees of freedom, 0.1 % point
});

test('permuted negatives are the same labels in another order', () => {
  fc.assert(
    fc.property(anyLabels, ({ classes, labels, seed }) => {
      const drawn = drawPermutedLabels(labels, classes, randomStream(seed, 'negatives'));
      expect(drawn.toSorted()).toEqual(labels.toSorted());
    }),
  );
});

test('with ten classes about every tenth permuted negative is right: the known trap', () => {
  const labels = Uint8Array.from({ length: 50_000 }, (_, index) => index % 10);
  const drawn = drawPermutedLabels(labels, 10, randomStream(1, 'negatives'));
  const right = labels.filter((label, index) => drawn[index] === label).length / labels.length;
  expect(right).toBeGreaterThan(0.095);
  expect(right).toBeLessThan(0.105);
});

test('hard negatives never carry the right label, however sure the read-out is', () => {
  const tiny = fc.constantFrom(0, 1e-40, 1e-30, 1e-10, 1);
  const row = fc.integer({ min: 2, max: 10 }).chain((classes) =>
    fc.record({
      probabilities: fc.array(fc.oneof(tiny, fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: classes,
        maxLength: classes,
      }),
      label: fc.nat({ max: classes - 1 }),
      uniform: fc.oneof(
        fc.constantFrom(0, 1 - 2 ** -24),
        fc.nat({ max: 2 ** 24 - 1 }).map((bits) => bits / 2 ** 24),
      ),
    }),
  );
  fc.assert(
    fc.property(row, ({ probabilities, label, uniform }) => {
      const [picked] = pick([probabilities], [label], [uniform]);
      expect(picked).not.toBe(label);
    }),
  );
});

test('hard negatives follow the distribution of the read-out with the right label masked out', () => {
  const probabilities = [0.05, 0.4, 0.2, 0.3, 0.05];
  const rows = 6_000;
  const random = randomStream(2, 'uniform');
  const uniform = Array.from({ length: rows }, () => random.uniform());
  for (const label of [0, 1, 4]) {
    const picked = pick(
      new Array(rows).fill(probabilities) as number[][],
      new Array<number>(rows).fill(label),
      uniform,
    );
    const left = 1 - (probabilities[label] as number);
    const shares = probabilities.map((share, each) => (each === label ? 0 : share / left));
    expect(chiSquare(picked, shares)).toBeLessThan(16.3); // 3 degrees of freedom, 0.1 % point
  }
});

test('a read-out that is sure of the right label leaves all wrong ones equally likely', () => {
  const sure = [0, 0, 1, 0];
  const uniform = [0, 0.3, 0.34, 0.66, 0.67, 0.99];
  expect(
    pick(
      uniform.map(() => sure),
      uniform.map(() => 2),
      uniform,
    ),
  ).toEqual([0, 0, 1, 1, 3, 3]);
});
