/** Updates that leave the normalized output of their example as it was, and reach the goodness wanted. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { hybridRecipe, stepCase } from '../engine/fixtures/program-cases.ts';
import type { NamedNumbers } from '../engine/fixtures/run-program.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { forward, normalized, plainInput } from '../net/forward.ts';
import { flat } from '../net/grid.ts';
import { parameterShapes } from '../net/parameters.ts';
import type { Recipe, RecipeChoices } from '../net/recipe.ts';
import { plainOptimizer } from './fixtures/finite-differences.ts';
import { fastAndSlow } from './fast-and-slow.ts';
import { forwardForward } from './forward-forward.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const choices: Partial<RecipeChoices> = { peer: { kind: 'none' }, optimizer: plainOptimizer };
const recipeOf = (changes: Partial<RecipeChoices> = {}) =>
  hybridRecipe(
    flat(20),
    [
      { kind: 'dense', units: 12 },
      { kind: 'dense', units: 9 },
    ],
    { ...choices, ...changes },
  );
const layers = [0, 1];

/** Normalized activities and goodness of every layer for the images of a net with those parameters. */
async function lookAt(recipe: Recipe, state: NamedNumbers, images: Float64Array) {
  const program = {
    name: 'look',
    inputs: { ...parameterShapes(recipe), image: [1, 20] },
    build: (ops: Parameters<typeof forward>[0], tensors: Parameters<typeof forward>[2]) =>
      Object.fromEntries(
        forward(ops, recipe, tensors, plainInput(ops, recipe, tensors['image']!)).flatMap((pass, index) => [
          [`output${index + 1}`, normalized(ops, recipe, pass)] as const,
          [`goodness${index + 1}`, pass.goodness!] as const,
        ]),
      ),
  };
  return runProgram(engine, program, { ...state, image: images });
}

/** A step of one example at a learning rate of 1: its inputs, and what it left. */
async function oneStep(recipe: Recipe, reach: number, seed: number) {
  const { program, inputs } = stepCase(
    'one',
    recipe,
    { layers, readout: true },
    'image',
    1,
    fastAndSlow(reach),
  );
  const started: Record<string, Float32Array | Float64Array> = { ...inputs };
  for (const name of Object.keys(inputs).filter((each) => each.endsWith('/rate')))
    started[name] = Float32Array.of(1);
  started['image'] = Float32Array.from({ length: 20 }, (_, at) => ((at * 7 + seed * 13) % 17) / 16);
  return { inputs: started, left: await runProgram(engine, program, started) };
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

test('a negative, learnt after its positive, gets the goodness wanted in all layers at once', async () => {
  const recipe = recipeOf({ negatives: { kind: 'noise' } });
  await fc.assert(
    fc.asyncProperty(fc.nat(500), fc.double({ min: 0.05, max: 0.9, noNaN: true }), async (seed, reach) => {
      const { inputs, left } = await oneStep(recipe, reach, seed);
      const negative = Float64Array.from(inputs['negativeImages']!);
      // Told is what it was when its turn came, after the positive's.
      const after = await lookAt(recipe, left, negative);
      const positive = Float64Array.from(inputs['image']!);
      const before = await lookAt(recipe, inputs, positive);
      for (const layer of [1, 2]) {
        const threshold = recipe.layers[layer - 1]!.judged!.threshold;
        const told = (which: string) => left[`goodness/${which}/layer${layer}`]![0]!;
        expect(told('positive')).toBeCloseTo(before[`goodness${layer}`]![0]!, 8);
        const wanted = Math.max(
          0,
          told('negative') - reach * threshold * logistic(told('negative') - threshold),
        );
        expect(after[`goodness${layer}`]![0]).toBeCloseTo(wanted, 6);
      }
    }),
    { numRuns: 15 },
  );
});

test('the output of a layer for an example does not see its update, whatever that reaches', async () => {
  // Negatives that are quite negative already: only the positive is learnt.
  const recipe = recipeOf({ negatives: { kind: 'noise' }, threshold: { kind: 'number', value: 400 } });
  await fc.assert(
    fc.asyncProperty(fc.nat(500), fc.double({ min: 0.01, max: 0.9, noNaN: true }), async (seed, reach) => {
      const { inputs, left } = await oneStep(recipe, reach, seed);
      const positive = Float64Array.from(inputs['image']!);
      const [before, after] = [await lookAt(recipe, inputs, positive), await lookAt(recipe, left, positive)];
      for (const layer of [1, 2]) {
        after[`output${layer}`]!.forEach((value, unit) =>
          expect(value).toBeCloseTo(before[`output${layer}`]![unit]!, 7),
        );
        const goodness = before[`goodness${layer}`]![0]!;
        const wanted = goodness + reach * 400 * logistic(400 - goodness);
        expect(after[`goodness${layer}`]![0]).toBeCloseTo(wanted, 5);
        expect(wanted / goodness).toBeGreaterThan(1.1);
      }
    }),
    { numRuns: 15 },
  );
});

test('the plain rule changes the normalized output of its example', async () => {
  const recipe = recipeOf({ negatives: { kind: 'noise' } });
  const { program, inputs } = stepCase(
    'plain',
    recipe,
    { layers, readout: true },
    'image',
    1,
    forwardForward,
  );
  const rates = Object.keys(inputs).filter((name) => name.endsWith('/rate'));
  const started = {
    ...inputs,
    ...Object.fromEntries(rates.map((name) => [name, Float32Array.of(1)] as const)),
  };
  const left = await runProgram(engine, program, started);
  const image = Float64Array.from(started['image']!);
  const [before, after] = [await lookAt(recipe, started, image), await lookAt(recipe, left, image)];
  const moved = after['output2']!.map((value, unit) => Math.abs(value - before['output2']![unit]!));
  expect(Math.max(...moved)).toBeGreaterThan(1e-3);
});

test.each<[string, Partial<RecipeChoices>]>([
  ['activation: only ReLU units', { activation: { kind: 'tanh' } }],
  ['layers: units that see patches', { layers: [{ kind: 'convolution', field: 1, stride: 1, channels: 2 }] }],
  ['goodness: what one step reaches', { goodness: { kind: 'negative-sum-of-squares' } }],
  ['objective: every layer needs', { objective: { kind: 'layer-collaboration' } }],
])('%s: refused in words', (reason, changes) => {
  expect(fastAndSlow(0.3).misfit(recipeOf(changes))).toContain(reason);
});
