import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { Activation } from './activation.ts';

const factor = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/** t = tanh(factor (x + cubic x^3)). */
function bent(ops: TensorOps, x: Tensor): Tensor {
  const stretched = ops.multiply(x, ops.shift(ops.scale(ops.square(x), cubic), 1));
  return ops.hyperbolicTangent(ops.scale(stretched, factor));
}

/**
 * 0.5 x (1 + t): the form with tanh, which stays within 0.0005 of x times the normal distribution function. Derivative
 * 0.5 (1 + t) + 0.5 x (1 - t^2) factor (1 + 3 cubic x^2).
 */
export const gelu = definePart({
  kind: 'gelu',
  label: 'Gaussian error linear (GELU)',
  help: 'A smooth ReLU that dips a little below 0 before it rises; computed by its form with tanh.',
  source: 'Hendrycks and Gimpel 2016, arXiv 1606.08415',
  parameters: z.object({}),
  create: (): Activation => ({
    apply: (ops, x) => ops.multiply(ops.scale(x, 0.5), ops.shift(bent(ops, x), 1)),
    chain: (ops, upstream, x) => {
      const t = bent(ops, x);
      const steepness = ops.shift(ops.negate(ops.square(t)), 1);
      const inner = ops.scale(ops.shift(ops.scale(ops.square(x), 3 * cubic), 1), factor);
      const slope = ops.add(ops.shift(t, 1), ops.multiply(ops.multiply(x, steepness), inner));
      return ops.multiply(upstream, ops.scale(slope, 0.5));
    },
    derivativeIsGate: false,
    bound: Infinity,
    meanSquare: 0.425,
  }),
});
