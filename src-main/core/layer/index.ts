/** Every kind of layer. A new one is one file here and one entry below. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { blackBox } from './black-box.ts';
import { DenseLayer } from './dense.ts';
import { FastWeightLayer } from './fast-weights.ts';
import { FieldLayer } from './fields.ts';
import { flat } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import type { Layer, LayerKind } from './layer.ts';
import { TwoWayLayer } from './two-way.ts';

const initial = parameter(z.enum(['normal', 'uniform']).default('normal'), {
  label: 'First weights',
  help: '"normal": N(0, 1/fan-in), biases 0. "uniform": weights and biases from +-1/sqrt(fan-in).',
});

const dense = definePart({
  kind: 'dense',
  label: 'Dense',
  help: 'Every unit sees every input.',
  parameters: z.object({
    units: parameter(z.int().min(1).max(100_000).default(500), {
      label: 'Units',
      unit: 'units',
      help: 'Number of units of the layer.',
    }),
    initial,
  }),
  create: ({ units, initial: first }): LayerKind => ({
    spatial: false,
    build: (reads) => new DenseLayer(units, first, reads),
  }),
});

const densePlaces = definePart({
  kind: 'dense-places',
  label: 'Dense, with places',
  help: 'Every unit sees every input, and has a place in a grid all the same: for regions, or for fields above it.',
  parameters: z.object({
    rows: parameter(z.int().min(1).max(1024).default(8), {
      label: 'Rows',
      unit: 'places',
      help: 'Rows of places.',
    }),
    columns: parameter(z.int().min(1).max(1024).default(8), {
      label: 'Columns',
      unit: 'places',
      help: 'Columns of places.',
    }),
    channels: parameter(z.int().min(1).max(10_000).default(8), {
      label: 'Channels',
      unit: 'units',
      help: 'Units at every place.',
    }),
    initial,
  }),
  create: ({ rows, columns, channels, initial: first }): LayerKind => ({
    spatial: false,
    build: (reads) => new DenseLayer({ height: rows, width: columns, channels }, first, reads),
  }),
});

const fieldParameters = z.object({
  field: parameter(z.int().min(1).max(1024).default(5), {
    label: 'Field',
    unit: 'pixels',
    help: 'Rows and columns of the patch that a unit sees.',
  }),
  stride: parameter(z.int().min(1).max(1024).default(2), {
    label: 'Stride',
    unit: 'pixels',
    help: 'Rows and columns from one patch to the next. What is left over at the right and the bottom is seen by no unit.',
  }),
  padding: parameter(z.int().min(0).max(512).default(0), {
    label: 'Padding',
    unit: 'pixels',
    help: 'Rows and columns of zeros around the grid below.',
  }),
  channels: parameter(z.int().min(1).max(10_000).default(32), {
    label: 'Channels',
    unit: 'units',
    help: 'Units at every position; each sees all channels of its patch.',
  }),
  initial,
});

const local = definePart({
  kind: 'local',
  label: 'Local receptive fields',
  help: 'Units see square patches of the grid below, each with weights of its own.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.2',
  parameters: fieldParameters,
  create: (settings): LayerKind => ({
    spatial: true,
    build: (reads) => new FieldLayer({ ...settings, shared: false }, reads),
  }),
});

const convolution = definePart({
  kind: 'convolution',
  label: 'Convolution',
  help: 'Units see square patches of the grid below; all positions share their weights.',
  parameters: fieldParameters,
  create: (settings): LayerKind => ({
    spatial: true,
    build: (reads) => new FieldLayer({ ...settings, shared: true }, reads),
  }),
});

const fastWeights = definePart({
  kind: 'fast-weights',
  label: 'Fast weights over positions',
  help: 'The rows of what is below are positions in time, with slow weights that all share; within an example each also answers to what it resembles among the earlier ones, as attention does.',
  source: 'Ba et al. 2016, arXiv 1610.06258; Hinton 2022, arXiv 2212.13345',
  parameters: z.object({
    units: parameter(z.int().min(1).max(10_000).default(64), {
      label: 'Units',
      unit: 'units',
      help: 'Units at every position.',
    }),
    span: parameter(z.int().min(1).max(100).default(2), {
      label: 'Span',
      unit: 'positions',
      help: 'Positions that one sees through its slow weights: itself and those just before it.',
    }),
    rate: parameter(z.number().min(0).max(100).default(0.5), {
      label: 'Fast rate',
      help: 'How strongly a position answers to an earlier one that is like it. 0: no fast weights.',
    }),
    decay: parameter(z.number().min(0).max(1).default(0.95), {
      label: 'Fast decay',
      help: 'What is left of a memory from one position to the next.',
    }),
    labelLast: parameter(z.boolean().default(true), {
      label: 'Label last',
      help: 'The first row of an image, where a label stands, comes last in time: as what follows.',
    }),
    initial,
  }),
  create: (settings): LayerKind => ({
    spatial: true,
    build: (reads) => new FastWeightLayer(settings, reads),
  }),
});

export const layerParts = new Registry('layer', [
  dense,
  densePlaces,
  local,
  convolution,
  fastWeights,
  blackBox,
]);

/** `up`, which sees what is below it, as a layer that sees what `down` sees too. */
export function seeingAbove(up: Layer, down: Layer): Layer {
  return new TwoWayLayer(up, down);
}

/** Units laid out as `output`, each of which sees a label of so many classes, as block "label". */
export function seeingLabel(output: Grid, classes: number): Layer {
  return new DenseLayer(output, 'normal', { label: flat(classes) });
}
