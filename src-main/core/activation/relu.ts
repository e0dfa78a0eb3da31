import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Activation } from './activation.ts';

/** Rectified linear: max(0, x); derivative 1 where x > 0, else 0. */
export const relu = definePart({
  kind: 'relu',
  label: 'Rectified linear (ReLU)',
  help: 'max(0, total input): what the published experiments use.',
  source: 'Hinton 2022, arXiv 2212.13345',
  parameters: z.object({}),
  create: (): Activation => ({
    apply: (ops, totalInput) => ops.relu(totalInput),
    chain: (ops, upstream, _totalInput, activity) =>
      ops.multiply(upstream, ops.greater(activity, ops.constant([0], [1, 1]))),
    derivativeIsGate: true,
    bound: Infinity,
    meanSquare: 0.5,
  }),
});
