/** How images come out of a net: by the map from activities, and by ascent. On `reference`. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { hintonRecipe, hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import type { Tensor } from '../engine/engine.ts';
import { drawingProgram } from '../measure/drawings.ts';
import { verdictsProgram } from '../measure/drawn-images.ts';
import { initialState } from '../net/state.ts';
import type { Recipe } from '../net/recipe.ts';
import { clamped } from './image-maker.ts';
import { mapGradients, mixingWeights } from './image-map.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const numbers = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];

test('values are kept within a range, and those within it stay', () => {
  const bounds = fc.tuple(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: 0.1, max: 5, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1 }),
      bounds,
      (values, [low, width]) => {
        const kept = numbers(clamped(ops, ops.constant(values, [1, values.length]), [low, low + width]));
        expect(kept).toEqual(
          values.map((value) => expect.closeTo(Math.min(low + width, Math.max(low, value)), 9) as number),
        );
      },
    ),
  );
});

test('points mixed so have the mean and the covariance of those they are mixed from, times the spread', () => {
  const points = [1, 4, 2, -3, 0.5, 7, -2, 2.5];
  const mean = points.reduce((sum, each) => sum + each, 0) / points.length;
  const variance = points.reduce((sum, each) => sum + (each - mean) ** 2, 0) / points.length;
  const random = randomStream(1, 'mixing');
  const draws = Array.from({ length: 4000 }, () => {
    const weights = mixingWeights(points.length, 0.7, () => random.normal());
    expect(weights.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
    return weights.reduce((sum, weight, at) => sum + weight * (points[at] as number), 0);
  });
  const found = draws.reduce((sum, each) => sum + each, 0) / draws.length;
  const spread = draws.reduce((sum, each) => sum + (each - found) ** 2, 0) / draws.length;
  // 4000 draws: four standard errors.
  expect(Math.abs(found - mean)).toBeLessThan(4 * 0.7 * Math.sqrt(variance / 4000));
  expect(Math.abs(spread / (0.49 * variance) - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
});

test('the map follows the slope of its squared error over the squared length of the activities', () => {
  const [rows, units, size] = [4, 3, 5];
  const random = randomStream(2, 'map');
  const draw = (count: number) => Array.from({ length: count }, () => random.normal());
  const [activity, images] = [draw(rows * units), draw(rows * size)];
  const first = { weights: draw(units * size), bias: draw(size) };
  const learnt = (weights: readonly number[], bias: readonly number[]) =>
    mapGradients(ops, { layer1: ops.constant(activity, [rows, units]) }, ops.constant(images, [rows, size]), {
      'image-map/weights/layer1': ops.constant(weights, [units, size]),
      'image-map/bias': ops.constant(bias, [1, size]),
    });
  /** Half the mean over images. */
  const lossOf = (weights: readonly number[], bias: readonly number[]): number => {
    let total = 0;
    for (let row = 0; row < rows; row += 1) {
      const own = activity.slice(row * units, (row + 1) * units);
      const length = 1 + own.reduce((sum, each) => sum + each ** 2, 0);
      for (let pixel = 0; pixel < size; pixel += 1) {
        const value = own.reduce(
          (sum, each, unit) => sum + each * (weights[unit * size + pixel] as number),
          bias[pixel] as number,
        );
        total += (value - (images[row * size + pixel] as number)) ** 2 / length / (2 * rows);
      }
    }
    return total;
  };
  const { gradients } = learnt(first.weights, first.bias);
  const wholeOf = (name: string) => {
    const gradient = assertDefined(gradients[name], name);
    return 'whole' in gradient
      ? numbers(gradient.whole)
      : numbers(ops.matMul(gradient.left, gradient.right, { transposeA: true }));
  };
  const slope = (moved: (by: number) => number) => (moved(1e-5) - moved(-1e-5)) / 2e-5;
  const bumped = (values: readonly number[], at: number, by: number) =>
    values.map((value, index) => (index === at ? value + by : value));
  expect(wholeOf('weights/layer1')).toEqual(
    first.weights.map(
      (_, at) =>
        expect.closeTo(
          slope((by) => lossOf(bumped(first.weights, at, by), first.bias)),
          7,
        ) as number,
    ),
  );
  expect(wholeOf('bias')).toEqual(
    first.bias.map(
      (_, at) =>
        expect.closeTo(
          slope((by) => lossOf(first.weights, bumped(first.bias, at, by))),
          7,
        ) as number,
    ),
  );
});

const size = { batch: 4, inputSize: 25, units: [9, 7] };
const climbing = { kind: 'ascent', steps: 12, stepSize: 0.1, decay: 0, blurs: 0 };
const nets: [string, Recipe][] = [
  [
    'under labels',
    hintonRecipe(size, { readouts: [{ kind: 'goodness' }, { kind: 'softmax', firstLayer: 1 }, climbing] }),
  ],
  [
    'without labels',
    hybridRecipe({ height: 5, width: 5, channels: 1 }, [{ kind: 'dense', units: 9 }], {
      readouts: [{ kind: 'softmax', firstLayer: 1 }, climbing],
    }),
  ],
];

test.each(nets)(
  'ascent raises the goodness of its images, within the range of pixels: %s',
  async (_, recipe) => {
    const maker = assertDefined(recipe.makers[0], 'a maker');
    const state = Object.fromEntries(
      Object.entries(initialState(recipe, 1)).map(([name, { data }]) => [name, Float64Array.from(data)]),
    );
    const material = {
      classes: recipe.classes,
      imagesOf: () => new Float32Array(0),
      random: (name: string) => randomStream(0, name),
    };
    const brought = maker.bring(recipe, 3, material);
    const program = drawingProgram(recipe, maker, 3);
    const held = Object.entries(state).filter(([name]) => name in program.inputs);
    const { images } = await runProgram(engine, program, { ...Object.fromEntries(held), ...brought });
    const drawn = assertDefined(images, 'images');
    expect([...drawn].every((value) => value >= 0 && value <= 1)).toBe(true);
    const rows = 3 * recipe.classes;
    const labels = new Float32Array(rows * recipe.classes);
    for (let row = 0; row < rows; row += 1) labels[row * recipe.classes + Math.floor(row / 3)] = 1;
    const judge = verdictsProgram(recipe, rows);
    const goodnessOf = async (image: Float32Array | Float64Array) => {
      const known = Object.entries(state).filter(([name]) => name in judge.inputs);
      const told = 'labels' in judge.inputs ? { labels } : {};
      const outputs = await runProgram(engine, judge, { ...Object.fromEntries(known), image, ...told });
      return [...assertDefined(outputs['layer1'], 'layer1')].reduce((sum, each) => sum + each, 0) / rows;
    };
    const start = assertDefined(Object.values(brought)[0], 'a start');
    expect(await goodnessOf(Float64Array.from(drawn))).toBeGreaterThan((await goodnessOf(start)) + 0.1);
  },
);
