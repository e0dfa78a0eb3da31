/** Thresholds of goodness. Each part gives the number for a layer of `units` units. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';

export type Threshold = (units: number) => number;

const fixedNumber = definePart({
  kind: 'number',
  label: 'A number',
  help: 'The same for every layer. Goes with the mean of squares.',
  parameters: z.object({
    value: parameter(z.number().min(-1e9).max(1e9).default(2), {
      label: 'Threshold',
      unit: 'goodness',
      help: 'p(positive) = sigmoid(goodness - threshold).',
    }),
  }),
  create:
    ({ value }): Threshold =>
    () =>
      value,
});

const perUnit = definePart({
  kind: 'units',
  label: 'Number of units',
  help: 'The layer size times a factor. Goes with the sum of squares.',
  source: "Hinton's published code",
  parameters: z.object({
    factor: parameter(z.number().min(-1e6).max(1e6).default(1), {
      label: 'Factor',
      unit: 'goodness per unit',
      help: 'The threshold is this times the number of units.',
    }),
  }),
  create:
    ({ factor }): Threshold =>
    (units) =>
      factor * units,
});

export const thresholdParts = new Registry('threshold', [perUnit, fixedNumber]);
