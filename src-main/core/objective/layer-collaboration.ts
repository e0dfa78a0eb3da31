import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { logistic } from './logistic.ts';
import type { Objective } from './objective.ts';

/**
 * The logistic loss of the margin g_i + gamma - theta: gamma, the summed goodness of the other layers, is a constant, so
 * that layer i still follows dL/dg_i alone. A layer that the others are right without learns less; where they are wrong
 * together, all learn.
 */
export const layerCollaboration = definePart({
  kind: 'layer-collaboration',
  label: 'Layer collaboration',
  help: 'p(positive) is taken from the goodness of all layers together; each layer follows its own part of it, the others being constants.',
  source: 'Lorberbom et al. 2024, arXiv 2305.12393',
  parameters: z.object({
    thresholds: parameter(z.enum(['all', 'own']).default('all'), {
      label: 'Thresholds',
      help: '"all": the sum of all layers\' thresholds stands against the sum of their goodness; "own": that of the one layer, as the paper has it.',
    }),
  }),
  create: ({ thresholds }): Objective => ({ ...logistic.create({}), collaborates: thresholds }),
});
