/**
 * Derivatives against finite differences of the losses they belong to, for every two parts together: a new kind of
 * layer, activation, goodness, objective, normalization, threshold or pair source is checked here as soon as it is
 * registered. On `reference`.
 */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { activationParts } from '../activation/index.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { goodnessParts } from '../goodness/index.ts';
import { layerParts } from '../layer/index.ts';
import { negativeParts } from '../negatives/index.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe, RecipeChoices } from '../net/recipe.ts';
import { normalizationParts } from '../normalization/index.ts';
import { objectiveParts } from '../objective/index.ts';
import { thresholdParts } from '../threshold/index.ts';
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
import { methodParts } from './index.ts';
import type { Stage } from './method.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const facts = { image: { height: 4, width: 3, channels: 2 }, classes: 4, largestInput: 1 };
const batch = 3;
const [both, one, readouts]: Stage[] = [
  { layers: [0, 1], readout: false },
  { layers: [0], readout: false },
  { layers: [], readout: true },
] as const;

const choose = (kind: string): PartChoice => ({ kind });
const layer = (kind: string): PartChoice => smallChoice(layerParts.get(kind));
const pairs = (kind: string): PartChoice => smallChoice(negativeParts.get(kind));

const localChoices = (kinds: readonly string[], negatives: PartChoice): RecipeChoices => ({
  layers: kinds.map(layer),
  activation: choose('relu'),
  normalization: choose('root-mean-square'),
  goodness: choose('sum-of-squares'),
  threshold: { kind: 'number', value: 0.6 },
  objective: choose('logistic'),
  peer: choose('none'),
  negatives,
  optimizer: plainOptimizer,
  readouts: [{ kind: 'softmax', firstLayer: 1, ...plainSettings }],
});

/** Two layers under labels or without, that learn alone; `changes` take the place of single choices. */
function localRecipe(kinds: readonly string[], negatives: PartChoice, changes: Partial<RecipeChoices> = {}) {
  const choices = { ...localChoices(kinds, negatives), ...changes };
  const { labelled } = negativeParts.get(negatives.kind).create({});
  return createRecipe(labelled ? { labels: choose('in-input'), ...choices } : choices, facts);
}

const follows = async (recipe: Recipe) => {
  expect(await strayed(engine, plainStep(recipe, both, batch), lossesOfLayers(recipe))).toEqual({});
};

const layerKinds = layerParts.kinds();
const stacks = layerKinds.flatMap((first) => layerKinds.map((second) => [first, second] as const));
/** Every two parts stand together in some recipe, one of them with the stack below it. */
const combinations = everyPair({
  activation: activationParts.all().map(smallChoice),
  goodness: goodnessParts.all().map(smallChoice),
  objective: objectiveParts.all().map(smallChoice),
  normalization: normalizationParts.all().map(smallChoice),
  negatives: ['uniform', 'hybrid'].map(pairs),
  stack: stacks.map((stack): PartChoice => ({ kind: stack.join(' under ') })),
}).map(({ stack, negatives, ...kinds }) => {
  const told = [stack, ...Object.values(kinds), negatives].map(({ kind }) => kind);
  return [told.join(', '), { stack: stack.kind.split(' under '), negatives, kinds }] as const;
});

test.each(combinations)(
  'each layer follows the gradient of its own loss: %s',
  async (_, { stack, negatives, kinds }) => {
    await follows(localRecipe(stack, negatives, kinds));
  },
);

test.each(negativeParts.kinds())('layers follow their losses on pairs of %s', async (kind) => {
  for (const first of layerKinds) await follows(localRecipe([first, 'dense'], pairs(kind)));
});

test.each(thresholdParts.kinds())('layers follow their losses under a threshold of %s', async (kind) => {
  for (const first of layerKinds)
    await follows(localRecipe([first, 'dense'], pairs('uniform'), { threshold: choose(kind) }));
});

const nets = everyPair<'stack' | 'activation' | 'normalization', string>({
  stack: stacks.map((stack) => stack.join(' under ')),
  activation: activationParts.kinds(),
  normalization: normalizationParts.kinds(),
}).map((net) => [Object.values(net).join(', '), net] as const);

test.each(nets)(
  'back-propagation follows the gradient of the cross-entropy: %s',
  async (_, { stack, activation, normalization }) => {
    const choices: RecipeChoices = {
      layers: stack.split(' under ').map(layer),
      activation: choose(activation),
      normalization: choose(normalization),
      optimizer: plainOptimizer,
      readouts: [
        { kind: 'softmax', firstLayer: 1, ...plainSettings },
        { kind: 'probe', ...plainSettings },
      ],
    };
    const recipe = createRecipe(choices, facts);
    const step = plainStep(recipe, { layers: [0, 1], readout: true }, batch, backPropagation);
    const losses = {
      ...lossesOfLayers(recipe, 'loss/softmax'),
      'softmax/weights/layer1': 'loss/softmax',
      'softmax/weights/layer2': 'loss/softmax',
      'probe/layer1/weights/layer1': 'loss/probe/layer1',
      'probe/layer2/weights/layer2': 'loss/probe/layer2',
    };
    expect(await strayed(engine, step, losses)).toEqual({});
  },
);

test.each(methodParts.all())('what $kind trains follows its loss', async ({ kind, slots }) => {
  const {
    optimizer,
    readouts: chosen,
    layers,
    activation,
    normalization,
    ...brought
  } = localChoices(['local', 'dense'], pairs('hybrid'));
  const used = Object.entries(brought).filter(([slot]) => slots?.includes(slot) === true);
  const recipe = createRecipe(
    { optimizer, readouts: chosen, layers, activation, normalization, ...Object.fromEntries(used) },
    facts,
  );
  const method = createPart(methodParts, { kind });
  const stage = { layers: [0, 1], readout: true };
  const step = plainStep(recipe, stage, batch, method);
  const left = await runProgram(engine, step.program, step.inputs);
  const own = (name: string) => `loss/${assertDefined(name.split(/[/](?:weights[/]|bias$)/)[0], name)}`;
  // A layer without a loss of its own learns from what is sent back from the read-out.
  const losses = Object.keys(method.trained(recipe, stage))
    .filter((name) => /weights[/][^/]+$|bias$/.test(name))
    .map((name) => [name, own(name) in left ? own(name) : 'loss/softmax'] as const);
  expect(losses.length).toBeGreaterThan(0);
  expect(await strayed(engine, step, Object.fromEntries(losses))).toEqual({});
});

test.each(['uniform', 'hybrid'])('read-outs follow the gradient of their cross-entropy: %s', async (kind) => {
  const recipe = localRecipe(['local', 'dense'], pairs(kind), {
    readouts: [
      { kind: 'softmax', firstLayer: 1, ...plainSettings },
      { kind: 'probe', firstLayer: 2, ...plainSettings },
    ],
  });
  const losses = {
    'softmax/weights/layer1': 'loss/softmax',
    'softmax/weights/layer2': 'loss/softmax',
    'probe/layer2/weights/layer2': 'loss/probe/layer2',
  };
  expect(await strayed(engine, plainStep(recipe, readouts, batch), losses)).toEqual({});
});

test.each(stacks)('%s under %s: a layer learns from its own loss alone', async (...stack) => {
  const recipe = localRecipe(stack, pairs('uniform'));
  const [step, alone] = [plainStep(recipe, both, batch), plainStep(recipe, one, batch)];
  const [together, first] = [
    await runProgram(engine, step.program, step.inputs),
    await runProgram(engine, alone.program, alone.inputs),
  ];
  const names = Object.keys(first).filter((name) => name.startsWith('layer1/'));
  expect(names.length).toBeGreaterThan(1);
  for (const name of names) expect(together[name]).toEqual(first[name]);
});
