import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import { tailSquares } from '../standard-normal.ts';
import type { Goodness } from './goodness.ts';

/**
 * How much each unit counts, [B, N]: 1 for those among the k largest squares, 0 for the others. Units that tie for the
 * last places share them.
 */
function counted(ops: TensorOps, squares: Tensor, k: number): Tensor {
  const last = ops.kthLargest(squares, k);
  const above = ops.greater(squares, last);
  const below = ops.greater(last, squares);
  const tied = ops.shift(ops.negate(ops.add(above, below)), 1);
  const places = ops.shift(ops.negate(ops.sum(above, 1)), k);
  return ops.add(above, ops.multiply(tied, ops.divide(places, ops.sum(tied, 1))));
}

/** g = (1/k) sum of the k largest y_j^2; dg/dy_j = 2 y_j / k for those units, 0 for the others. */
export const topK = definePart({
  kind: 'top-k',
  label: 'Mean of the k largest squares',
  help: 'Only the most active units count and learn, so that units specialize. It needs a higher threshold than the mean of all squares: take "as expected".',
  parameters: z.object({
    k: parameter(z.int().min(1).max(100_000).default(10), {
      label: 'k',
      unit: 'units',
      help: 'How many of the most active units count; at most the units of the smallest layer.',
    }),
  }),
  create: ({ k }): Goodness => ({
    of: (ops, activity) => {
      const squares = ops.square(activity);
      return ops.scale(ops.sum(ops.multiply(counted(ops, squares, k), squares), 1), 1 / k);
    },
    chain: (ops, upstream, activity) =>
      ops.multiply(ops.multiply(ops.scale(upstream, 2 / k), activity), counted(ops, ops.square(activity), k)),
    derivativeVanishesAtZero: true,
    largest: (_units, bound) => bound * bound,
    smallest: () => 0,
    // Rectified normals of mean square m come from normals of variance 2 m.
    expected: (units, meanSquare) => 2 * meanSquare * tailSquares(Math.min(1, k / units)),
    misfit: (units) => (k <= units ? null : `the ${k} most active of ${units} units cannot be taken`),
  }),
});
