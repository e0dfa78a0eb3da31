/**
 * Thresholds of goodness. Each part gives the number for a layer of `units` units that is judged by `goodness` and stands at
 * `depth`: 0 is the first layer.
 */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Goodness } from '../goodness/goodness.ts';

export type Threshold = (units: number, goodness: Goodness, depth: number) => number;

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

/** factor * E[goodness of rectified normal activities with a mean square of 1]: N for a sum of squares, -1 for a mean minimized. */
const expected = definePart({
  kind: 'expected',
  label: 'As expected of the goodness',
  help: 'The goodness of activities with a mean square of 1, about twice what a layer starts from, times a factor. Follows whatever goodness is chosen.',
  parameters: z.object({
    factor: parameter(z.number().min(-1e6).max(1e6).default(1), {
      label: 'Factor',
      help: 'The threshold is this times the expected goodness.',
    }),
  }),
  create:
    ({ factor }): Threshold =>
    (units, goodness) =>
      factor * goodness.expected(units, 1),
});

/** first * factor^depth: layers above one whose goodness is high already see pairs that differ less. */
const byDepth = definePart({
  kind: 'by-depth',
  label: 'A number that changes with depth',
  help: 'The threshold of the first layer, times the factor for every layer further up. Goes with the mean of squares.',
  parameters: z.object({
    first: parameter(z.number().min(-1e9).max(1e9).default(4), {
      label: 'Threshold of the first layer',
      unit: 'goodness',
      help: 'p(positive) = sigmoid(goodness - threshold).',
    }),
    factor: parameter(z.number().min(0).max(1000).default(0.25), {
      label: 'Factor from layer to layer',
      help: 'Below 1 the layers further up have lower thresholds.',
    }),
  }),
  create:
    ({ first, factor }): Threshold =>
    (_units, _goodness, depth) =>
      first * factor ** depth,
});

export const thresholdParts = new Registry('threshold', [perUnit, fixedNumber, expected, byDepth]);
