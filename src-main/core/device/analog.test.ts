/** An analog device: what it makes of a layer, what it keeps of an update, and what learning may know of it. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import {
  lossesOfLayers,
  plainOptimizer,
  plainSettings,
  plainStep,
  strayed,
} from '../method/fixtures/finite-differences.ts';
import { backPropagation } from '../method/back-propagation.ts';
import type { Stage } from '../method/method.ts';
import { forward } from '../net/forward.ts';
import { flat } from '../net/grid.ts';
import { prefixed } from '../net/names.ts';
import { imageValues } from '../net/net.ts';
import { layerParameters, parameterShapes } from '../net/parameters.ts';
import type { Recipe, RecipeChoices } from '../net/recipe.ts';
import { initialState } from '../net/state.ts';
import { drawChance } from './chance.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const batch = 3;
const both: Stage = { layers: [0, 1], readout: false };
const stack: readonly PartChoice[] = [
  { kind: 'dense', units: 9 },
  { kind: 'dense', units: 7 },
];
/** Does exactly what it should. */
const ideal = { gains: 0, offsets: 0, saturation: null, noise: 0, steps: null, lowest: -1e5, highest: 1e5 };
const crooked = { ...ideal, gains: 0.5, offsets: 0.5, saturation: 2, bends: 0.3 };

function recipeOn(device: object | null, changes: Partial<RecipeChoices> = {}): Recipe {
  return hybridRecipe(flat(20), stack, {
    peer: { kind: 'none' },
    optimizer: plainOptimizer,
    readouts: [{ kind: 'softmax', firstLayer: 1, ...plainSettings }],
    ...(device === null ? {} : { device: { kind: 'analog', ...device } }),
    ...changes,
  });
}

test('a device without faults changes nothing', async () => {
  const [plain, wrapped] = [recipeOn(null), recipeOn(ideal)].map((recipe) => plainStep(recipe, both, batch));
  const [expected, found] = [
    await runProgram(engine, plain!.program, plain!.inputs),
    await runProgram(engine, wrapped!.program, wrapped!.inputs),
  ];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, at) =>
      expect([name, found[name]?.[at]]).toEqual([name, expect.closeTo(value, 9)]),
    );
});

test('units give what their gains, offsets and bends make of their total inputs', async () => {
  const recipe = recipeOn(crooked);
  const pass = (of: Recipe) => ({
    name: 'pass',
    inputs: { ...layerParameters(of.layers[0]!), image: [2, imageValues(of)] },
    build: (ops: Parameters<typeof forward>[0], tensors: Parameters<typeof forward>[2]) => {
      const input = { blocks: { image: tensors['image']! }, rowScale: null, rows: 2, known: {} };
      return { total: forward(ops, of, tensors, input, 1)[0]!.totalInput };
    },
  });
  const random = randomStream(3, 'image');
  const image = Float32Array.from({ length: 40 }, () => random.normal());
  const weights = Object.fromEntries(
    Object.entries(initialState(recipe, 1)).map(([name, { data }]) => [name, data] as const),
  );
  const inputs = { ...weights, image };
  const { total: z } = await runProgram(engine, pass(recipeOn(null)), inputs);
  const { total: u } = await runProgram(engine, pass(recipe), inputs);
  const drawn = (what: string) => {
    const stream = randomStream(1, `device/layer1/${what}`);
    return Array.from({ length: 9 }, () => stream.normal());
  };
  const [gains, offsets, bends] = ['gains', 'offsets', 'bends'].map(drawn) as [number[], number[], number[]];
  z!.forEach((value, at) => {
    const unit = at % 9;
    const bend = 2 * Math.exp(0.3 * bends[unit]!);
    const reached = Math.exp(0.5 * gains[unit]!) * value + 0.5 * offsets[unit]!;
    expect(u![at]).toBeCloseTo(bend * Math.tanh(reached / bend), 9);
  });
  const { total: other } = await runProgram(engine, pass(recipe.onDevice(2)), inputs);
  expect([...other!]).not.toEqual([...u!]);
});

test('Forward-Forward changes a unit by what it gave and what it saw, whatever the device makes of it', async () => {
  const recipe = recipeOn(crooked);
  const step = plainStep(recipe, { layers: [0], readout: false }, batch);
  const left = await runProgram(engine, step.program, step.inputs);
  // The same pass, to look at it.
  const looking = {
    ...step.program,
    name: 'looking',
    state: [],
    build: (ops: Parameters<typeof forward>[0], tensors: Parameters<typeof forward>[2]) => {
      const input = recipe.local!.pairs.pair(ops, recipe, {
        tensors,
        image: tensors['image']!,
        labelled: null,
        guess: null,
      });
      const { activity, input: seen } = forward(ops, recipe, tensors, input, 1)[0]!;
      const rows = seen.blocks['image']!;
      return { activity, seen: seen.rowScale === null ? rows : ops.multiply(rows, seen.rowScale) };
    },
  };
  const { activity, seen } = await runProgram(engine, looking, step.inputs);
  const threshold = recipe.layers[0]!.judged!.threshold;
  const before = assertDefined(step.inputs['layer1/weights/image'], 'weights');
  const after = assertDefined(left['layer1/weights/image'], 'weights');
  const slopes = Array.from({ length: 2 * batch }, (_, row) => {
    const own = Float64Array.from(activity!).subarray(row * 9, row * 9 + 9);
    const margin = own.reduce((sum, y) => sum + y * y, 0) - threshold;
    const p = 1 / (1 + Math.exp(-margin));
    return (row < batch ? p - 1 : p) / (2 * batch);
  });
  for (let unit = 0; unit < 9; unit += 1) {
    for (let input = 0; input < 20; input += 1) {
      const gradient = slopes.reduce(
        (sum, slope, row) => sum + slope * 2 * activity![row * 9 + unit]! * seen![row * 20 + input]!,
        0,
      );
      expect(before[unit * 20 + input]! - after[unit * 20 + input]!).toBeCloseTo(gradient, 9);
    }
  }
});

test('back-propagation follows its loss through a device it knows, and strays through one it does not', async () => {
  const losses = lossesOfLayers(recipeOn(null), 'loss/softmax');
  const straying = async (device: object) => {
    const recipe = recipeOn(device);
    return strayed(
      engine,
      plainStep(recipe, { layers: [0, 1], readout: true }, batch, backPropagation),
      losses,
    );
  };
  expect(await straying({ ...crooked, known: true })).toEqual({});
  expect(Object.keys(await straying(crooked))).toEqual(Object.keys(losses));
  // Offsets alone do not change how errors come back.
  expect(await straying({ ...ideal, offsets: 0.5 })).toEqual({});
});

const settings = fc.record({
  lowest: fc.double({ min: -4, max: 0, noNaN: true }),
  width: fc.double({ min: 0.5, max: 8, noNaN: true }),
  steps: fc.integer({ min: 2, max: 300 }),
  rounding: fc.constantFrom('by chance', 'nearest'),
  seed: fc.nat(1000),
});

/** What the first layer keeps of some values, as drawn by a seed. */
async function kept(recipe: Recipe, values: Float64Array, seed: number): Promise<Float64Array> {
  const { layer, name } = recipe.layers[0]!;
  const chance = Object.entries(layer.chance?.update ?? {});
  const program = {
    name: 'settle',
    inputs: { value: [9, 20], ...prefixed('chance', Object.fromEntries(chance)) },
    build: (ops: Parameters<typeof forward>[0], tensors: Parameters<typeof forward>[2]) => ({
      kept: layer.settle!(ops, 'weights/image', tensors['value']!, tensors),
    }),
  };
  const brought = chance.map(([own, shape]) => {
    const numbers = drawChance((shape[1] as number) - 2, randomStream(seed, `${name}/${own}`));
    return [`chance/${own}`, numbers] as const;
  });
  const outputs = await runProgram(engine, program, { value: values, ...Object.fromEntries(brought) });
  return Float64Array.from(outputs['kept']!);
}

test('weights stay between the conductances, on a step, less than a step from what they should be', async () => {
  await fc.assert(
    fc.asyncProperty(settings, async ({ lowest, width, steps, rounding, seed }) => {
      const recipe = recipeOn({ ...ideal, lowest, highest: lowest + width, steps, rounding });
      const unit = 1 / Math.sqrt(20);
      const step = (width * unit) / (steps - 1);
      const random = randomStream(seed, 'values');
      const values = Float64Array.from({ length: 180 }, () => 2 * unit * random.normal());
      const found = await kept(recipe, values, seed);
      const first = initialState(recipe, seed)['layer1/weights/image']!.data;
      for (const all of [found, first])
        all.forEach((value) => {
          const place = (value - lowest * unit) / step;
          expect(place).toBeCloseTo(Math.round(place), 2);
          expect(place).toBeGreaterThan(-0.01);
          expect(place).toBeLessThan(steps - 1 + 0.01);
        });
      found.forEach((value, at) => {
        const inside = Math.min((lowest + width) * unit, Math.max(lowest * unit, values[at]!));
        expect(Math.abs(value - inside) / step).toBeLessThan(rounding === 'nearest' ? 0.51 : 1.01);
      });
    }),
    { numRuns: 25 },
  );
});

test('rounding by chance is right in the mean, and to the nearest it swallows small updates', async () => {
  const coarse = { ...ideal, lowest: -2, highest: 2, steps: 5 };
  const step = 1 / Math.sqrt(20);
  const values = new Float64Array(180).fill(0.2 * step);
  const mean = async (rounding: string) => {
    const recipe = recipeOn({ ...coarse, rounding });
    let sum = 0;
    for (let turn = 0; turn < 40; turn += 1)
      sum += (await kept(recipe, values, turn)).reduce((total, value) => total + value, 0);
    return sum / (40 * 180) / step;
  };
  expect(await mean('nearest')).toBeCloseTo(0, 9);
  expect(Math.abs((await mean('by chance')) - 0.2)).toBeLessThan(0.05);
});

test('what answers or measures is brought no chance, and hears the same noise every time', async () => {
  const recipe = recipeOn({ ...ideal, noise: 0.5 });
  const inputs = { ...parameterShapes(recipe), image: [4, 20] };
  const program = {
    name: 'noise',
    inputs,
    build: (ops: Parameters<typeof forward>[0], tensors: Parameters<typeof forward>[2]) => {
      const input = { blocks: { image: tensors['image']! }, rowScale: null, rows: 4, known: {} };
      return { total: forward(ops, recipe, tensors, input, 1)[0]!.totalInput };
    },
  };
  const zeros = Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
  const [first, again] = [await runProgram(engine, program, zeros), await runProgram(engine, program, zeros)];
  expect(first).toEqual(again);
  const noise = [...first['total']!];
  expect(new Set(noise).size).toBeGreaterThan(30);
  expect(Math.sqrt(noise.reduce((sum, each) => sum + each * each, 0) / noise.length)).toBeCloseTo(0.5, 0);
});

test('a device without a working range is refused in a sentence', () => {
  expect(() => recipeOn({ lowest: 0.3, highest: 0.3 })).toThrow(
    'device: conductances from 0.3 to 0.3 leave no working range; let the highest be above the lowest',
  );
});
