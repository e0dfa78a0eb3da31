import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Goodness } from './goodness.ts';
import { negated } from './negated.ts';
import { sumOfUnitSquares } from './unit-sums.ts';

/** g = sum_j y_j^2; dg/dy_j = 2 y_j. */
const createSumOfSquares = (): Goodness => ({
  of: (_ops, _activity, squares) => squares,
  chain: (ops, upstream, activity) => ops.multiply(ops.scale(upstream, 2), activity),
  sums: sumOfUnitSquares(() => 1),
  derivativeVanishesAtZero: true,
  largest: (units, bound) => units * bound * bound,
  smallest: () => 0,
  expected: (units, meanSquare) => units * meanSquare,
});

export const sumOfSquares = definePart({
  kind: 'sum-of-squares',
  label: 'Sum of squares',
  help: "Grows with the number of units: goes with a threshold in units. Hinton's choice.",
  source: 'Hinton 2022, arXiv 2212.13345, section 2',
  parameters: z.object({}),
  create: createSumOfSquares,
});

/** g = -sum_j y_j^2; dg/dy_j = -2 y_j. */
export const negativeSumOfSquares = definePart({
  kind: 'negative-sum-of-squares',
  label: 'Sum of squares, minimized',
  help: 'Positive data shall leave the layer quiet and negative data stir it up. Goes with a threshold of minus the number of units.',
  source: 'Hinton 2022, arXiv 2212.13345, section 2 and table 1',
  parameters: z.object({}),
  create: () => negated(createSumOfSquares()),
});
