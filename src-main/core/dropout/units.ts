/**
 * Every unit is left out of an example by chance. Drawing a number for each of the B N activities would cost more than
 * the arithmetic saved; each unit j draws two, b_j and c_j below the prime p, and is left out of example i where
 *
 *     (i b_j + c_j) mod p < rate p
 *
 * So units are left out independently of each other in every example, and a unit independently in any two examples of
 * a batch whose places differ by no multiple of p. All numbers are whole and below 2^24, exact in single precision.
 *
 * Legend: B examples, N units.
 */

import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { Dropout } from './dropout.ts';

/** The largest prime whose square is below 2^24, less one and itself: (p - 1)(p - 1) + p - 1 < 2^24. */
export const modulus = 4093;

/** Below it a unit is left out. */
export function cutoffOf(rate: number): number {
  return Math.round(rate * modulus);
}

/** x mod p of whole numbers 0 <= x < 2^24, exact however the quotient is rounded. */
export function remainder(ops: TensorOps, x: Tensor): Tensor {
  const quotient = ops.round(ops.scale(x, 1 / modulus));
  const nearest = ops.subtract(x, ops.scale(quotient, modulus)); // between -p and p
  const zero = ops.constant([0], [1, 1]);
  return ops.add(nearest, ops.scale(ops.greater(zero, nearest), modulus));
}

export const unitDropout = definePart({
  kind: 'units',
  label: 'Units left out',
  help: 'In every training step each unit is left out of each example by chance: the layer above does not see it. Positive and negative of an example miss the same units. Never where the net answers.',
  source: 'Srivastava et al. 2014, JMLR 15',
  parameters: z.object({
    rate: parameter(z.number().min(0.001).max(0.95).default(0.1), {
      label: 'Rate',
      unit: 'share of units',
      help: 'How likely a unit is left out; the others count for more, so that the mean stays.',
    }),
  }),
  create: ({ rate }): Dropout => {
    const cutoff = cutoffOf(rate);
    return {
      perTurn: (units) => [2, units],
      bring: (units, random) => Float32Array.from({ length: 2 * units }, () => random.integer(modulus)),
      factors: (ops, brought, examples) => {
        const places = Array.from({ length: examples }, (_, index) => index % modulus);
        const [slope, start] = [ops.slice(brought, 0, 0, 1), ops.slice(brought, 0, 1, 2)];
        const product = ops.multiply(ops.constant(places, [examples, 1]), slope);
        const drawn = remainder(ops, ops.add(product, start));
        const kept = ops.greater(drawn, ops.constant([cutoff - 0.5], [1, 1]));
        return ops.scale(kept, modulus / (modulus - cutoff));
      },
    };
  },
});
