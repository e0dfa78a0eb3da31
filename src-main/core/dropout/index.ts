/** Every kind of dropout. A new one is one file here and one line below. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import { unitDropout } from './units.ts';

const none = definePart({
  kind: 'none',
  label: 'None',
  help: 'Every layer sees all of the layer below.',
  parameters: z.object({}),
  create: (): null => null,
});

export const dropoutParts = new Registry<typeof unitDropout | typeof none>('dropout', [unitDropout, none]);
