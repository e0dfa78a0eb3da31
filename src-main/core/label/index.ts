/**
 * How a label enters the net: the first pixels of the image, one per class, make room for it. A first layer that treats
 * all inputs alike gets them as two blocks, label and image, so that passes under several labels share the image's
 * product; one whose units have places gets the image whole, with the label written in.
 */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';

export interface LabelEncoding {
  /** The value of the pixel that stands for the label; `largestInput` is the largest of all net inputs. */
  value(largestInput: number): number;
}

/** Where a net's labels sit and what they look like. */
export interface LabelPlacement {
  /** Value of the label pixel. */
  readonly value: number;
  /** Value of each label pixel under the neutral label. */
  readonly neutral: number;
  /** True: label and image are two blocks of the first layer; false: the label stands in the image. */
  readonly apart: boolean;
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
