import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import { underWrongLabels } from './label-pairs.ts';

/** Keeps the wrong labels' total probability above zero when the read-out is quite sure. */
const tinyProbability = 1e-30;

/**
 * One-hot wrong labels [B, C] sampled from the read-out's probabilities [B, C] with the right labels (one-hot [B, C])
 * masked out, by inverting the cumulative distribution at uniform numbers in [0, 1) [B, 1].
 */
export function sampleWrongLabels(
  ops: TensorOps,
  probabilities: Tensor,
  labels: Tensor,
  uniform: Tensor,
): Tensor {
  const wrong = ops.shift(ops.negate(labels), 1);
  return sampledLabels(ops, ops.multiply(ops.shift(probabilities, tinyProbability), wrong), uniform);
}

/** One-hot labels [B, C] sampled from weights [B, C] that need not sum to 1, at uniform numbers in [0, 1) [B, 1]. */
export function sampledLabels(ops: TensorOps, weights: Tensor, uniform: Tensor): Tensor {
  const classes = weights.shape[1] as number;
  const cumulative = ops.matMul(weights, ops.constant(upperTriangle(classes), [classes, classes]));
  const total = ops.slice(cumulative, 1, classes - 1, classes);
  // 0 0 1 1 1: from the chosen class on; the difference of neighbours is one-hot.
  const reached = ops.greater(cumulative, ops.multiply(uniform, total));
  return ops.matMul(reached, ops.constant(neighbourDifference(classes), [classes, classes]));
}

export const hardNegatives = definePart({
  kind: 'hard',
  label: 'Wrong labels the net finds likely',
  help: "Sampled from the softmax read-out's distribution with the right label masked out.",
  source: "Hinton's published code",
  slots: ['labels'],
  parameters: z.object({}),
  create: () =>
    underWrongLabels({
      needsGuess: true,
      fixed: false,
      perTurn: (_facts, examples) => ({ uniform: [examples, 1] }),
      supply:
        (_facts, _labels, seed) =>
        ({ pass, batch, indexes }) => {
          const random = randomStream(seed, 'uniform', pass, batch);
          return { uniform: Float32Array.from(indexes, () => random.uniform()) };
        },
      wrongLabels: (ops, { guess, labels, tensors }) => {
        const probabilities = assertDefined(guess ?? undefined, 'probabilities');
        const uniform = assertDefined(tensors['uniform'], 'uniform');
        return sampleWrongLabels(ops, probabilities, labels, uniform);
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
