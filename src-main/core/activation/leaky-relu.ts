import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Activation } from './activation.ts';

/** x where x > 0, else slope * x; derivative 1 or slope. */
export const leakyRelu = definePart({
  kind: 'leaky-relu',
  label: 'Leaky rectified linear',
  help: 'Below 0 a slight slope is left, so that no unit dies for good. Squares count negative activities too.',
  source: 'Maas, Hannun and Ng 2013',
  parameters: z.object({
    slope: parameter(z.number().min(0).max(1).default(0.01), {
      label: 'Slope below 0',
      help: 'What is left of a negative total input: 0 is the plain rectified linear, 1 a straight line.',
    }),
  }),
  create: ({ slope }): Activation => ({
    apply: (ops, totalInput) =>
      ops.add(ops.scale(totalInput, slope), ops.scale(ops.relu(totalInput), 1 - slope)),
    chain: (ops, upstream, totalInput) => {
      const positive = ops.greater(totalInput, ops.constant([0], [1, 1]));
      return ops.multiply(upstream, ops.shift(ops.scale(positive, 1 - slope), slope));
    },
    derivativeIsGate: false,
    bound: Infinity,
    meanSquare: (1 + slope * slope) / 2,
  }),
});
