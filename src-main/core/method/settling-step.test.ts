/**
 * What a net with top-down input learns at one step. The layers around a layer count as given at every iteration, so its
 * derivative is that of its own loss with what it saw held still. On `reference`.
 */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { activationParts } from '../activation/index.ts';
import type { Program, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { goodnessParts } from '../goodness/index.ts';
import { passLayer } from '../net/forward.ts';
import { below, prefixed } from '../net/names.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe, RecipeChoices } from '../net/recipe.ts';
import { feedbackOf, lookUp, repeated, settle } from '../net/settle.ts';
import { normalizationParts } from '../normalization/index.ts';
import { objectiveParts } from '../objective/index.ts';
import { backPropagation } from './back-propagation.ts';
import { everyPair } from './fixtures/every-pair.ts';
import {
  lossesOfLayers,
  plainOptimizer,
  plainSettings,
  plainStep,
  smallChoice,
  strayed,
} from './fixtures/finite-differences.ts';
import type { Stage } from './method.ts';
import { localOf } from './update-layer.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const facts = { image: { height: 4, width: 3, channels: 2 }, classes: 4, largestInput: 1 };
const batch = 3;
/** As many as the label needs to reach the first layer from the top. */
const iterationsOf = (layers: number): number => Math.max(2, layers);

const dense = (units: number): PartChoice => ({ kind: 'dense', units });
const stacks: Readonly<Record<string, readonly PartChoice[]>> = {
  dense: [dense(4), dense(3)],
  alone: [dense(5)],
  deep: [dense(4), dense(3), dense(3)],
  /** Wide enough for some units to be active in every layer, as what is sent back needs. */
  deeper: [dense(7), dense(7), dense(7)],
  fields: [1, 2].map((channels) => ({ kind: 'local', field: 3, stride: 1, padding: 1, channels })),
};

const choices: RecipeChoices = {
  labels: { kind: 'on-top' },
  layers: [],
  feedback: { kind: 'synchronous', iterations: 2, firstJudged: 1, lastJudged: 2 },
  activation: { kind: 'relu' },
  normalization: { kind: 'root-mean-square' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'number', value: 0.6 },
  objective: { kind: 'logistic' },
  peer: { kind: 'none' },
  negatives: { kind: 'uniform' },
  optimizer: plainOptimizer,
  readouts: [{ kind: 'softmax', firstLayer: 1, ...plainSettings }],
};

const all = ({ layers }: Recipe): Stage => ({ layers: layers.map((_, index) => index), readout: true });

/** The loss of every layer from parameters "<name>", with all it saw made by those of "held/<name>". */
function heldLosses(ops: TensorOps, recipe: Recipe, tensors: Tensors): Record<string, Tensor> {
  const held = below('held', tensors);
  const [image, labels, wrong] = ['image', 'labels', 'negatives'].map((name) =>
    assertDefined(tensors[name], name),
  ) as [Tensor, Tensor, Tensor];
  const told = ops.scale(ops.concat([labels, wrong], 0), recipe.labels?.value ?? NaN);
  const settled = settle(
    ops,
    recipe,
    held,
    lookUp(ops, recipe, held, image),
    told,
    feedbackOf(recipe).iterations,
  );
  const { objective } = localOf(recipe);
  return Object.fromEntries(
    recipe.layers.map(({ name, judged }, index) => {
      const margins = settled.map((passes) => {
        const { input, activity } = assertDefined(passes[index], name);
        const rows = activity.shape[0] as number;
        const { goodness } = passLayer(ops, recipe, tensors, index, input, rows);
        const margin = ops.shift(assertDefined(goodness ?? undefined, name), -(judged?.threshold ?? NaN));
        return repeated(ops, margin, 2 * batch);
      });
      const half = (begin: number) =>
        ops.concat(
          margins.map((rows) => ops.slice(rows, 0, begin, begin + batch)),
          0,
        );
      return [`held/${name}`, objective.evaluate(ops, half(0), half(batch)).loss] as const;
    }),
  );
}

/** A step with those losses beside its own. */
function heldStep(recipe: Recipe) {
  const { program, inputs } = plainStep(recipe, all(recipe), batch);
  const state = program.state ?? [];
  const pick = <T>(entries: Readonly<Record<string, T>>) =>
    Object.fromEntries(state.map((name) => [name, assertDefined(entries[name], name)] as const));
  const whole: Program = {
    name: 'a step with its losses',
    inputs: { ...program.inputs, ...prefixed('held', pick(program.inputs)) },
    build: (ops, tensors) => ({ ...program.build(ops, tensors), ...heldLosses(ops, recipe, tensors) }),
  };
  return { program: whole, inputs: { ...inputs, ...prefixed('held', pick(inputs)) } };
}

const combinations = everyPair({
  activation: activationParts.all().map(smallChoice),
  goodness: goodnessParts.all().map(smallChoice),
  objective: objectiveParts
    .all()
    .filter((part) => part.create({}).collaborates === undefined)
    .map(smallChoice),
  normalization: normalizationParts.all().map(smallChoice),
  stack: ['dense', 'alone', 'deep', 'fields'].map((kind): PartChoice => ({ kind })),
}).map(({ stack, ...kinds }) => {
  const told = [stack, ...Object.values(kinds)].map(({ kind }) => kind);
  return [told.join(', '), { layers: stacks[stack.kind] ?? [], kinds }] as const;
});

test.each(combinations)(
  'each layer follows its loss of all iterations, with what it saw held still: %s',
  async (_, { layers, kinds }) => {
    const feedback = { ...choices.feedback, kind: 'synchronous', iterations: iterationsOf(layers.length) };
    const recipe = createRecipe({ ...choices, ...kinds, layers, feedback }, facts);
    const step = heldStep(recipe);
    const atRest = await runProgram(engine, step.program, step.inputs);
    for (const { name } of recipe.layers)
      expect(atRest[`loss/${name}`]?.[0]).toBeCloseTo(atRest[`held/${name}`]?.[0] ?? NaN, 12);
    const losses = Object.entries(lossesOfLayers(recipe)).map(
      ([parameter, loss]) => [parameter, loss.replace('loss/', 'held/')] as const,
    );
    expect(await strayed(engine, step, Object.fromEntries(losses))).toEqual({});
  },
);

/** Without a label on top, and with what layers learn from left out. */
const sentBack = (
  layers: readonly PartChoice[],
  iterations: number,
  changes: Partial<RecipeChoices> = {},
) => {
  const { activation, normalization, optimizer } = choices;
  const feedback = { kind: 'synchronous', iterations, firstJudged: 1, lastJudged: 1 };
  const readouts = [
    { kind: 'softmax', firstLayer: 1, ...plainSettings },
    { kind: 'probe', ...plainSettings },
  ];
  return createRecipe(
    { activation, normalization, optimizer, layers, feedback, readouts, ...changes },
    facts,
  );
};

test.each(
  everyPair({
    activation: activationParts.all().map(smallChoice),
    normalization: normalizationParts.all().map(smallChoice),
    stack: ['dense', 'deeper', 'fields'].map((kind): PartChoice => ({ kind })),
  }).map(
    ({ stack, ...kinds }) =>
      [[stack, ...Object.values(kinds)].map(({ kind }) => kind).join(', '), stack.kind, kinds] as const,
  ),
)('back-propagation follows the cross-entropy through all iterations: %s', async (_, stack, kinds) => {
  const recipe = sentBack(stacks[stack] ?? [], 3, kinds);
  const step = plainStep(recipe, all(recipe), batch, backPropagation);
  const losses = {
    ...lossesOfLayers(recipe, 'loss/softmax'),
    'softmax/weights/layer1': 'loss/softmax',
    'probe/layer2/weights/layer2': 'loss/probe/layer2',
  };
  expect(await strayed(engine, step, losses)).toEqual({});
});

test('by back-propagation the softmax reads what the layers are after the last iteration', async () => {
  const recipe = sentBack(stacks['dense'] ?? [], 4);
  const { program, inputs } = plainStep(recipe, all(recipe), batch, backPropagation);
  const own = (name: string) => Float64Array.from(assertDefined(inputs[name], name));
  const rms = (values: readonly number[]) => {
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    return values.map((value) => value / (length + 1e-8));
  };
  const times = (weights: Float64Array, values: readonly number[]) =>
    Array.from({ length: weights.length / values.length }, (_, row) =>
      values.reduce((sum, value, at) => sum + value * (weights[row * values.length + at] as number), 0),
    );
  const total = (...parts: readonly ArrayLike<number>[]) =>
    Array.from(parts[0] as ArrayLike<number>, (_, at) =>
      Math.max(
        0,
        parts.reduce((sum, part) => sum + (part[at] as number), 0),
      ),
    );
  const up1 = own('layer1/weights/image');
  const [down1, up2] = [own('layer1/weights/above'), own('layer2/weights/below')];
  const [bias1, bias2] = [own('layer1/bias'), own('layer2/bias')];
  const softmax = [own('softmax/weights/layer1'), own('softmax/weights/layer2')];
  const image = own('image');
  const mixed = (old: readonly number[], computed: readonly number[]) =>
    old.map((value, at) => 0.3 * value + 0.7 * (computed[at] as number));
  let loss = 0;
  for (let example = 0; example < batch; example += 1) {
    const seen = rms([...image.subarray(example * 24, (example + 1) * 24)]);
    let first = total(times(up1, seen), bias1);
    let second = total(times(up2, rms(first)), bias2);
    for (let iteration = 0; iteration < 4; iteration += 1) {
      const next = total(times(up1, seen), times(down1, rms(second)), bias1);
      second = mixed(second, total(times(up2, rms(first)), bias2));
      first = mixed(first, next);
    }
    const logits = Array.from({ length: 4 }, (_, label) =>
      [rms(first), rms(second)].reduce(
        (sum, layer, at) =>
          sum +
          layer.reduce((part, value, unit) => part + value * (softmax[at]?.[unit * 4 + label] as number), 0),
        0,
      ),
    );
    const right = own('labels')
      .subarray(example * 4, (example + 1) * 4)
      .indexOf(1);
    const normalizer = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    loss += (normalizer - (logits[right] as number)) / batch;
  }
  const outputs = await runProgram(engine, program, inputs);
  expect(outputs['loss/softmax']?.[0]).toBeCloseTo(loss, 6);
});

test.each([
  [stacks['alone'] ?? [], 3, 1, /no layer above the only one/],
  [stacks['dense'] ?? [], 1, 2, /reaches the softmax after 2 iterations, and 1 are run/],
] as const)(
  'back-propagation refuses top-down input that nothing would come of',
  (layers, iterations, firstLayer, reason) => {
    const readouts = [{ kind: 'softmax', firstLayer, ...plainSettings }];
    expect(backPropagation.misfit(sentBack(layers, iterations, { readouts }))).toMatch(reason);
    const more = sentBack(stacks['dense'] ?? [], 2, { readouts });
    expect(backPropagation.misfit(more)).toBe(null);
  },
);

test('read-outs learn from the pass from the bottom up, which no label has touched', async () => {
  const readouts = [
    { kind: 'softmax', firstLayer: 1, ...plainSettings },
    { kind: 'probe', ...plainSettings },
  ];
  const recipe = createRecipe({ ...choices, layers: stacks['dense'] ?? [], readouts }, facts);
  const step = plainStep(recipe, all(recipe), batch);
  const losses = {
    'softmax/weights/layer1': 'loss/softmax',
    'softmax/weights/layer2': 'loss/softmax',
    'probe/layer2/weights/layer2': 'loss/probe/layer2',
  };
  expect(await strayed(engine, step, losses)).toEqual({});
  const [before, after] = await Promise.all(
    [1, 5].map(async (scale) => {
      const downward = Object.entries(step.inputs).map(([name, values]) => [
        name,
        /weights\/(above|label)$/.test(name) ? values.map((value) => value * scale) : values,
      ]);
      return runProgram(engine, step.program, Object.fromEntries(downward) as typeof step.inputs);
    }),
  );
  expect(after?.['softmax/weights/layer1']).toEqual(before?.['softmax/weights/layer1']);
  expect(after?.['layer1/weights/above']).not.toEqual(before?.['layer1/weights/above']);
});

test('layers that collaborate count the goodness of all layers at the same iteration', async () => {
  const layers = stacks['dense'] ?? [];
  const losses = async (objective: string) => {
    const recipe = createRecipe({ ...choices, layers, objective: { kind: objective } }, facts);
    const step = plainStep(recipe, all(recipe), batch);
    return { recipe, left: await runProgram(engine, step.program, step.inputs) };
  };
  const [{ recipe, left }, alone] = [await losses('layer-collaboration'), await losses('logistic')];
  const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const threshold = recipe.layers.reduce((sum, { judged }) => sum + (judged?.threshold ?? NaN), 0);
  const side = (name: 'positive' | 'negative', sign: number) =>
    [...(left[`goodness/${name}/layer1`] ?? [])].map((own, row) =>
      softplus(sign * (own + (left[`goodness/${name}/layer2`]?.[row] ?? NaN) - threshold)),
    );
  const terms = [...side('positive', -1), ...side('negative', 1)];
  expect(terms).toHaveLength(2 * batch * feedbackOf(recipe).iterations);
  const mean = terms.reduce((sum, term) => sum + term, 0) / terms.length;
  expect(left['loss/layer1']?.[0]).toBeCloseTo(mean, 10);
  expect(left['loss/layer1']?.[0]).not.toBeCloseTo(alone.left['loss/layer1']?.[0] ?? NaN, 3);
});
