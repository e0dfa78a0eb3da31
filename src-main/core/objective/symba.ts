import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Objective } from './objective.ts';

/**
 * L = mean over the B pairs of softplus(-alpha d), d = goodness of the positive - goodness of its negative.
 * dL/dg = -alpha sigmoid(-alpha d) / B on positives, and its opposite on negatives.
 */
export const symba = definePart({
  kind: 'symba',
  label: 'Symmetric (SymBa)',
  help: 'Pushes each positive above its own negative, wherever both stand: the threshold plays no part in learning and only draws the line in charts.',
  source: 'Lee and Song 2023, arXiv 2303.08418',
  parameters: z.object({
    alpha: parameter(z.number().positive().max(1000).default(4), {
      label: 'Sharpness',
      unit: 'per goodness',
      help: 'How soon a pair is far enough apart to be left alone. Goes with a mean; take a smaller one with a sum.',
    }),
  }),
  create: ({ alpha }): Objective => ({
    thresholdFree: true,
    evaluate: (ops, positiveMargin, negativeMargin) => {
      const pairs = positiveMargin.shape[0] as number;
      const behind = ops.scale(ops.subtract(negativeMargin, positiveMargin), alpha);
      const pull = ops.scale(ops.sigmoid(behind), alpha / pairs);
      return {
        loss: ops.mean(ops.softplus(behind), 0),
        positiveGradient: ops.negate(pull),
        negativeGradient: pull,
      };
    },
  }),
});
