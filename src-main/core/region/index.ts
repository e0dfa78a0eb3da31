/** How layers are divided into regions. A new division is one entry here. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Division } from './region.ts';

const none = definePart({
  kind: 'none',
  label: 'None',
  help: 'One goodness function for the whole of each layer.',
  parameters: z.object({}),
  create: (): null => null,
});

const side = (label: string) =>
  parameter(z.int().min(1).max(64).default(2), {
    label,
    unit: 'regions',
    help: `${label} of regions over every layer whose units have places; they must divide it into equal parts.`,
  });

const grid = definePart({
  kind: 'grid',
  label: 'A grid of regions',
  help: 'Every layer whose units have places is divided into a grid of regions, each with a goodness function of its own. Layers whose units have none stay whole.',
  source: 'habr.com/ru/company/neoflex/blog/719496: several goodness functions, one per region of the image',
  parameters: z.object({ rows: side('Rows'), columns: side('Columns') }),
  create: ({ rows, columns }): Division => ({ grid: { rows, columns } }),
});

export const regionParts = new Registry<typeof none | typeof grid>('regions', [none, grid]);
