import { afterAll, expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { byteValues, inputFacts } from '../dataset/rows.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { synthetic } from '../dataset/synthetic.ts';
import type { Engine, EngineTensors } from '../engine/engine.ts';
import { onnxEngine } from '../engine/onnx/onnx-engine.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { initialState } from '../net/state.ts';
import { imageValues } from '../net/net.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe } from '../net/recipe.ts';
import type { StoredTensor } from '../net/state.ts';
import { normals } from '../engine/fixtures/operation-cases.ts';
import { settling, smallSpec } from '../train/fixtures/small-training.ts';
import { amongCandidates, errorsOf } from './answers.ts';
import { Evaluator } from './evaluator.ts';

const dataset = await synthetic
  .create({ size: 8, classes: 5, trainExamples: 40, validationExamples: 30, testExamples: 20 })
  .load({ folder: '' });
const reference = await referenceEngine.open({ threads: 1, device: 'auto' });
const readouts = [{ kind: 'goodness', firstLayer: 1, candidates: 2 }, { kind: 'softmax' }];
const onnx = await onnxEngine.open({ threads: 1, device: 'cpu' });
afterAll(() => onnx.dispose());

function recipeOf(units: readonly number[], data: Dataset, candidates: number | null = null): Recipe {
  return createRecipe(
    {
      labels: { kind: 'in-input', value: 2 },
      layers: units.map((each) => ({ kind: 'dense', units: each })),
      activation: { kind: 'relu' },
      normalization: { kind: 'root-mean-square' },
      goodness: { kind: 'sum-of-squares' },
      threshold: { kind: 'units' },
      objective: { kind: 'logistic' },
      peer: { kind: 'none' },
      negatives: { kind: 'hard' },
      optimizer: { kind: 'smoothed-sgd' },
      readouts: [{ kind: 'goodness', candidates }, { kind: 'softmax' }],
    },
    { image: data.image, classes: data.classNames.length, largestInput: 1 },
  );
}

type State = Record<string, StoredTensor>;

/** First weights, with a read-out that is not all zero and one unit of layer 1 that is dead. */
function stateOf(recipe: Recipe): State {
  const state = initialState(recipe, 1);
  for (const [name, { shape, data }] of Object.entries(state)) {
    if (name.startsWith('softmax/weights/')) state[name] = { shape, data: normals(name, data.length) };
  }
  (state['layer1/bias'] as StoredTensor).data[1] = -1000;
  return state;
}

function upload(engine: Engine, state: State): EngineTensors {
  return Object.fromEntries(
    Object.entries(state).map(([name, { shape, data }]) => [name, engine.upload(data, shape)]),
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const normalize = (row: readonly number[]) => {
  const root = Math.sqrt(sum(row.map((value) => value * value)) / row.length);
  return row.map((value) => value / (root + 1e-10));
};

/** A block's weights [units, inputs], input by input. */
function inputsFirst({ shape, data }: StoredTensor): number[] {
  const [units, inputs] = shape as [number, number];
  return Array.from(data, (_, at) => data[(at % units) * inputs + Math.floor(at / units)] as number);
}

/** Activities of every layer for one whole input row, by plain loops. */
function activitiesOf(recipe: Recipe, state: State, input: readonly number[]): number[][] {
  let row = normalize(input);
  return recipe.layers.map(({ name, reads }) => {
    const weights = Object.keys(reads).flatMap((block) =>
      inputsFirst(state[`${name}/weights/${block}`] as StoredTensor),
    );
    const bias = (state[`${name}/bias`] as StoredTensor).data;
    const totals = Array.from(
      bias,
      (start, unit) =>
        start + sum(row.map((value, i) => value * (weights[i * bias.length + unit] as number))),
    );
    const active = totals.map((total) => Math.max(0, total));
    row = normalize(active);
    return active;
  });
}

/** What the net answers for one example, by plain loops. */
function answersOf(
  recipe: Recipe,
  state: State,
  data: Dataset,
  split: keyof Dataset['splits'],
  example: number,
) {
  const { classes } = recipe;
  const values = byteValues(data);
  const from = example * data.inputSize + classes;
  const image = Array.from(
    data.splits[split].pixels.subarray(from, from + imageValues(recipe)),
    (byte) => values[byte] as number,
  );
  const under = (label: number[]) => activitiesOf(recipe, state, [...label, ...image]);
  const active = Array.from({ length: classes }, (_, right) =>
    under(Array.from({ length: classes }, (_unused, label) => (label === right ? 2 : 0))),
  );
  const goodness = active.map((layers) => layers.map((activity) => sum(activity.map((y) => y * y))));
  const second = normalize(under(new Array<number>(classes).fill(2 / classes))[1] as number[]);
  const weights = (state['softmax/weights/layer2'] as StoredTensor).data;
  const logits = Array.from({ length: classes }, (_, c) =>
    sum(second.map((value, unit) => value * (weights[unit * classes + c] as number))),
  );
  const label = data.splits[split].labels[example] as number;
  return { goodness, logits, label, activity: active[label] as number[][] };
}

const best = (values: readonly number[]) => values.indexOf(Math.max(...values));

test('errors are those of a naive computation, on every split', async () => {
  const recipe = recipeOf([7, 6], dataset);
  const state = stateOf(recipe);
  const evaluator = new Evaluator(reference, recipe, dataset);
  const { report } = await evaluator.errors(Infinity, upload(reference, state));
  const naive = (split: keyof Dataset['splits']) => {
    const examples = Array.from({ length: dataset.splits[split].count }, (_, i) =>
      answersOf(recipe, state, dataset, split, i),
    );
    const wrong = (guess: (answers: (typeof examples)[0]) => number) =>
      examples.filter((answers) => guess(answers) !== answers.label).length / examples.length;
    const byLayer = (layer: number) =>
      wrong(({ goodness }) => best(goodness.map((each) => each[layer] as number)));
    return {
      goodness: byLayer(1),
      softmax: wrong(({ logits }) => best(logits)),
      'goodness/layer1': byLayer(0),
      'goodness/layer2': byLayer(1),
    };
  };
  expect(report).toEqual({ train: naive('train'), validation: naive('validation'), test: naive('test') });
  await evaluator.dispose();
});

test('measures are those of a naive computation', async () => {
  const recipe = recipeOf([7, 6], dataset);
  const state = stateOf(recipe);
  const evaluator = new Evaluator(reference, recipe, dataset);
  const held = upload(reference, state);
  const { measured } = await evaluator.errors(Infinity, held);
  const { values, histograms } = await evaluator.layerMeasures(assertDefined(measured, 'answers'), held);

  const examples = Array.from({ length: 30 }, (_, i) => answersOf(recipe, state, dataset, 'validation', i));
  const positives = examples.map(({ goodness, label }) => goodness[label]?.[0] as number);
  const negatives = examples.flatMap(({ goodness, label }) =>
    goodness.flatMap((each, c) => (c === label ? [] : [each[0] as number])),
  );
  const weights = ['label', 'image'].flatMap((block) =>
    inputsFirst(state[`layer1/weights/${block}`] as StoredTensor),
  );
  const lengths = Array.from({ length: 7 }, (_, unit) =>
    Math.sqrt(sum(weights.map((weight, at) => (at % 7 === unit ? weight ** 2 : 0)))),
  );
  const first = examples.map(({ activity }) => activity[0] as number[]); // [30][7]
  const dead = Array.from({ length: 7 }, (_, unit) => first.every((row) => row[unit] === 0)).filter(
    Boolean,
  ).length;
  expect(dead).toBeGreaterThan(0);
  const close = (value: number) => expect.closeTo(value, 9) as number;
  expect(values).toMatchObject({
    'layer1/goodness/positive/mean': close(sum(positives) / 30),
    'layer1/goodness/negative/mean': close(sum(negatives) / 120),
    'layer1/dead-units': close(dead / 7),
    'layer1/activity/mean': close(sum(first.flat()) / (30 * 7)),
    'layer1/weights/norm': close(Math.sqrt(sum(weights.map((weight) => weight ** 2)))),
    'layer1/weights/unit-norm': close(sum(lengths) / 7),
  });
  expect(Object.keys(values).filter((name) => name.startsWith('layer2/'))).toEqual([
    'layer2/goodness/positive/mean',
    'layer2/goodness/positive/deviation',
    'layer2/goodness/negative/mean',
    'layer2/goodness/negative/deviation',
    'layer2/pairwise-error',
    'layer2/auc',
    'layer2/dead-units',
    'layer2/activity/mean',
    'layer2/weights/norm',
    'layer2/weights/unit-norm',
  ]);
  const { low, high, counts } = assertDefined(histograms['layer1/goodness/negative'], 'histogram');
  expect([low, high, sum([...counts])]).toEqual([
    close(Math.min(...positives, ...negatives)),
    close(Math.max(...positives, ...negatives)),
    120,
  ]);
  await evaluator.dispose();
});

test('a limit takes the first examples of each split; an empty split has no errors', async () => {
  const without: Dataset = {
    ...dataset,
    splits: {
      ...dataset.splits,
      validation: { count: 0, pixels: new Uint8Array(0), labels: new Uint8Array(0) },
    },
  };
  const recipe = recipeOf([7, 6], without);
  const evaluator = new Evaluator(reference, recipe, without);
  const held = upload(reference, stateOf(recipe));
  const all = assertDefined(await evaluator.answers('train', Infinity, held), 'answers');
  const some = assertDefined(await evaluator.answers('train', 7, held), 'answers');
  expect(some.labels).toEqual(all.labels.subarray(0, 7));
  expect(some.goodness[1]?.subarray(7, 14)).toEqual(all.goodness[1]?.subarray(40, 47)); // label 1
  const { report, measured } = await evaluator.errors(10, held);
  expect(report.validation).toBeNull();
  expect(measured?.labels).toHaveLength(10); // of the training split then
  await evaluator.dispose();
});

test('a wide net is measured block by block, and the last, smaller block as well', async () => {
  const wide = await synthetic
    .create({ size: 8, trainExamples: 130, testExamples: 0, validationExamples: 0 })
    .load({ folder: '' });
  const recipe = recipeOf([2000, 10], wide); // 125 examples fit a block
  const state = stateOf(recipe);
  const evaluator = new Evaluator(onnx, recipe, wide);
  const answers = assertDefined(await evaluator.answers('train', Infinity, upload(onnx, state)), 'answers');
  for (const example of [0, 124, 125, 129]) {
    const { goodness } = answersOf(recipe, state, wide, 'train', example);
    for (const layer of [0, 1]) {
      const found = Array.from(
        { length: 10 },
        (_, label) => answers.goodness[layer]?.[label * 130 + example] as number,
      );
      found.forEach((value, label) => {
        const expected = goodness[label]?.[layer] as number;
        expect(Math.abs(value - expected)).toBeLessThan(1e-4 * expected);
      });
    }
  }
  await evaluator.dispose();
});

test.each([2, 3, 4])('among %i candidates the errors are those of a naive computation', async (count) => {
  const recipe = recipeOf([7, 6], dataset, count);
  const state = stateOf(recipe);
  const evaluator = new Evaluator(reference, recipe, dataset);
  const { report } = await evaluator.errors(Infinity, upload(reference, state));
  const naive = (split: keyof Dataset['splits']) => {
    const examples = Array.from({ length: dataset.splits[split].count }, (_, i) =>
      answersOf(recipe, state, dataset, split, i),
    );
    const byLayer = (layer: number) =>
      examples.filter(({ goodness, logits, label }) => {
        const candidates = [...logits.keys()]
          .sort((a, b) => (logits[b] as number) - (logits[a] as number))
          .slice(0, count);
        const scores = goodness.map((each, c) => (candidates.includes(c) ? (each[layer] as number) : -1));
        return best(scores) !== label;
      }).length / examples.length;
    return { goodness: byLayer(1), 'goodness/layer1': byLayer(0), 'goodness/layer2': byLayer(1) };
  };
  expect(report).toMatchObject({
    train: naive('train'),
    validation: naive('validation'),
    test: naive('test'),
  });
  await evaluator.dispose();
});

test.each([
  ['a net of one pass', recipeOf([7, 6], dataset, 2)],
  ['a net that settles', createRecipe(smallSpec({ ...settling, readouts }), inputFacts(dataset))],
])('candidates have the goodness that they have among all labels, to the bit: %s', async (_, recipe) => {
  const held = upload(reference, stateOf(recipe));
  const evaluator = new Evaluator(reference, recipe, dataset);
  const asked = async (candidates: number | null) =>
    assertDefined(await evaluator.answers('train', Infinity, held, candidates), 'answers');
  const all = await asked(null);
  expect(await asked(2)).toEqual(amongCandidates(all, recipe));
  const run = all.goodness.map((layer) => layer.length);
  const left = (await asked(2)).goodness.map((layer) => layer.filter((value) => value > -Infinity).length);
  expect(left).toEqual(run.map((count) => (2 / 5) * count));
  // With as many candidates as classes nothing is left out.
  expect(await asked(5)).toEqual(all);
  await evaluator.dispose();
});

test('more candidates than classes are every label', async () => {
  const [every, many] = [recipeOf([7, 6], dataset), recipeOf([7, 6], dataset, 6)];
  const held = upload(reference, stateOf(every));
  const [one, other] = [every, many].map((recipe) => new Evaluator(reference, recipe, dataset));
  expect(await other?.errors(Infinity, held)).toEqual(await one?.errors(Infinity, held));
});

test('what is told of layers comes from every label, candidates or not', async () => {
  const told = [null, 2].map(async (candidates) => {
    const recipe = recipeOf([7, 6], dataset, candidates);
    const evaluator = new Evaluator(reference, recipe, dataset);
    const held = upload(reference, stateOf(recipe));
    const { measured } = await evaluator.errors(Infinity, held);
    return evaluator.layerMeasures(assertDefined(measured, 'answers'), held);
  });
  const [every, among] = await Promise.all(told);
  expect(among).toEqual(every);
  expect(among?.values['layer1/goodness/negative/mean']).toBeGreaterThan(0);
});

test('candidates of a wide net are run block by block, and the last, smaller block as well', async () => {
  const wide = await synthetic
    .create({ size: 8, trainExamples: 130, testExamples: 0, validationExamples: 0 })
    .load({ folder: '' });
  const recipe = recipeOf([10_000, 10], wide, 2); // 125 examples fit a block
  const held = upload(onnx, stateOf(recipe));
  const evaluator = new Evaluator(onnx, recipe, wide);
  const found = assertDefined(await evaluator.answers('train', Infinity, held), 'answers');
  const all = assertDefined(await evaluator.answers('train', Infinity, held, null), 'answers');
  const expected = amongCandidates(all, recipe);
  expected.goodness.forEach((layer, index) => {
    layer.forEach((value, at) => {
      const own = found.goodness[index]?.[at] ?? NaN;
      if (value === -Infinity) expect(own).toBe(-Infinity);
      else expect(Math.abs(own - value)).toBeLessThan(1e-4 * value);
    });
  });
  expect(errorsOf(found, recipe)).toEqual(errorsOf(expected, recipe));
  await evaluator.dispose();
});
