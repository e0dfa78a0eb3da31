import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { NegativeSampler } from './negatives.ts';

/** Keeps the wrong labels' total probability above zero when the read-out is quite sure. */
const tinyProbability = 1e-30;

/**
 * A wrong label sampled from the read-out's distribution with the right one masked out, by inverting the cumulative
 * distribution at a uniform number.
 */
export const hardNegatives = definePart({
  kind: 'hard',
  label: 'Wrong labels the net finds likely',
  help: "Sampled from the softmax read-out's distribution with the right label masked out.",
  source: "Hinton's published code",
  parameters: z.object({}),
  create: (): NegativeSampler => ({
    source: 'read-out',
    select: (ops, probabilities, labels, uniform) => {
      const classes = labels.shape[1] as number;
      const wrong = ops.shift(ops.negate(labels), 1);
      const masked = ops.multiply(ops.shift(probabilities, tinyProbability), wrong);
      const cumulative = ops.matMul(masked, ops.constant(upperTriangle(classes), [classes, classes]));
      const total = ops.slice(cumulative, 1, classes - 1, classes);
      // 0 0 1 1 1: from the chosen class on; the difference of neighbours is one-hot.
      const reached = ops.greater(cumulative, ops.multiply(uniform, total));
      return ops.matMul(reached, ops.constant(neighbourDifference(classes), [classes, classes]));
    },
  }),
});

/** U[i][j] = 1 where i <= j: x U is the cumulative sum of x. */
function upperTriangle(size: number): number[] {
  return Array.from({ length: size * size }, (_, at) => (Math.floor(at / size) <= at % size ? 1 : 0));
}

/** D with x D = [x_0, x_1 - x_0, x_2 - x_1, ...]. */
function neighbourDifference(size: number): number[] {
  return Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return row === column ? 1 : row === column - 1 ? -1 : 0;
  });
}
