import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import { meanUnderNormal } from '../standard-normal.ts';
import type { Goodness } from './goodness.ts';

/**
 * g = T log((1/N) sum_j exp(y_j / T)): the mean activity for a large temperature T, the largest for a small one.
 * dg/dy = softmax(y / T).
 */
export const softMaximum = definePart({
  kind: 'soft-maximum',
  label: 'Soft maximum',
  help: 'Between the mean and the largest activity: the more active a unit, the more it counts and learns. Goes with a threshold near 1.',
  parameters: z.object({
    temperature: parameter(z.number().min(0.01).max(1000).default(1), {
      label: 'Temperature',
      unit: 'activity',
      help: 'Near 0 only the most active unit counts; the higher it is, the more all count alike.',
    }),
  }),
  create: ({ temperature }): Goodness => ({
    of: (ops, activity) => {
      const largest = ops.maximum(activity, 1);
      const shares = ops.exponential(ops.scale(ops.subtract(activity, largest), 1 / temperature));
      return ops.add(largest, ops.scale(ops.logarithm(ops.mean(shares, 1)), temperature));
    },
    chain: (ops: TensorOps, upstream: Tensor, activity: Tensor) =>
      ops.multiply(upstream, ops.softmax(ops.scale(activity, 1 / temperature))),
    derivativeVanishesAtZero: false,
    largest: (_units, bound) => bound,
    expected: (units, meanSquare) => {
      const deviation = Math.sqrt(2 * meanSquare); // of the normals that were rectified
      // No more than the largest of so many: where the temperature is low, few numbers make up the mean.
      const far = deviation * Math.sqrt(2 * Math.log(Math.max(2, units)));
      const mean = meanUnderNormal((x) => Math.exp((Math.max(0, deviation * x) - far) / temperature));
      return Math.min(far, far + temperature * Math.log(mean));
    },
    readsMean: true,
  }),
});
