import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { meanUnderNormal } from '../standard-normal.ts';
import type { Activation } from './activation.ts';

/**
 * (n + 1) / 2 * log(1 + x^2 / n), the negative log density of a t-distribution with n degrees of freedom without its
 * constant, so that it is 0 at 0; derivative (n + 1) x / (n + x^2).
 */
export const studentT = definePart({
  kind: 'student-t',
  label: 'Negative log density of a t-distribution',
  help: 'Active wherever the total input is far from 0, on either side, and less and less steeply: a unit tells how surprising its input is.',
  source: 'Hinton 2022, arXiv 2212.13345, future work',
  parameters: z.object({
    degrees: parameter(z.number().min(0.1).max(1000).default(1), {
      label: 'Degrees of freedom',
      help: 'The higher, the closer to half the square of the total input; 1 has the heaviest tails in common use.',
    }),
  }),
  create: ({ degrees }): Activation => ({
    apply: (ops, x) =>
      ops.scale(ops.logarithm(ops.shift(ops.scale(ops.square(x), 1 / degrees), 1)), (degrees + 1) / 2),
    chain: (ops, upstream, x) =>
      ops.multiply(ops.scale(upstream, degrees + 1), ops.divide(x, ops.shift(ops.square(x), degrees))),
    derivativeIsGate: false,
    bound: Infinity,
    meanSquare: meanUnderNormal((x) => (((degrees + 1) / 2) * Math.log1p((x * x) / degrees)) ** 2),
  }),
});
