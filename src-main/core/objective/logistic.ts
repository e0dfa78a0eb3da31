import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Objective } from './objective.ts';

/**
 * L = mean over the 2 B rows of softplus(-margin) on positives and softplus(margin) on negatives.
 * dL/dg = -(1 - p) / 2B on positives and p / 2B on negatives, with p = sigmoid(margin).
 */
export const logistic = definePart({
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
    alone: (ops, margin, half) => {
      const [wrong, sign] = half === 'positive' ? [ops.negate(margin), -1] : [margin, 1];
      const rows = 2 * (margin.shape[0] as number);
      return {
        loss: ops.scale(ops.sum(ops.softplus(wrong), 0), 1 / rows),
        gradient: ops.scale(ops.sigmoid(wrong), sign / rows),
      };
    },
  }),
});
