/**
 * How a label enters the net. The first layer's input is [label block | image block]; the label block takes the place
 * of the image's first pixels.
 */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';

export interface LabelEncoding {
  /** The value of the pixel that stands for the label; `largestInput` is the largest of all net inputs. */
  value(largestInput: number): number;
}

/** One pixel per class at the start of the image, one-hot. The neutral label spreads the value evenly over all. */
const inInput = definePart({
  kind: 'in-input',
  label: 'In the first pixels, one-hot',
  help: 'As many first pixels as there are classes are cleared; the one of the label gets the value.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  parameters: z.object({
    value: parameter(z.union([z.literal('largest'), z.number().min(0.001).max(1000)]).default(1), {
      label: 'Value',
      help: 'The label pixel: a number, or "largest" for the maximum of all inputs. It matters after normalization.',
    }),
  }),
  create: ({ value }): LabelEncoding => ({
    value: (largestInput) => (value === 'largest' ? largestInput : value),
  }),
});

export const labelParts = new Registry('label encoding', [inInput]);
