import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Normalization } from './normalization.ts';

/** x / (||x||_2 + epsilon): the length becomes 1, so single activities get small in wide layers. */
export const unitLength = definePart({
  kind: 'length',
  label: 'Unit length',
  help: 'Divides by the vector length. In wide layers single inputs become tiny; goes with a large learning rate.',
  parameters: z.object({
    epsilon: parameter(z.number().min(1e-30).max(1).default(1e-4), {
      label: 'Epsilon',
      help: 'Added to the length, so that an all-zero row does not divide by zero.',
    }),
  }),
  create: ({ epsilon }): Normalization => ({
    subtractsMean: false,
    rowScale: (ops, sumOfSquares) =>
      ops.divide(ops.constant([1], [1, 1]), ops.shift(ops.squareRoot(sumOfSquares), epsilon)),
    meanSquare: (units) => 1 / units,
  }),
});
