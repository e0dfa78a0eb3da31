/**
 * What each layer minimizes, from the goodness of its positives and negatives, with the derivative beside the value.
 *
 * Legend: B examples; margin [B, 1] = goodness - threshold.
 */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';

export interface ObjectiveValue {
  /** [1, 1], averaged over the 2 B rows. */
  readonly loss: Tensor;
  /** dL/dgoodness of the positives, [B, 1]. */
  readonly positiveGradient: Tensor;
  /** dL/dgoodness of the negatives, [B, 1]. */
  readonly negativeGradient: Tensor;
}

export interface Objective {
  evaluate(ops: TensorOps, positiveMargin: Tensor, negativeMargin: Tensor): ObjectiveValue;
}

/**
 * L = mean over the 2 B rows of softplus(-margin) on positives and softplus(margin) on negatives.
 * dL/dg = -(1 - p) / 2B on positives and p / 2B on negatives, with p = sigmoid(margin).
 */
const logistic = definePart({
  kind: 'logistic',
  label: 'Logistic',
  help: 'Cross-entropy of p(positive) = sigmoid(goodness - threshold), averaged over both passes.',
  source: 'Hinton 2022, arXiv 2212.13345, equation 1',
  parameters: z.object({}),
  create: (): Objective => ({
    evaluate: (ops, positiveMargin, negativeMargin) => {
      const rows = 2 * (positiveMargin.shape[0] as number);
      const wrongPositive = ops.negate(positiveMargin);
      return {
        loss: ops.scale(
          ops.add(ops.sum(ops.softplus(wrongPositive), 0), ops.sum(ops.softplus(negativeMargin), 0)),
          1 / rows,
        ),
        positiveGradient: ops.scale(ops.sigmoid(wrongPositive), -1 / rows),
        negativeGradient: ops.scale(ops.sigmoid(negativeMargin), 1 / rows),
      };
    },
  }),
});

export const objectiveParts = new Registry('objective', [logistic]);
