import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Activation } from './activation.ts';

/** log(1 + exp(x)); derivative sigmoid(x). */
export const softplus = definePart({
  kind: 'softplus',
  label: 'Softplus',
  help: 'A rounded ReLU that is never quite 0: every unit always counts a little, and none is ever dead.',
  source: 'Dugas et al. 2001',
  parameters: z.object({}),
  create: (): Activation => ({
    apply: (ops, totalInput) => ops.softplus(totalInput),
    chain: (ops, upstream, totalInput) => ops.multiply(upstream, ops.sigmoid(totalInput)),
    derivativeIsGate: false,
    bound: Infinity,
    meanSquare: 0.921,
  }),
});
