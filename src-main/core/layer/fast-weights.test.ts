/**
 * Fast weights against the matrices they stand for, gone through position by position in plain loops; gradients are
 * compared with finite differences in method/gradients.test.ts, above and below every other kind of layer.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import type { Tensor } from '../engine/engine.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { FastWeightLayer } from './fast-weights.ts';
import type { FastWeightSettings } from './fast-weights.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const grid = { height: 4, width: 3, channels: 1 };
const rows = 2;

const settings = fc.record({
  units: fc.integer({ min: 1, max: 4 }),
  span: fc.integer({ min: 1, max: 5 }),
  rate: fc.constantFrom(0, 0.3, 2),
  decay: fc.constantFrom(0, 0.5, 0.95, 1),
  labelLast: fc.boolean(),
  initial: fc.constantFrom('normal' as const, 'uniform' as const),
});

function drawn(name: string, count: number): Float64Array {
  const random = randomStream(7, name);
  return Float64Array.from({ length: count }, () => random.normal());
}

/** One example's total input [T H] with a matrix A that lives from position to position. */
function oneByOne(
  { units: channels, span, rate, decay, labelLast }: FastWeightSettings,
  image: Float64Array,
  scale: number,
  weights: Float64Array,
  bias: Float64Array,
): number[] {
  const order = labelLast ? [1, 2, 3, 0] : [0, 1, 2, 3];
  let memory = Array.from({ length: channels }, () => new Float64Array(channels));
  let before = new Float64Array(channels);
  return order.flatMap((_, time) => {
    memory = memory.map((row, i) =>
      row.map(
        (value, j) => decay * (value + (rate / channels) * (before[i] as number) * (before[j] as number)),
      ),
    );
    const h = Float64Array.from({ length: channels }, (_unit, unit) => {
      let total = bias[unit] as number;
      for (let back = 0; back < span; back += 1) {
        const row = order[time - span + 1 + back];
        if (row === undefined) continue;
        for (let x = 0; x < grid.width; x += 1)
          total +=
            scale *
            (image[row * grid.width + x] as number) *
            (weights[(unit * span + back) * grid.width + x] as number);
      }
      return total;
    });
    before = h;
    return Array.from(h, (own, i) =>
      (memory[i] as Float64Array).reduce((sum, weight, j) => sum + weight * (h[j] as number), own),
    );
  });
}

test('a position answers as the matrix of all earlier ones would have it answer', () => {
  fc.assert(
    fc.property(settings, (chosen) => {
      const layer = new FastWeightLayer(chosen, { image: grid });
      const size = grid.height * grid.width;
      const [weights, bias] = [
        drawn('weights', chosen.units * chosen.span * grid.width),
        drawn('bias', chosen.units),
      ];
      const images = drawn('images', rows * size);
      const scales = [0.5, 2];
      const total = layer.totalInput(
        ops,
        {
          'weights/image': ops.constant(weights, [chosen.units, chosen.span * grid.width]),
          bias: ops.constant(bias, [1, chosen.units]),
        },
        { blocks: { image: ops.constant(images, [rows, size]) }, rowScale: ops.constant(scales, [rows, 1]) },
        rows,
      );
      const expected = scales.flatMap((scale, row) =>
        oneByOne(chosen, images.subarray(row * size, (row + 1) * size), scale, weights, bias),
      );
      expect(numbersOf(total)).toEqual(expected.map((value) => expect.closeTo(value, 9) as number));
    }),
  );
});

test('without a rate it is the same layer without fast weights, and costs less', () => {
  const chosen = { units: 4, span: 2, rate: 0, decay: 0.9, labelLast: true, initial: 'normal' } as const;
  const [without, withThem] = [chosen, { ...chosen, rate: 1 }].map(
    (each) => new FastWeightLayer(each, { image: grid }),
  );
  expect([without?.products, withThem?.products]).toEqual([16 * 6, 16 * (6 + 8)]);
  expect(without?.output).toEqual({ height: 4, width: 1, channels: 4 });
});

test('the label’s row stands last in time only where the layer sees an image', () => {
  const chosen = { units: 1, span: 1, rate: 0, decay: 1, labelLast: true, initial: 'normal' } as const;
  const seen = (block: string) => {
    const layer = new FastWeightLayer(chosen, { [block]: grid });
    const parameters = {
      [`weights/${block}`]: ops.constant([1, 1, 1], [1, 3]),
      bias: ops.constant([0], [1, 1]),
    };
    const rowsOfOnes = ops.constant([1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0], [1, 12]);
    return numbersOf(
      layer.totalInput(ops, parameters, { blocks: { [block]: rowsOfOnes }, rowScale: null }, 1),
    );
  };
  expect([seen('image'), seen('below')]).toEqual([
    [2, 3, 4, 1],
    [1, 2, 3, 4],
  ]);
});
