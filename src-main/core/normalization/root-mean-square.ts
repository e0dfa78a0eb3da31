import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Normalization } from './normalization.ts';

/** x / (sqrt(mean(x^2)) + epsilon): the mean square becomes 1, whatever the number of units. */
export const rootMeanSquare = definePart({
  kind: 'root-mean-square',
  label: 'Root mean square',
  help: 'Divides by the root of the mean square over units, so that it becomes 1; nothing is subtracted.',
  source: "Hinton's published code",
  parameters: z.object({
    epsilon: parameter(z.number().min(1e-30).max(1).default(1e-10), {
      label: 'Epsilon',
      help: 'Added to the root, so that an all-zero row does not divide by zero.',
    }),
  }),
  create: ({ epsilon }): Normalization => ({
    subtractsMean: false,
    rowScale: (ops, sumOfSquares, units) => {
      const root = ops.squareRoot(ops.scale(sumOfSquares, 1 / units));
      return ops.divide(ops.constant([1], [1, 1]), ops.shift(root, epsilon));
    },
    meanSquare: () => 1,
  }),
});
