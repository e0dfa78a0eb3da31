/** What units give to the goodness functions that are sums over them. */

import type { UnitSum } from './goodness.ts';

/** sum_j y_j^2, times the factor. */
export function sumOfUnitSquares(factor: UnitSum['factor']): UnitSum {
  return {
    factor,
    squares: true,
    terms: (ops, activity) => ops.square(activity),
    slopes: (ops, upstream, activity) => ops.multiply(activity, ops.scale(upstream, 2)),
  };
}

/** sum_j y_j, times the factor. */
export function sumOfUnits(factor: UnitSum['factor']): UnitSum {
  return {
    factor,
    terms: (_ops, activity) => activity,
    slopes: (ops, upstream, { shape }) => {
      const missing = shape.map((size, axis) => (upstream.shape[axis] === size ? 1 : size));
      return ops.multiply(upstream, ops.fill(1, missing));
    },
  };
}
