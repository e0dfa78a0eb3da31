import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Normalization } from './normalization.ts';

/** (x - mean(x)) / sqrt(variance(x) + epsilon), over the units of a row, without a learnt gain or offset. */
export const layerNorm = definePart({
  kind: 'layer-norm',
  label: 'Layer norm',
  help: 'Subtracts the mean over units and divides by their deviation: hides the mean activity as well as its squares. Used by deeper variants.',
  source: 'Ba, Kiros and Hinton 2016, arXiv 1607.06450',
  parameters: z.object({
    epsilon: parameter(z.number().min(1e-30).max(1).default(1e-5), {
      label: 'Epsilon',
      help: 'Added to the variance, so that a row of equal numbers does not divide by zero.',
    }),
  }),
  create: ({ epsilon }): Normalization => ({
    subtractsMean: true,
    rowScale: (ops, sumOfSquares, units) => {
      const variance = ops.scale(sumOfSquares, 1 / units);
      return ops.divide(ops.constant([1], [1, 1]), ops.squareRoot(ops.shift(variance, epsilon)));
    },
    meanSquare: () => 1,
  }),
});
