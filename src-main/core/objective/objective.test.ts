import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { objectiveParts } from './index.ts';

const evaluate = (
  kind: string,
  positive: readonly number[],
  negative: readonly number[],
  settings: object = {},
) => {
  const column = (values: readonly number[]) => ops.constant(values, [values.length, 1]);
  const value = createPart(objectiveParts, { kind, ...settings }).evaluate(
    ops,
    column(positive),
    column(negative),
  );
  return Object.fromEntries(
    Object.entries(value).map(([name, tensor]) => [name, [...(tensor as ReferenceTensor).data]]),
  );
};

test('the logistic objective is the cross-entropy averaged over both passes', () => {
  const softplus = (x: number) => Math.log(1 + Math.exp(x));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12) as number);
  expect(evaluate('logistic', [2, -1], [-3, 0.5])).toEqual({
    loss: close([(softplus(-2) + softplus(1) + softplus(-3) + softplus(0.5)) / 4]),
    positiveGradient: close([-sigmoid(-2) / 4, -sigmoid(1) / 4]),
    negativeGradient: close([sigmoid(-3) / 4, sigmoid(0.5) / 4]),
  });
});

test('two thresholds: positives above one, negatives below the other, and a small pull down on positives', () => {
  const softplus = (x: number) => Math.log(1 + Math.exp(x));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12) as number);
  const settings = { gap: 3, restraint: 0.1 };
  expect(evaluate('two-thresholds', [2, -1], [-3, 0.5], settings)).toEqual({
    loss: close([(softplus(-2) + softplus(1) + softplus(-6) + softplus(-2.5) + 0.1 * (2 - 1)) / 2]),
    positiveGradient: close([(0.1 - sigmoid(-2)) / 2, (0.1 - sigmoid(1)) / 2]),
    negativeGradient: close([sigmoid(-6) / 2, sigmoid(-2.5) / 2]),
  });
});

test('the symmetric objective compares each positive with its own negative', () => {
  const softplus = (x: number) => Math.log(1 + Math.exp(x));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12) as number);
  expect(evaluate('symba', [2, -1], [1.5, 0])).toEqual({
    loss: close([(softplus(-2) + softplus(4)) / 2]),
    positiveGradient: close([-2 * sigmoid(-2), -2 * sigmoid(4)]),
    negativeGradient: close([2 * sigmoid(-2), 2 * sigmoid(4)]),
  });
  const moved = (by: number) => evaluate('symba', [2 + by, -1 + by], [1.5 + by, by]);
  expect(objectiveParts.get('symba').create({}).thresholdFree).toBe(true);
  expect(moved(0.5)).toEqual(moved(0));
});

test.each(objectiveParts.kinds())('%s judges each half as it judges both, or neither alone', (kind) => {
  const objective = createPart(objectiveParts, { kind });
  const { alone } = objective;
  if (alone === undefined) {
    expect(objective.thresholdFree).toBe(true);
    return;
  }
  const half = (which: 'positive' | 'negative', values: readonly number[]) => {
    const { loss, gradient } = alone(ops, ops.constant(values, [values.length, 1]), which);
    return [loss, gradient].map((tensor) => [...(tensor as ReferenceTensor).data]);
  };
  const margins = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 });
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10) as number);
  fc.assert(
    fc.property(margins, margins, (positive, negative) => {
      const { loss, positiveGradient, negativeGradient } = evaluate(kind, positive, negative);
      const [[awake], pull] = half('positive', positive) as [[number], number[]];
      const [[asleep], push] = half('negative', negative) as [[number], number[]];
      expect([pull, push]).toEqual([close(positiveGradient ?? []), close(negativeGradient ?? [])]);
      expect(awake + asleep).toBeCloseTo(loss?.[0] ?? NaN, 10);
    }),
  );
});

// Derivatives are checked against differences in method/gradients.test.ts.
test.each(objectiveParts.kinds())('%s stays finite however large the goodness', (kind) => {
  const { loss, positiveGradient, negativeGradient } = evaluate(kind, [1e6, -1e6], [1e6, -1e6]);
  expect([loss, positiveGradient, negativeGradient].flat().every(Number.isFinite)).toBe(true);
});
