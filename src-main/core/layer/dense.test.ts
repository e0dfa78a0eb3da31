import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { Tensor } from '../engine/engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { wholeGradient } from '../engine/gradient.ts';
import { flat } from '../net/grid.ts';
import { DenseLayer } from './dense.ts';

const [units, rows] = [3, 4];
const sizes = { label: 2, image: 5 };
const random = randomStream(1, 'dense');
const draw = (count: number) => Array.from({ length: count }, () => random.normal());
const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12) as number);

const layer = new DenseLayer(units, 'normal', { label: flat(sizes.label), image: flat(sizes.image) });
const [label, image] = [draw(rows * sizes.label), draw((rows / 2) * sizes.image)]; // two passes share the images
const scale = draw(rows).map(Math.abs);
const [labelWeights, imageWeights, bias] = [
  draw(sizes.label * units),
  draw(sizes.image * units),
  draw(units),
];
/** A matrix [inputs, units] as the layer keeps it, [units, inputs]. */
function byUnit(matrix: readonly number[]): number[] {
  const inputs = matrix.length / units;
  return matrix.map((_, at) => matrix[(at % inputs) * units + Math.floor(at / inputs)] as number);
}
const parameters = {
  'weights/label': ops.constant(byUnit(labelWeights), [units, sizes.label]),
  'weights/image': ops.constant(byUnit(imageWeights), [units, sizes.image]),
  bias: ops.constant(bias, [1, units]),
};
const input = {
  blocks: {
    label: ops.constant(label, [rows, sizes.label]),
    image: ops.constant(image, [rows / 2, sizes.image]),
  },
  rowScale: ops.constant(scale, [rows, 1]),
};

/** One row of the layer's input as it would stand in memory: [label | image], scaled. */
function wholeRow(row: number): number[] {
  const labelPart = label.slice(row * sizes.label, (row + 1) * sizes.label);
  const imageRow = row % (rows / 2);
  return [...labelPart, ...image.slice(imageRow * sizes.image, (imageRow + 1) * sizes.image)].map(
    (value) => value * (scale[row] as number),
  );
}
const weights = [...labelWeights, ...imageWeights]; // [label + image, units]

test('the total input of blocks is that of one whole scaled row', () => {
  const expected = Array.from({ length: rows * units }, (_, at) => {
    const [row, unit] = [Math.floor(at / units), at % units];
    const products = wholeRow(row).map((value, i) => value * (weights[i * units + unit] as number));
    return products.reduce((total, product) => total + product, 0) + (bias[unit] as number);
  });
  expect(numbersOf(layer.totalInput(ops, parameters, input, rows))).toEqual(close(expected));
  const known = { image: layer.blockProduct(ops, parameters, 'image', input.blocks.image) };
  expect(numbersOf(layer.totalInput(ops, parameters, input, rows, known))).toEqual(close(expected));
});

test('weight gradients are products that add up over rows and passes', () => {
  const upstream = draw(rows * units);
  const gradients = layer.gradients(ops, input, ops.constant(upstream, [rows, units]));
  const product = (name: string) => {
    const gradient = gradients[name];
    return gradient === undefined ? [] : numbersOf(wholeGradient(ops, gradient));
  };
  const expected = weights.map((_, at) => {
    const [i, unit] = [Math.floor(at / units), at % units];
    let total = 0;
    for (let row = 0; row < rows; row += 1)
      total += (wholeRow(row)[i] as number) * (upstream[row * units + unit] as number);
    return total;
  });
  const sums = bias.map((_, unit) =>
    upstream.reduce((total, value, at) => total + (at % units === unit ? value : 0), 0),
  );
  const [labels, images] = [labelWeights.length, expected.length];
  expect(product('weights/label')).toEqual(close(byUnit(expected.slice(0, labels))));
  expect(product('weights/image')).toEqual(close(byUnit(expected.slice(labels, images))));
  expect(product('bias')).toEqual(close(sums));
});

test('first weights have the promised spread, and biases are zero unless uniform', () => {
  const [fanIn, count] = [100, 40_000];
  const first = (kind: 'normal' | 'uniform', name: string) => {
    const made = new DenseLayer(count / fanIn, kind, { below: flat(fanIn) });
    return [...assertDefined(made.parameters[name], name).first(randomStream(1, name))];
  };
  const deviation = (values: number[]) =>
    Math.sqrt(values.reduce((total, value) => total + value ** 2, 0) / values.length);
  expect(deviation(first('normal', 'weights/below'))).toBeCloseTo(0.1, 2);
  expect(deviation(first('uniform', 'weights/below'))).toBeCloseTo(0.1 / Math.sqrt(3), 2);
  expect(first('uniform', 'weights/below').every((value) => Math.abs(value) <= Math.fround(0.1))).toBe(true);
  expect(first('normal', 'bias').every((value) => value === 0)).toBe(true);
  expect(deviation(first('uniform', 'bias'))).toBeCloseTo(0.1 / Math.sqrt(3), 1);
});
