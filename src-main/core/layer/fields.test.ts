import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import type { Tensor } from '../engine/engine.ts';
import { wholeGradient } from '../engine/gradient.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { sizeOfGrid } from '../net/grid.ts';
import { FieldLayer } from './fields.ts';

const below = { height: 6, width: 5, channels: 2 };
const size = sizeOfGrid(below);
const rows = 3;
const random = randomStream(1, 'fields');
const draw = (count: number) => Array.from({ length: count }, () => random.normal());
const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 11) as number);
const [input, scale] = [draw(rows * size), draw(rows).map(Math.abs)];

interface Case {
  readonly field: number;
  readonly stride: number;
  readonly padding: number;
  readonly shared: boolean;
}
const cases: readonly [string, Case][] = [
  ['own weights', { field: 3, stride: 2, padding: 0, shared: false }],
  ['own weights, padded', { field: 3, stride: 1, padding: 1, shared: false }],
  ['shared weights', { field: 3, stride: 2, padding: 0, shared: true }],
  ['shared weights, padded', { field: 2, stride: 2, padding: 1, shared: true }],
  ['one position that sees all rows', { field: 5, stride: 5, padding: 0, shared: false }],
];

/** The layer by plain loops: position by position, what it sees times its weights. */
function naive(
  settings: Case,
  weights: readonly number[],
  bias: readonly number[],
  upstream: readonly number[],
) {
  const { field, stride, padding, shared } = settings;
  const channels = 4;
  const down = Math.floor((below.height + 2 * padding - field) / stride) + 1;
  const across = Math.floor((below.width + 2 * padding - field) / stride) + 1;
  const inputs = field * field * below.channels;
  const units = down * across * channels;
  const totals = new Array<number>(rows * units).fill(0);
  const slopes = weights.map(() => 0);
  const biasSlopes = bias.map(() => 0);
  for (let row = 0; row < rows; row += 1) {
    for (let position = 0; position < down * across; position += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const owner = (shared ? 0 : position) * channels + channel;
        const unit = row * units + position * channels + channel;
        let total = bias[owner] as number;
        biasSlopes[owner] = (biasSlopes[owner] as number) + (upstream[unit] as number);
        for (let i = 0; i < inputs; i += 1) {
          const [y, x, c] = [
            Math.floor(i / (field * below.channels)),
            Math.floor(i / below.channels) % field,
            i % below.channels,
          ];
          const top = Math.floor(position / across) * stride - padding + y;
          const left = (position % across) * stride - padding + x;
          if (top < 0 || left < 0 || top >= below.height || left >= below.width) continue;
          const seen =
            (input[row * size + (top * below.width + left) * below.channels + c] as number) *
            (scale[row] as number);
          total += seen * (weights[owner * inputs + i] as number);
          slopes[owner * inputs + i] =
            (slopes[owner * inputs + i] as number) + seen * (upstream[unit] as number);
        }
        totals[unit] = total;
      }
    }
  }
  return { totals, slopes, biasSlopes };
}

test.each(cases)('%s: totals and gradients are those of plain loops', (_, settings) => {
  const layer = new FieldLayer({ ...settings, channels: 4, initial: 'normal' }, { image: below });
  const facts = layer.parameters;
  const shapes = [facts['weights/image']?.shape ?? [], facts['bias']?.shape ?? []] as const;
  const [weights, bias] = shapes.map((shape) => draw(shape.reduce((product, each) => product * each, 1))) as [
    number[],
    number[],
  ];
  const parameters = {
    'weights/image': ops.constant(weights, shapes[0]),
    bias: ops.constant(bias, shapes[1]),
  };
  const given = {
    blocks: { image: ops.constant(input, [rows, size]) },
    rowScale: ops.constant(scale, [rows, 1]),
  };
  const upstream = draw(rows * layer.units);
  const expected = naive(settings, weights, bias, upstream);
  expect(numbersOf(layer.totalInput(ops, parameters, given, rows))).toEqual(close(expected.totals));
  const gradients = layer.gradients(ops, given, ops.constant(upstream, [rows, layer.units]));
  const whole = (name: string) => numbersOf(wholeGradient(ops, gradients[name] as Gradient));
  expect(whole('weights/image')).toEqual(close(expected.slopes));
  expect(whole('bias')).toEqual(close(expected.biasSlopes));
});

test('an image block of half the rows is shared by two passes', () => {
  const settings = {
    field: 3,
    stride: 2,
    padding: 0,
    shared: false,
    channels: 2,
    initial: 'normal',
  } as const;
  const layer = new FieldLayer(settings, { below });
  const parameters = Object.fromEntries(
    Object.entries(layer.parameters).map(([name, parameter]) => [
      name,
      ops.constant(parameter.first(randomStream(1, name)), parameter.shape),
    ]),
  );
  const half = ops.constant(input, [rows, size]);
  const twice = ops.constant([...input, ...input], [2 * rows, size]);
  const of = (block: Tensor) =>
    layer.totalInput(ops, parameters, { blocks: { below: block }, rowScale: null }, 2 * rows);
  expect(numbersOf(of(half))).toEqual(close(numbersOf(of(twice))));
  const upstream = ops.constant(draw(2 * rows * layer.units), [2 * rows, layer.units]);
  const slopes = (block: Tensor) => {
    const gradients = layer.gradients(ops, { blocks: { below: block }, rowScale: null }, upstream);
    return numbersOf(wholeGradient(ops, gradients['weights/below'] as Gradient));
  };
  expect(slopes(half)).toEqual(close(slopes(twice)));
});
