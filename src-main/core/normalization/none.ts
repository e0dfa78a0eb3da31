import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Normalization } from './normalization.ts';

/** Rows stay as they are: the next layer can then read off the goodness of the one below. */
export const noNormalization = definePart({
  kind: 'none',
  label: 'None',
  help: 'For comparison only: each layer can then simply copy the goodness of the layer below.',
  parameters: z.object({}),
  create: (): Normalization => ({ subtractsMean: false, rowScale: () => null, meanSquare: () => null }),
});
