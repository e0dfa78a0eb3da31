/**
 * How a label enters the net. In the input: the first values of the image make room for it. A first layer that treats all
 * inputs alike gets them as two blocks, label and image, so that passes under several labels share the image's product;
 * one whose units have places gets the image whole, with the label written in. On top: the last layer sees it in place
 * of a layer above, and the image stays whole.
 */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Grid } from '../net/grid.ts';
import { blockCode } from './label-code.ts';
import type { LabelCode } from './label-code.ts';

export interface LabelEncoding {
  /** True: the label stands above the last layer, which must be one that sees what is above it. */
  readonly onTop: boolean;
  /** The value of what stands for the label; `largestInput` is the largest of all net inputs. */
  value(largestInput: number): number;
  code(image: Grid, classes: number): LabelCode;
}

/** Where a net's labels sit and what they look like. */
export interface LabelPlacement extends LabelCode {
  /** Value of what stands for the label. */
  readonly value: number;
  /** What each class has of that value under the neutral label. */
  readonly neutral: number;
  /** As a block of the first layer beside the image's; written into the image; or above the last layer. */
  readonly stands: 'beside the image' | 'in the image' | 'on top';
}

const labelValue = z.union([z.literal('largest'), z.number().min(0.001).max(1000)]).default(1);
const valueOf =
  (value: z.output<typeof labelValue>): LabelEncoding['value'] =>
  (largestInput) =>
    value === 'largest' ? largestInput : value;

/** One pixel per class at the start of the image, one-hot. The neutral label spreads the value evenly over all. */
const inInput = definePart({
  kind: 'in-input',
  label: 'In the first pixels, one-hot',
  help: 'As many first pixels as there are classes are cleared; the one of the label gets the value.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  parameters: z.object({
    value: parameter(labelValue, {
      label: 'Value',
      help: 'The label pixel: a number, or "largest" for the maximum of all inputs. It matters after normalization.',
    }),
  }),
  create: ({ value }): LabelEncoding => ({
    onTop: false,
    value: valueOf(value),
    code: (_image, classes) => ({ cells: classes, shares: null }),
  }),
});

/** A few pixels per class, side by side in reading order from the image's start, the same in every channel. */
const inBlock = definePart({
  kind: 'in-block',
  label: 'In a block of pixels, all channels',
  help: 'Some pixels per class at the start of the image, in every channel: those of the label hold the value, those of the other classes its opposite or 0. For images in colour, where one pixel per class is too weak to be noticed.',
  source:
    'Ten label pixels are too weak on CIFAR-10, a block of 3 x 10 pixels in 3 channels at -1 and +1 works',
  parameters: z.object({
    pixels: parameter(z.int().min(1).max(100).default(3), {
      label: 'Pixels per class',
      unit: 'pixels',
      help: 'How many pixels stand for each class.',
    }),
    value: parameter(labelValue, {
      label: 'Value',
      help: 'What the pixels of the label hold: a number, or "largest" for the maximum of all inputs.',
    }),
    others: parameter(z.enum(['opposite', 'zero']).default('opposite'), {
      label: 'Other classes',
      help: 'What the pixels of the other classes hold: the value with its sign turned, or 0.',
    }),
  }),
  create: ({ pixels, value, others }): LabelEncoding => ({
    onTop: false,
    value: valueOf(value),
    code: ({ channels }, classes) => blockCode(classes, pixels * channels, others === 'opposite' ? -1 : 0),
  }),
});

/** As a layer above the last one whose single active unit is the label's. Of the image it takes nothing. */
const onTop = definePart({
  kind: 'on-top',
  label: 'Above the last layer',
  help: 'The label stands where another layer would be: the last layer sees it through weights of its own. It goes with top-down input, which brings it to the layers below.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.4',
  parameters: z.object({
    value: parameter(z.number().min(0.001).max(1000).default(3.1623), {
      label: 'Value',
      help: "What the label's unit holds; the other classes' hold 0. The square root of the number of classes gives the label the mean square 1, which normalized layers have.",
    }),
  }),
  create: ({ value }): LabelEncoding => ({
    onTop: true,
    value: () => value,
    code: () => ({ cells: 0, shares: null }),
  }),
});

export const labelParts = new Registry('label encoding', [inInput, inBlock, onTop]);
