/** What layers of fields have in common with dense ones, whatever the grid: an independent way to each of their numbers. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { wholeGradient } from '../engine/gradient.ts';
import type { Tensor, Tensors } from '../engine/engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { labelledInput, prepareImage } from '../net/forward.ts';
import { flat, sizeOfGrid } from '../net/grid.ts';
import { layerAt } from '../net/net.ts';
import { DenseLayer } from './dense.ts';
import { FieldLayer } from './fields.ts';
import type { Layer } from './layer.ts';
import { patchesOf } from './patches.ts';

const rows = 3;
const random = randomStream(1, 'fields as dense');
const draw = (count: number) => Array.from({ length: count }, () => random.normal());
const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10) as number);
const shapeOf = (layer: Layer, name: string) => assertDefined(layer.parameters[name], name).shape;
const valuesFor = (layer: Layer, name: string) =>
  draw(shapeOf(layer, name).reduce((all, size) => all * size, 1));

/** Any grid with fields that fit it; leftovers at the right and the bottom among them. */
const anyFields = fc
  .record({
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    channels: fc.integer({ min: 1, max: 2 }),
    field: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
  })
  .filter(({ height, width, field, padding }) => field <= Math.min(height, width) + 2 * padding)
  .map(({ height, width, channels, ...settings }) => ({ grid: { height, width, channels }, settings }));

/** Whether the unit at a position sees a place of the grid, and as which value of its patch; null: it does not. */
function seenAs(
  grid: { width: number; channels: number },
  { field, stride, padding }: { field: number; stride: number; padding: number },
  across: number,
  position: number,
  place: number,
): number | null {
  const [row, column] = [
    Math.floor(place / grid.channels / grid.width),
    Math.floor(place / grid.channels) % grid.width,
  ];
  const down = row - (Math.floor(position / across) * stride - padding);
  const right = column - ((position % across) * stride - padding);
  if (down < 0 || right < 0 || down >= field || right >= field) return null;
  return (down * field + right) * grid.channels + (place % grid.channels);
}

/** Totals [rows, N] and the gradients of a layer on an input block "below". */
function passOf(layer: Layer, parameters: Tensors, below: Tensor, upstream: readonly number[]) {
  const input = { blocks: { below }, rowScale: null };
  const gradients = layer.gradients(ops, input, ops.constant(upstream, [rows, layer.units]), parameters);
  const whole = (name: string) => numbersOf(wholeGradient(ops, assertDefined(gradients[name], name)));
  return {
    totals: numbersOf(layer.totalInput(ops, parameters, input, rows)),
    weights: whole('weights/below'),
    bias: whole('bias'),
  };
}

test('a local layer is a dense one whose weights outside the fields are zero', () => {
  fc.assert(
    fc.property(anyFields, ({ grid, settings }) => {
      const channels = 2;
      const local = new FieldLayer(
        { ...settings, channels, initial: 'normal', shared: false },
        { below: grid },
      );
      const size = sizeOfGrid(grid);
      const dense = new DenseLayer(local.units, 'normal', { below: flat(size) });
      const [weights, bias] = [valuesFor(local, 'weights/below'), valuesFor(local, 'bias')];
      const source = Array.from({ length: local.units * size }, (_, at) => {
        const [unit, place] = [Math.floor(at / size), at % size];
        const seen = seenAs(grid, settings, local.output.width, Math.floor(unit / channels), place);
        return seen === null ? null : unit * local.fanIn + seen;
      });
      const masked = source.map((at) => (at === null ? 0 : (weights[at] as number)));
      const below = ops.constant(draw(rows * size), [rows, size]);
      const upstream = draw(rows * local.units);
      const both = [
        passOf(
          local,
          {
            'weights/below': ops.constant(weights, shapeOf(local, 'weights/below')),
            bias: ops.constant(bias, [1, local.units]),
          },
          below,
          upstream,
        ),
        passOf(
          dense,
          {
            'weights/below': ops.constant(masked, [local.units, size]),
            bias: ops.constant(bias, [1, local.units]),
          },
          below,
          upstream,
        ),
      ] as const;
      expect(both[0].totals).toEqual(close(both[1].totals));
      expect(both[0].bias).toEqual(close(both[1].bias));
      // What lies in the padding is zero and teaches nothing; every other weight stands in one place of the dense ones.
      const expected = weights.map(() => 0);
      source.forEach((at, place) => {
        if (at !== null) expected[at] = both[1].weights[place] as number;
      });
      expect(both[0].weights).toEqual(close(expected));
    }),
    { numRuns: 60 },
  );
});

test('a convolution is a local layer with the same weights at every position, and learns the sum of what they learn', () => {
  fc.assert(
    fc.property(anyFields, ({ grid, settings }) => {
      const channels = 2;
      const reads = { below: grid };
      const shared = new FieldLayer({ ...settings, channels, initial: 'normal', shared: true }, reads);
      const local = new FieldLayer({ ...settings, channels, initial: 'normal', shared: false }, reads);
      const positions = shared.units / channels;
      const [weights, bias] = [valuesFor(shared, 'weights/below'), valuesFor(shared, 'bias')];
      const everywhere = (values: readonly number[]) => new Array(positions).fill(values).flat() as number[];
      const size = sizeOfGrid(grid);
      const below = ops.constant(draw(rows * size), [rows, size]);
      const upstream = draw(rows * shared.units);
      const one = passOf(
        shared,
        {
          'weights/below': ops.constant(weights, [channels, shared.fanIn]),
          bias: ops.constant(bias, [1, channels]),
        },
        below,
        upstream,
      );
      const all = passOf(
        local,
        {
          'weights/below': ops.constant(everywhere(weights), [positions, channels, local.fanIn]),
          bias: ops.constant(everywhere(bias), [1, local.units]),
        },
        below,
        upstream,
      );
      const overPositions = (values: readonly number[], count: number) =>
        Array.from({ length: count }, (_, at) =>
          values.reduce((total, value, index) => (index % count === at ? total + value : total), 0),
        );
      expect(one.totals).toEqual(close(all.totals));
      expect(one.weights).toEqual(close(overPositions(all.weights, weights.length)));
      expect(one.bias).toEqual(close(overPositions(all.bias, channels)));
    }),
    { numRuns: 60 },
  );
});

test.each([true, false])('one position that sees all is a dense layer (shared weights: %s)', (shared) => {
  const grid = { height: 4, width: 4, channels: 3 };
  const settings = { field: 4, stride: 1, padding: 0, channels: 5, initial: 'normal', shared } as const;
  const [layer, dense] = [
    new FieldLayer(settings, { below: grid }),
    new DenseLayer(5, 'normal', { below: flat(sizeOfGrid(grid)) }),
  ];
  const [weights, bias] = [valuesFor(dense, 'weights/below'), ops.constant(draw(5), [1, 5])];
  const below = ops.constant(draw(rows * 48), [rows, 48]);
  const upstream = draw(rows * 5);
  const of = (each: Layer) => {
    const own = ops.constant(weights, shapeOf(each, 'weights/below'));
    return passOf(each, { 'weights/below': own, bias }, below, upstream);
  };
  const [one, other] = [of(layer), of(dense)];
  expect(one.totals).toEqual(close(other.totals));
  expect([one.weights, one.bias]).toEqual([close(other.weights), close(other.bias)]);
  expect([layer.output, layer.fanIn, layer.unseen]).toEqual([flat(5), 48, 0]);
});

test('what fields leave out is counted, value by value', () => {
  fc.assert(
    fc.property(anyFields, ({ grid, settings }) => {
      const { rows: down, columns, unseen } = patchesOf(grid, settings);
      const isSeen = (place: number) =>
        Array.from({ length: down * columns }, (_, at) => seenAs(grid, settings, columns, at, place)).some(
          (seen) => seen !== null,
        );
      const left = Array.from({ length: sizeOfGrid(grid) }, (_, place) => place).filter(
        (place) => !isSeen(place),
      );
      expect(unseen).toBe(left.length);
    }),
  );
});

test('a stride leaves the rest at the right and the bottom, and padding takes it in', () => {
  const grid = { height: 8, width: 7, channels: 2 };
  const of = (padding: number) => {
    const { rows: down, columns, unseen } = patchesOf(grid, { field: 3, stride: 3, padding });
    return { down, columns, unseen };
  };
  // Two fields of three cover 6 of 8 rows and 6 of 7 columns; one row of zeros around, and they begin at -1.
  expect([of(0), of(1), of(2)]).toEqual([
    { down: 2, columns: 2, unseen: (8 * 7 - 6 * 6) * 2 },
    { down: 3, columns: 3, unseen: 0 },
    { down: 4, columns: 3, unseen: 0 },
  ]);
});

test('a first layer with places gets the image whole, with the label written into its first pixels', () => {
  const image = { height: 3, width: 4, channels: 1 };
  const net = hybridRecipe(image, [{ kind: 'local', field: 2, stride: 1, channels: 2 }], {
    labels: { kind: 'in-input', value: 3 },
    negatives: { kind: 'uniform' },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
  });
  expect(layerAt(net, 0).reads).toEqual({ image });
  const pixels = draw(2 * 8); // without the four pixels of the label
  const labels = [0, 3, 0, 0, 3, 0, 0, 0, 0, 0, 0, 3, 0, 0, 3, 0];
  const input = labelledInput(
    ops,
    net,
    prepareImage(ops, net, {}, ops.constant(pixels, [2, 8])),
    ops.constant(labels, [4, 4]),
  );
  const [first, second] = [pixels.slice(0, 8), pixels.slice(8)];
  const whole = [first, second, first, second].map((row, at) => [
    ...labels.slice(4 * at, 4 * at + 4),
    ...row,
  ]);
  expect(Object.keys(input.blocks)).toEqual(['image']);
  expect(numbersOf(assertDefined(input.blocks['image'], 'image'))).toEqual(whole.flat());
  const scales = whole.map((row) => 1 / Math.sqrt(row.reduce((total, each) => total + each ** 2, 0) / 12));
  expect(numbersOf(assertDefined(input.rowScale ?? undefined, 'scale'))).toEqual(
    scales.map((scale) => expect.closeTo(scale, 8) as number), // the root is shifted by a tiny epsilon
  );
});
