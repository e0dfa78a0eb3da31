/** Every kind of device. A new one is one file here and one line below. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import { analog } from './analog.ts';

const none = definePart({
  kind: 'none',
  label: 'None',
  help: 'Layers compute exactly what they should, wherever they run.',
  parameters: z.object({}),
  create: (): null => null,
});

export const deviceParts = new Registry<typeof analog | typeof none>('device', [analog, none]);
