/** Goodness of activities as they are, not squared: many small ones count as much as few large ones. */

import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import { unitsOf } from './goodness.ts';
import type { Goodness } from './goodness.ts';
import { sumOfUnits } from './unit-sums.ts';

/** Of rectified normal activities, which are zero half the time: mean^2 = mean square / pi. */
const rectifiedMean = (meanSquare: number) => Math.sqrt(meanSquare / Math.PI);

/** g = sum_j y_j; dg/dy_j = 1. */
export const sumOfActivities = definePart({
  kind: 'sum-of-activities',
  label: 'Sum of activities',
  help: 'Without squares: every active unit is pushed alike. Grows with the number of units; goes with a threshold of about half of it.',
  source: 'Hinton 2022, arXiv 2212.13345, future work',
  parameters: z.object({}),
  create: (): Goodness => ({
    of: (ops, activity) => ops.sum(activity, 1),
    chain: (ops, upstream, activity) => ops.tile(upstream, 1, unitsOf(activity)),
    sums: sumOfUnits(() => 1),
    derivativeVanishesAtZero: false,
    largest: (units, bound) => units * bound,
    expected: (units, meanSquare) => units * rectifiedMean(meanSquare),
    readsMean: true,
  }),
});

/** g = (1/N) sum_j y_j; dg/dy_j = 1/N. */
export const meanOfActivities = definePart({
  kind: 'mean-of-activities',
  label: 'Mean of activities',
  help: 'Without squares, and whatever the number of units. Goes with a threshold near 0.5.',
  source: 'Hinton 2022, arXiv 2212.13345, future work',
  parameters: z.object({}),
  create: (): Goodness => ({
    of: (ops, activity) => ops.mean(activity, 1),
    chain: (ops, upstream, activity) =>
      ops.tile(ops.scale(upstream, 1 / unitsOf(activity)), 1, unitsOf(activity)),
    sums: sumOfUnits((units) => 1 / units),
    derivativeVanishesAtZero: false,
    largest: (_units, bound) => bound,
    expected: (_units, meanSquare) => rectifiedMean(meanSquare),
    readsMean: true,
  }),
});
