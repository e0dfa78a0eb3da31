/**
 * Read-outs: how a trained net answers. Both take a range of layers, counted from 1, last included.
 */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { createSmoothedSgd, smoothedSgdParameters } from '../optimizer/smoothed-sgd.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';

export interface LayerRange {
  /** Counted from 1. */
  readonly firstLayer: number;
  /** Last included; null: the net's last. */
  readonly lastLayer: number | null;
}

export type Readout =
  | { readonly source: 'goodness'; readonly range: LayerRange }
  | { readonly source: 'softmax'; readonly range: LayerRange; readonly optimizer: Optimizer };

const rangeShape = {
  firstLayer: parameter(z.int().min(1).max(64).default(2), {
    label: 'First layer',
    help: 'The first layer that counts, from 1. Which layers count matters, and depends on the net.',
  }),
  lastLayer: parameter(z.int().min(1).max(64).nullable().default(null), {
    label: 'Last layer',
    help: 'The last layer that counts; empty for the last of the net.',
  }),
};

const goodness = definePart({
  kind: 'goodness',
  label: 'Goodness per label',
  help: 'Runs every label and takes the one whose goodness, summed over the layers, is highest.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  parameters: z.object(rangeShape),
  create: (range): Readout => ({ source: 'goodness', range }),
});

const softmax = definePart({
  kind: 'softmax',
  label: 'Softmax in one pass',
  help: 'A linear softmax on the normalized activities under a neutral label, trained along; it also picks hard negatives.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  parameters: z.object({
    ...rangeShape,
    ...smoothedSgdParameters({ learningRate: 0.1, weightDecay: 0.003 }).shape,
  }),
  create: ({ firstLayer, lastLayer, ...settings }): Readout => ({
    source: 'softmax',
    range: { firstLayer, lastLayer },
    optimizer: createSmoothedSgd(settings),
  }),
});

export const readoutParts = new Registry('read-out', [goodness, softmax]);
