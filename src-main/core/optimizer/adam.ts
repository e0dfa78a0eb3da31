import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { wholeGradient } from '../engine/gradient.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;  w <- w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon).
 */
export const adam = definePart({
  kind: 'adam',
  label: 'Adam',
  help: 'Adaptive step sizes per weight, with bias correction.',
  source: 'Kingma and Ba 2015, arXiv 1412.6980, algorithm 1',
  parameters: z.object({
    learningRate: parameter(z.number().positive().max(1000).default(0.003), {
      label: 'Learning rate',
      help: 'Largest step of a weight, about.',
    }),
    beta1: parameter(z.number().min(0).max(0.99999).default(0.9), {
      label: 'Beta 1',
      help: 'Smoothing of the gradient.',
    }),
    beta2: parameter(z.number().min(0).max(0.9999999).default(0.999), {
      label: 'Beta 2',
      help: 'Smoothing of the squared gradient.',
    }),
    epsilon: parameter(z.number().positive().max(1).default(1e-8), {
      label: 'Epsilon',
      help: 'Added to the root of the squared gradient.',
    }),
  }),
  create: ({ learningRate, beta1, beta2, epsilon }): Optimizer => ({
    learningRate,
    stateNames: ['firstMoment', 'secondMoment'],
    // lr mHat / (sqrt(vHat) + e) = rate m / (sqrt(v) + shift), with sqrt(1 - b2^t) multiplied through.
    scalars: (step, gain) => {
      const root = Math.sqrt(1 - beta2 ** step);
      return { rate: (gain * learningRate * root) / (1 - beta1 ** step), shift: epsilon * root };
    },
    update: (ops, { value, gradient, state, scalars }) => {
      const slope = wholeGradient(ops, gradient);
      const first = assertDefined(state['firstMoment'], 'firstMoment');
      const second = assertDefined(state['secondMoment'], 'secondMoment');
      const firstMoment = ops.add(ops.scale(first, beta1), ops.scale(slope, 1 - beta1));
      const secondMoment = ops.add(ops.scale(second, beta2), ops.scale(ops.square(slope), 1 - beta2));
      const divisor = ops.add(ops.squareRoot(secondMoment), assertDefined(scalars['shift'], 'shift'));
      const change = ops.divide(ops.multiply(firstMoment, assertDefined(scalars['rate'], 'rate')), divisor);
      return { value: ops.subtract(value, change), state: { firstMoment, secondMoment } };
    },
  }),
});
