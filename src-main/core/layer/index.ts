/** Kinds of layers. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { DenseLayer } from './dense.ts';

const dense = definePart({
  kind: 'dense',
  label: 'Dense',
  help: 'Every unit sees every input.',
  parameters: z.object({
    units: parameter(z.int().min(1).max(100_000).default(500), {
      label: 'Units',
      unit: 'units',
      help: 'Number of units of the layer.',
    }),
    initial: parameter(z.enum(['normal', 'uniform']).default('normal'), {
      label: 'First weights',
      help: '"normal": N(0, 1/fan-in), biases 0. "uniform": weights and biases from +-1/sqrt(fan-in).',
    }),
  }),
  create: ({ units, initial }): DenseLayer => new DenseLayer(units, initial),
});

export const layerParts = new Registry('layer', [dense]);
