import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Activation } from './activation.ts';

/** tanh(x); derivative 1 - tanh(x)^2. */
export const hyperbolicTangent = definePart({
  kind: 'tanh',
  label: 'Hyperbolic tangent',
  help: 'Bounded between -1 and 1: the mean of squares can never pass 1, so mind the threshold.',
  parameters: z.object({}),
  create: (): Activation => ({
    apply: (ops, totalInput) => ops.hyperbolicTangent(totalInput),
    chain: (ops, upstream, _totalInput, activity) =>
      ops.multiply(upstream, ops.shift(ops.negate(ops.square(activity)), 1)),
    derivativeIsGate: false,
    bound: 1,
    meanSquare: 0.394,
  }),
});
