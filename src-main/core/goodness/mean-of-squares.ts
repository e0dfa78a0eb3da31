import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import { unitsOf } from './goodness.ts';
import type { Goodness } from './goodness.ts';
import { negated } from './negated.ts';
import { sumOfUnitSquares } from './unit-sums.ts';

/** g = (1/N) sum_j y_j^2; dg/dy_j = 2 y_j / N. */
const createMeanOfSquares = (): Goodness => ({
  of: (ops, activity, squares) => ops.scale(squares, 1 / unitsOf(activity)),
  chain: (ops, upstream, activity) => ops.multiply(ops.scale(upstream, 2 / unitsOf(activity)), activity),
  sums: sumOfUnitSquares((units) => 1 / units),
  derivativeVanishesAtZero: true,
  largest: (_units, bound) => bound * bound,
  smallest: () => 0,
  expected: (_units, meanSquare) => meanSquare,
});

export const meanOfSquares = definePart({
  kind: 'mean-of-squares',
  label: 'Mean of squares',
  help: 'Does not depend on the number of units: goes with a threshold near 2. What most public code uses.',
  parameters: z.object({}),
  create: createMeanOfSquares,
});

/** g = -(1/N) sum_j y_j^2; dg/dy_j = -2 y_j / N. */
export const negativeMeanOfSquares = definePart({
  kind: 'negative-mean-of-squares',
  label: 'Mean of squares, minimized',
  help: 'Positive data shall leave the layer quiet, whatever its number of units. Goes with a threshold near -1.',
  source: 'Hinton 2022, arXiv 2212.13345, section 2',
  parameters: z.object({}),
  create: () => negated(createMeanOfSquares()),
});
