import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Goodness } from './goodness.ts';

/** g = (1/N) sum_j y_j^2; dg/dy_j = 2 y_j / N. */
export const meanOfSquares = definePart({
  kind: 'mean-of-squares',
  label: 'Mean of squares',
  help: 'Does not depend on the number of units: goes with a threshold near 2. What most public code uses.',
  parameters: z.object({}),
  create: (): Goodness => ({
    of: (ops, activity, squares) => ops.scale(squares, 1 / unitsOf(activity.shape)),
    chain: (ops, upstream, activity) =>
      ops.multiply(ops.scale(upstream, 2 / unitsOf(activity.shape)), activity),
    derivativeVanishesAtZero: true,
    largest: (_units, bound) => bound * bound,
    expected: (_units, meanSquare) => meanSquare,
  }),
});

function unitsOf(shape: readonly number[]): number {
  return shape[1] as number;
}
