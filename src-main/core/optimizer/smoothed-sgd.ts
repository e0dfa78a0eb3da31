import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { addGradient } from '../engine/gradient.ts';
import type { Optimizer } from './optimizer.ts';

/** Parameters shared by the layers' optimizer and the softmax read-out, which differ only in their defaults. */
export function smoothedSgdParameters(defaults: { learningRate: number; weightDecay: number }) {
  return z.object({
    learningRate: parameter(z.number().positive().max(1000).default(defaults.learningRate), {
      label: 'Learning rate',
      help: 'Step along the smoothed gradient.',
    }),
    smoothing: parameter(z.number().min(0).max(0.99999).default(0.9), {
      label: 'Smoothing',
      help: 'How much of the old smoothed gradient is kept: g = smoothing * g + (1 - smoothing) * gradient.',
    }),
    weightDecay: parameter(z.number().min(0).max(1).default(defaults.weightDecay), {
      label: 'Weight decay',
      help: 'Times the weight, added to the smoothed gradient; biases are not decayed.',
    }),
  });
}

/**
 * g <- smoothing g + (1 - smoothing) dL/dw;  w <- w - gain * learningRate (g + weightDecay w).
 */
export function createSmoothedSgd(settings: {
  learningRate: number;
  smoothing: number;
  weightDecay: number;
}): Optimizer {
  const { learningRate, smoothing, weightDecay } = settings;
  return {
    learningRate,
    smoothedBy: (other) => createSmoothedSgd({ ...settings, smoothing: other }),
    stateNames: ['smoothedGradient'],
    scalars: (_step, gain) => ({ rate: gain * learningRate, keep: 1 - gain * learningRate * weightDecay }),
    update: (ops, { value, gradient, state, scalars, decayed }) => {
      const smoothedGradient = addGradient(
        ops,
        gradient,
        assertDefined(state['smoothedGradient'], 'smoothedGradient'),
        { alpha: 1 - smoothing, beta: smoothing },
      );
      const change = ops.multiply(smoothedGradient, assertDefined(scalars['rate'], 'rate'));
      const kept =
        decayed && weightDecay > 0 ? ops.multiply(value, assertDefined(scalars['keep'], 'keep')) : value;
      return { value: ops.subtract(kept, change), state: { smoothedGradient } };
    },
  };
}

export const smoothedSgd = definePart({
  kind: 'smoothed-sgd',
  label: 'Gradient descent, smoothed',
  help: 'Plain gradient descent on exponentially smoothed gradients, with weight decay.',
  source: "Hinton's published code",
  parameters: smoothedSgdParameters({ learningRate: 0.01, weightDecay: 0.001 }),
  create: createSmoothedSgd,
});
