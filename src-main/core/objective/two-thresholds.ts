import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Objective } from './objective.ts';

/**
 * L = mean over the B pairs of softplus(-margin) on positives, plus softplus(margin - gap) and restraint * margin on
 * negatives and positives. dL/dg = (restraint - sigmoid(-margin)) / B on positives, sigmoid(margin - gap) / B on negatives.
 *
 * The published loss restrains |goodness| of positives; of a goodness that is never below 0 the derivative is the same.
 */
export const twoThresholds = definePart({
  kind: 'two-thresholds',
  label: 'A threshold for each side',
  help: 'Positives are to be above the threshold, negatives below another one, higher or lower by the gap.',
  source: 'Chen et al. 2025, self-contrastive Forward-Forward, arXiv 2409.11593',
  parameters: z.object({
    gap: parameter(z.number().min(-1e6).max(1e6).default(2), {
      label: 'Gap',
      unit: 'goodness',
      help: 'The threshold of negatives less that of positives.',
    }),
    restraint: parameter(z.number().min(0).max(10).default(1e-4), {
      label: 'Restraint',
      help: 'A small constant pull down on the goodness of positives, so that it does not grow for ever.',
    }),
  }),
  create: ({ gap, restraint }): Objective => ({
    evaluate: (ops, positiveMargin, negativeMargin) => {
      const pairs = positiveMargin.shape[0] as number;
      const [missing, excess] = [ops.negate(positiveMargin), ops.shift(negativeMargin, -gap)];
      const wrong = ops.add(ops.softplus(missing), ops.softplus(excess));
      const pull = ops.shift(ops.sigmoid(missing), -restraint);
      return {
        loss: ops.mean(ops.add(wrong, ops.scale(positiveMargin, restraint)), 0),
        positiveGradient: ops.scale(pull, -1 / pairs),
        negativeGradient: ops.scale(ops.sigmoid(excess), 1 / pairs),
      };
    },
    alone: (ops, margin, half) => {
      const pairs = margin.shape[0] as number;
      if (half === 'negative') {
        const excess = ops.shift(margin, -gap);
        return {
          loss: ops.mean(ops.softplus(excess), 0),
          gradient: ops.scale(ops.sigmoid(excess), 1 / pairs),
        };
      }
      const missing = ops.negate(margin);
      return {
        loss: ops.mean(ops.add(ops.softplus(missing), ops.scale(margin, restraint)), 0),
        gradient: ops.scale(ops.shift(ops.sigmoid(missing), -restraint), -1 / pairs),
      };
    },
  }),
});
