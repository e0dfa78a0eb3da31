/** Measures and pictures of nets that are told no label, against plain loops: local fields, then a dense layer. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { imageRows, indexRange, inputFacts } from '../dataset/rows.ts';
import type { Split } from '../dataset/dataset.ts';
import { normals } from '../engine/fixtures/operation-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe, RecipeChoices } from '../net/recipe.ts';
import { initialState } from '../net/state.ts';
import type { StoredTensor } from '../net/state.ts';
import { eventsOf, lastState, smallDataset, smallSpec, tell } from '../train/fixtures/small-training.ts';
import { Evaluator } from './evaluator.ts';
import { negativesProgram } from './insight-programs.ts';
import { chooseProbe } from './snapshots.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const { validation } = smallDataset.splits;
const { classes } = inputFacts(smallDataset); // images of 8 x 8
const local: PartChoice = { kind: 'local', field: 4, stride: 2, channels: 3 };
const convolution: PartChoice = { ...local, kind: 'convolution' };
const positions = 9; // 3 x 3 fields

const unlabelled = {
  activation: { kind: 'relu' },
  normalization: { kind: 'root-mean-square' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'units' },
  objective: { kind: 'logistic' },
  peer: { kind: 'none' },
  negatives: { kind: 'hybrid', blurs: 2 },
  optimizer: { kind: 'smoothed-sgd' },
  readouts: [{ kind: 'softmax', firstLayer: 1 }, { kind: 'probe' }],
};
const sentBack: Pick<RecipeChoices, 'activation' | 'normalization' | 'optimizer' | 'readouts'> = {
  activation: unlabelled.activation,
  normalization: unlabelled.normalization,
  optimizer: unlabelled.optimizer,
  readouts: unlabelled.readouts,
};

const recipeOf = (first: PartChoice, choices: Omit<RecipeChoices, 'layers'> = unlabelled) =>
  createRecipe({ ...choices, layers: [first, { kind: 'dense', units: 6 }] }, inputFacts(smallDataset));

type State = Readonly<Record<string, StoredTensor>>;

/** First weights, read-outs that are not all zero, and a dead unit. */
function stateOf(recipe: Recipe): State {
  const state = initialState(recipe, 1);
  for (const [name, { shape, data }] of Object.entries(state)) {
    if (/^(softmax|probe)/.test(name)) state[name] = { shape, data: normals(name, data.length) };
  }
  assertDefined(state['layer1/bias'], 'bias').data[1] = -1000;
  return state;
}

const uploaded = (state: State) =>
  Object.fromEntries(
    Object.entries(state).map(([name, { data, shape }]) => [name, engine.upload(data, shape)]),
  );
const dataOf = (state: State, name: string) => assertDefined(state[name], name).data;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const close = (value: number) => expect.closeTo(value, 8) as number;
const squares = (values: readonly number[]) => sum(values.map((value) => value ** 2));
const best = (values: readonly number[]) => values.indexOf(Math.max(...values));
const normalize = (row: readonly number[]) =>
  row.map((value) => value / (Math.sqrt(squares(row) / row.length) + 1e-10));

/** Activities of both layers for one image, by plain loops. */
function activitiesOf(state: State, image: readonly number[], shared: boolean): [number[], number[]] {
  const row = normalize(image);
  const [weights, bias] = [dataOf(state, 'layer1/weights/image'), dataOf(state, 'layer1/bias')];
  const first = Array.from({ length: positions * 3 }, (_, unit) => {
    const [position, owner] = [Math.floor(unit / 3), shared ? unit % 3 : unit];
    let total = bias[owner] as number;
    for (let i = 0; i < 16; i += 1) {
      const place = (Math.floor(position / 3) * 2 + Math.floor(i / 4)) * 8 + (position % 3) * 2 + (i % 4);
      total += (row[place] as number) * (weights[owner * 16 + i] as number);
    }
    return Math.max(0, total);
  });
  const [above, aboveBias] = [dataOf(state, 'layer2/weights/below'), dataOf(state, 'layer2/bias')];
  const input = normalize(first);
  const second = Array.from({ length: 6 }, (_, unit) =>
    Math.max(
      0,
      (aboveBias[unit] as number) + sum(input.map((value, i) => value * (above[unit * 27 + i] as number))),
    ),
  );
  return [first, second];
}

const rowsOf = (values: ArrayLike<number>, size: number) =>
  Array.from({ length: values.length / size }, (_, row) =>
    Array.from({ length: size }, (_unused, at) => values[row * size + at] as number),
  );

/** The images of a split, and the negatives that the recipe's pairs make of them for measuring. */
async function pairsOf(recipe: Recipe, split: Split) {
  const indexes = indexRange(0, split.count);
  const images = imageRows(smallDataset, split, indexes, 64);
  const { pairs } = assertDefined(recipe.local ?? undefined, 'pairs');
  const brought = pairs.supply(recipe, split.labels, 0)({ pass: 0, batch: 0, indexes, images });
  const program = negativesProgram(recipe, split.count);
  const { negatives } = await runProgram(engine, program, { image: images, ...brought });
  return { positives: rowsOf(images, 64), negatives: rowsOf(assertDefined(negatives, 'negatives'), 64) };
}

async function measuresOf(recipe: Recipe, state: State) {
  const evaluator = new Evaluator(engine, recipe, smallDataset);
  const held = uploaded(state);
  const answers = assertDefined(await evaluator.answers('validation', Infinity, held), 'answers');
  const { report } = await evaluator.errors(Infinity, held);
  const measures = await evaluator.layerMeasures(answers, held);
  await evaluator.dispose();
  return { answers, report, ...measures };
}

test.each([
  ['fields of their own weights', local, false],
  ['shared weights', convolution, true],
])('goodness of pairs is measured as by plain loops: %s', async (_, first, shared) => {
  const recipe = recipeOf(first);
  const state = stateOf(recipe);
  const { values, histograms } = await measuresOf(recipe, state);
  const { positives, negatives } = await pairsOf(recipe, validation);
  const active = positives.map((image) => activitiesOf(state, image, shared));
  const against = negatives.map((image) => activitiesOf(state, image, shared));
  for (const layer of [0, 1] as const) {
    const name = `layer${layer + 1}`;
    const [above, below] = [active, against].map((each) => each.map((layers) => squares(layers[layer]))) as [
      number[],
      number[],
    ];
    const n = validation.count;
    const won = sum(
      above.map((own) => sum(below.map((other) => (own > other ? 1 : own === other ? 0.5 : 0)))),
    );
    const units = active.map((layers) => layers[layer]);
    const count = assertDefined(units[0], 'an example').length;
    const dead = Array.from({ length: count }, (_unused, unit) => units.every((row) => row[unit] === 0));
    expect(values).toMatchObject({
      [`${name}/goodness/positive/mean`]: close(sum(above) / n),
      [`${name}/goodness/negative/mean`]: close(sum(below) / n),
      [`${name}/pairwise-error`]: close(above.filter((own, at) => own <= (below[at] as number)).length / n),
      [`${name}/auc`]: close(won / (n * n)),
      [`${name}/dead-units`]: close(dead.filter(Boolean).length / count),
      [`${name}/activity/mean`]: close(sum(units.flat()) / (n * count)),
    });
    for (const [side, list] of [
      ['positive', above],
      ['negative', below],
    ] as const) {
      const { low, high, counts } = assertDefined(histograms[`${name}/goodness/${side}`], side);
      const width = (high - low) / counts.length;
      expect([low, high]).toEqual([close(Math.min(...above, ...below)), close(Math.max(...above, ...below))]);
      const binOf = (value: number) =>
        Math.min(counts.length - 1, Math.max(0, Math.floor((value - low) / width)));
      const bins = list.map(binOf);
      expect([...counts]).toEqual(
        Array.from(counts, (_unused, bin) => bins.filter((each) => each === bin).length),
      );
    }
  }
  expect(values['layer1/dead-units']).toBeGreaterThan(0);
  // Norms are those of a set of weights: one for every unit, or one for every channel.
  const owners = rowsOf(dataOf(state, 'layer1/weights/image'), 16).map((row) => Math.sqrt(squares(row)));
  expect(owners).toHaveLength(shared ? 3 : 27);
  expect(values).toMatchObject({
    'layer1/weights/norm': close(Math.sqrt(squares(owners))),
    'layer1/weights/unit-norm': close(sum(owners) / owners.length),
  });
});

test('a net that is told no label answers by its linear read-outs, from the images as they are', async () => {
  const recipe = recipeOf(local);
  const state = stateOf(recipe);
  const { answers, report } = await measuresOf(recipe, state);
  const { positives } = await pairsOf(recipe, validation);
  const spans = { softmax: [1, 2], 'probe/layer1': [1], 'probe/layer2': [2] };
  const expected = Object.entries(spans).map(([name, layers]) => {
    const rows = positives.map((image) => {
      const inputs = activitiesOf(state, image, false).map(normalize);
      const logits = Array.from({ length: classes }, (_, label) =>
        sum(
          layers.map((layer) => {
            const weights = dataOf(state, `${name}/weights/layer${layer}`);
            const values = assertDefined(inputs[layer - 1], 'a layer');
            return sum(values.map((value, unit) => value * (weights[unit * classes + label] as number)));
          }),
        ),
      );
      const total = sum(logits.map(Math.exp));
      return logits.map((logit) => Math.exp(logit) / total);
    });
    return [name, rows] as const;
  });
  expect(answers.goodness).toEqual([]);
  expect(
    Object.fromEntries(Object.entries(answers.probabilities).map(([name, values]) => [name, [...values]])),
  ).toEqual(Object.fromEntries(expected.map(([name, rows]) => [name, rows.flat().map(close)])));
  const wrong = expected.map(([name, rows]) => {
    const missed = rows.filter((row, at) => best(row) !== validation.labels[at]);
    return [name, missed.length / rows.length] as const;
  });
  expect(report.validation).toEqual(Object.fromEntries(wrong));
});

test('a net without goodness is measured by what it has: activities and weights', async () => {
  const recipe = recipeOf(local, sentBack);
  const { values, histograms, report } = await measuresOf(recipe, stateOf(recipe));
  expect(histograms).toEqual({});
  expect(Object.keys(values)).toEqual(
    ['layer1', 'layer2']
      .flatMap((name) => [`${name}/dead-units`, `${name}/activity/mean`])
      .concat(['layer1', 'layer2'].flatMap((name) => [`${name}/weights/norm`, `${name}/weights/unit-norm`])),
  );
  expect(Object.keys(report.test ?? {})).toEqual(['softmax', 'probe/layer1', 'probe/layer2']);
});

const localSpec = (changes: object = {}) =>
  smallSpec({
    labels: undefined,
    layers: [local, { kind: 'dense', units: 6 }],
    negatives: { kind: 'hybrid', blurs: 2 },
    readouts: unlabelled.readouts,
    ...changes,
  });
const withoutGoodness = {
  method: { kind: 'back-propagation' },
  goodness: undefined,
  threshold: undefined,
  peer: undefined,
  negatives: undefined,
};

test('cheap measures are of what a step leaves: pairs and read-outs by name, or the loss that is sent back', async () => {
  const first = async (changes: object) => {
    const told = await tell(localSpec({ ...changes, measures: { everySteps: 1 } }), engine, {
      stopAfterEpochs: 1,
    });
    const { values } = assertDefined(eventsOf(told, 'measured')[0], 'measures');
    return Object.keys(values).filter((name) => !/^(speed|memory)/.test(name));
  };
  const losses = ['loss/softmax', 'loss/probe/layer1', 'loss/probe/layer2'];
  const batch = (name: string) => [
    `batch/${name}/goodness/positive/mean`,
    `batch/${name}/goodness/negative/mean`,
    `batch/${name}/pairwise-error`,
  ];
  expect((await first({})).toSorted()).toEqual(
    [...losses, 'loss/layer1', 'loss/layer2', ...batch('layer1'), ...batch('layer2')].toSorted(),
  );
  expect((await first(withoutGoodness)).toSorted()).toEqual(losses.toSorted());
});

test.each([
  ['pairs', {}],
  ['back-propagation', withoutGoodness],
])(
  'pictures of a net that is told no label: the probe beside its negative, and its fields (%s)',
  async (_, changes) => {
    const told = await tell(localSpec(changes), engine, { stopAfterEpochs: 1 });
    const pictures = eventsOf(told, 'snapshot').filter(({ step }) => step === 10);
    const { tensors } = lastState(told);
    expect(pictures.map(({ name, shape }) => [name, shape])).toEqual([
      ['activity/layer1', [2, 27]],
      ['activity/layer2', [2, 6]],
      ['fields/layer1', [16, 4, 4, 1]], // the first 16 of 27 units, each with the patch it sees
    ]);
    const numbers = pictures.map(({ low, high, bytes }) =>
      Array.from(bytes, (byte) => low + (byte / 255) * (high - low)),
    );
    const nearly = (values: readonly number[], at: number) => {
      const { low, high } = assertDefined(pictures[at], 'a picture');
      values.forEach((value, index) => {
        expect(Math.abs(value - (numbers[at]?.[index] as number))).toBeLessThanOrEqual((high - low) / 500);
      });
    };
    nearly([...dataOf(tensors, 'layer1/weights/image').subarray(0, 16 * 16)], 2);
    const { split, index } = chooseProbe(smallDataset);
    const image = imageRows(smallDataset, split, Uint32Array.of(index), 64);
    const own = activitiesOf(tensors, [...image], false);
    nearly(own[0], 0);
    nearly(own[1], 1);
    const [first, second] = [numbers[0]?.slice(0, 27), numbers[0]?.slice(27)];
    if (Object.keys(changes).length === 0) expect(second).not.toEqual(first);
    else expect(second).toEqual(first); // there is no negative: the image again
  },
);

test('a convolution is pictured by one field for every channel', async () => {
  const told = await tell(localSpec({ layers: [convolution] }), engine, { stopAfterEpochs: 0 });
  const fields = eventsOf(told, 'snapshot').find(({ name }) => name === 'fields/layer1');
  expect(fields?.shape).toEqual([3, 4, 4, 1]);
});
