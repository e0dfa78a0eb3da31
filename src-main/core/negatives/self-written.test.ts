/** Strings that a net writes while it trains: begun as real windows, moved on by a character a step, begun anew. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { stepCase } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { createRecipe } from '../net/recipe.ts';
import type { RecipeChoices } from '../net/recipe.ts';
import { stateShapes } from '../net/state.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const [symbols, window, strings, examples] = [4, 3, 2, 3];
const values = symbols * window;

const choices: RecipeChoices = {
  labels: { kind: 'in-input' },
  layers: [
    { kind: 'dense', units: 7 },
    { kind: 'dense', units: 6 },
  ],
  activation: { kind: 'relu' },
  normalization: { kind: 'root-mean-square' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'units' },
  objective: { kind: 'logistic' },
  peer: { kind: 'none' },
  negatives: { kind: 'self-written', strings, length: 2 },
  optimizer: { kind: 'smoothed-sgd' },
  readouts: [{ kind: 'softmax', firstLayer: 1 }],
};
const grid = { height: window + 1, width: symbols, channels: 1 };
const recipeOn = (image: typeof grid, changes: Partial<RecipeChoices> = {}) =>
  createRecipe({ ...choices, ...changes }, { image, classes: symbols, largestInput: 1 });

/** Windows of random symbols, [count, values]. */
function drawnWindows(seed: number, count: number): Float32Array {
  const random = randomStream(seed, 'windows');
  const rows = new Float32Array(count * values);
  for (let row = 0; row < count * window; row += 1) rows[row * symbols + random.integer(symbols)] = 1;
  return rows;
}

const rowOf = (all: ArrayLike<number>, row: number) =>
  Array.from({ length: values }, (_, at) => all[row * values + at] as number);

test('a string begins as a real window, moves on by what the net puts behind it, and begins anew at its length', async () => {
  const recipe = recipeOn(grid);
  const { program, inputs } = stepCase(
    'written',
    recipe,
    { layers: [0, 1], readout: true },
    'image',
    examples,
  );
  let state: Record<string, ArrayLike<number>> = {
    ...inputs,
    'pairs/window': new Float32Array(strings * values),
    'pairs/left': new Float32Array(strings),
  };
  const lengths: number[][] = [];
  for (let step = 0; step < 5; step += 1) {
    const image = drawnWindows(step, examples);
    const random = randomStream(step, 'uniform');
    const uniform = Float32Array.from({ length: strings }, () => random.uniform());
    const given = { ...state, image, uniform } as typeof inputs;
    const outputs = await runProgram(engine, program, given);
    const begins = (state['pairs/left']?.[0] ?? 0) < 0.5;
    const after = assertDefined(outputs['pairs/window'], 'windows');
    for (let string = 0; string < strings; string += 1) {
      const from = begins
        ? rowOf(image, string)
        : rowOf(assertDefined(state['pairs/window'], 'before'), string);
      const now = rowOf(after, string);
      expect(now.slice(0, values - symbols)).toEqual(from.slice(symbols));
      expect(now.slice(values - symbols).toSorted()).toEqual([0, 0, 0, 1]);
    }
    lengths.push([...assertDefined(outputs['pairs/left'], 'left')]);
    state = { ...state, ...outputs };
  }
  expect(lengths).toEqual([
    [1, 1],
    [0, 0],
    [1, 1],
    [0, 0],
    [1, 1],
  ]);
});

test('all of a batch stand against some string, also where there are fewer strings than examples', async () => {
  const recipe = recipeOn(grid);
  const { program, inputs } = stepCase(
    'written',
    recipe,
    { layers: [0, 1], readout: true },
    'image',
    examples,
  );
  const outputs = await runProgram(engine, program, inputs);
  expect(outputs['goodness/negative/layer1']?.length).toBe(examples);
  // The third example stands against the first string again.
  expect(outputs['goodness/negative/layer1']?.[2]).toBe(outputs['goodness/negative/layer1']?.[0]);
});

test('where the net cannot write it is said why', () => {
  const problem = (make: () => unknown): string => {
    try {
      make();
      return 'it was taken';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect([
    problem(() => recipeOn({ height: 4, width: 3, channels: 2 })),
    problem(() => recipeOn(grid, { labels: { kind: 'in-block' } })),
    problem(() => recipeOn(grid, { readouts: [{ kind: 'goodness' }] })),
    problem(() =>
      recipeOn(grid, {
        labels: { kind: 'on-top' },
        feedback: { kind: 'synchronous', iterations: 3, firstJudged: 1, lastJudged: 2 },
      }),
    ),
  ]).toMatchInlineSnapshot(`
    [
      "The experiment is not valid: negatives: the net writes windows of text, in which every row is one of as many symbols as there are classes; here a row has 6 values, and there are 4 classes.",
      "The experiment is not valid: negatives: the label must take the first row of a window, 4 values, and it takes 12.",
      "The experiment is not valid: negatives: what the net finds likely is told by a softmax read-out, and there is none.",
      "The experiment is not valid: negatives: with top-down input positives and negatives are one image under two labels, so the net cannot write its own windows.",
    ]
  `);
});

test('what is being written is part of the run’s state, and other pairs keep nothing', () => {
  const kept = (negatives: PartChoice) =>
    Object.entries(stateShapes(recipeOn(grid, { negatives }))).filter(([name]) => name.startsWith('pairs/'));
  expect(kept({ kind: 'self-written', strings, length: 2 })).toEqual([
    ['pairs/window', [strings, values]],
    ['pairs/left', [strings, 1]],
  ]);
  expect(kept({ kind: 'hard' })).toEqual([]);
});
