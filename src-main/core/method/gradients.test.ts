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
import { isTrained } from '../net/net.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe, RecipeChoices } from '../net/recipe.ts';
import { normalizationParts } from '../normalization/index.ts';
import { objectiveParts } from '../objective/index.ts';
import { thresholdParts } from '../threshold/index.ts';
import { backPropagation } from './back-propagation.ts';
import { competingGroups } from './class-groups.ts';
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
/** For pairs that are windows of text: three rows of four symbols, which are the classes, and the label's row. */
const windows = { ...facts, image: { height: 4, width: 4, channels: 1 } };
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
  const seen = negatives.kind === 'self-written' ? windows : facts;
  return createRecipe(labelled ? { labels: choose('in-input'), ...choices } : choices, seen);
}

const follows = async (recipe: Recipe) => {
  expect(await strayed(engine, plainStep(recipe, both, batch), lossesOfLayers(recipe))).toEqual({});
};

/** What layers that collaborate follow is no slope of one loss: see below. */
const collaborates = (choice: PartChoice) => createPart(objectiveParts, choice).collaborates !== undefined;

const layerKinds = layerParts.kinds();
/** Kinds of layers that have something to learn with; a net of others alone is none. */
const learning = layerKinds.filter((kind) =>
  isTrained({ layer: createPart(layerParts, layer(kind)).build({ image: facts.image }) }),
);
const stacks = layerKinds
  .flatMap((first) => layerKinds.map((second) => [first, second] as const))
  .filter((stack) => stack.some((kind) => learning.includes(kind)));
/** Every two parts stand together in some recipe, one of them with the stack below it. */
const combinations = everyPair({
  activation: activationParts.all().map(smallChoice),
  goodness: goodnessParts.all().map(smallChoice),
  objective: objectiveParts
    .all()
    .map(smallChoice)
    .filter((choice) => !collaborates(choice)),
  normalization: normalizationParts.all().map(smallChoice),
  negatives: ['uniform', 'hybrid'].map(pairs),
  stack: stacks.map((stack): PartChoice => ({ kind: stack.join(' under ') })),
})
  // Inputs of unit length lie below all thresholds of so small a box: it then says the same of both passes.
  .filter(
    ({ stack, normalization }) => !(stack.kind.startsWith('black-box') && normalization.kind === 'length'),
  )
  .map(({ stack, negatives, ...kinds }) => {
    const told = [stack, ...Object.values(kinds), negatives].map(({ kind }) => kind);
    return [told.join(', '), { stack: stack.kind.split(' under '), negatives, kinds }] as const;
  });

test.each(combinations)(
  'each layer follows the gradient of its own loss: %s',
  async (_, { stack, negatives, kinds }) => {
    await follows(localRecipe(stack, negatives, kinds));
  },
);

const together = everyPair({
  activation: activationParts.all().map(smallChoice),
  goodness: goodnessParts.all().map(smallChoice),
  objective: ['all', 'own'].map((thresholds): PartChoice => ({ kind: 'layer-collaboration', thresholds })),
  normalization: normalizationParts.all().map(smallChoice),
  negatives: ['uniform', 'hybrid'].map(pairs),
  stack: stacks.map((stack): PartChoice => ({ kind: stack.join(' under ') })),
}).map(({ stack, negatives, ...kinds }) => {
  const told = [stack, ...Object.values(kinds), negatives].map(({ kind }) => kind);
  const name = `${told.join(', ')}, ${String(kinds.objective['thresholds'])} thresholds`;
  return [name, { stack: stack.kind.split(' under '), negatives, kinds }] as const;
});

test.each(together)(
  'a layer that collaborates follows its loss with the others held still: %s',
  async (_, { stack, negatives, kinds }) => {
    const recipe = localRecipe(stack, negatives, kinds);
    const step = plainStep(recipe, both, batch);
    const thresholds = recipe.layers.map(({ judged }) => judged?.threshold ?? NaN);
    const sum = thresholds.reduce((total, each) => total + each, 0);
    const atRest = await runProgram(engine, step.program, step.inputs);
    const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    const lossOf = (index: number) => (left: typeof atRest) => {
      const side = (name: 'positive' | 'negative', sign: number) => {
        const of = (from: typeof atRest, layer: number) => from[`goodness/${name}/layer${layer}`] ?? [];
        return [...of(left, index + 1)].map((own, row) => {
          const threshold = kinds.objective['thresholds'] === 'own' ? (thresholds[index] ?? NaN) : sum;
          return softplus(sign * (own + (of(atRest, 2 - index)[row] ?? NaN) - threshold));
        });
      };
      const all = [...side('positive', -1), ...side('negative', 1)];
      return all.reduce((total, each) => total + each, 0) / (2 * batch);
    };
    expect(atRest['loss/layer1']?.[0]).toBeCloseTo(lossOf(0)(atRest), 10);
    expect(atRest['loss/layer2']?.[0]).toBeCloseTo(lossOf(1)(atRest), 10);
    const heldStill = [lossOf(0), lossOf(1)] as const;
    const held = Object.fromEntries(
      Object.keys(lossesOfLayers(recipe)).map(
        (name) => [name, heldStill[name.startsWith('layer1/') ? 0 : 1]] as const,
      ),
    );
    expect(await strayed(engine, step, held)).toEqual({});
  },
);

const dividing = (kind: string): PartChoice => {
  const own = Object.entries({ units: 8, channels: 4 }).filter(
    ([name]) => name in layerParts.get(kind).parameters.shape,
  );
  return { ...layer(kind), ...Object.fromEntries(own) };
};
const competing = everyPair({
  activation: activationParts.all().map(smallChoice),
  goodness: goodnessParts.all().map(smallChoice),
  normalization: normalizationParts.all().map(smallChoice),
  stack: stacks.map((stack): PartChoice => ({ kind: stack.join(' under ') })),
}).map(
  ({ stack, ...kinds }) =>
    [
      [stack, ...Object.values(kinds)].map(({ kind }) => kind).join(', '),
      { stack: stack.kind.split(' under '), kinds },
    ] as const,
);

test.each(competing)(
  'layers whose units compete follow their cross-entropies: %s',
  async (_, { stack, kinds }) => {
    const recipe = createRecipe(
      {
        ...kinds,
        layers: stack.map(dividing),
        optimizer: plainOptimizer,
        readouts: [{ kind: 'softmax', firstLayer: 1, ...plainSettings }],
      },
      facts,
    );
    const step = plainStep(recipe, { layers: [0, 1], readout: true }, batch, competingGroups(0.7));
    const losses = { ...lossesOfLayers(recipe), 'softmax/weights/layer1': 'loss/softmax' };
    expect(await strayed(engine, step, losses)).toEqual({});
  },
);

/** What a net makes itself changes with it: of that, layers follow the loss with the negatives held still, see self-made.test.ts. */
const givenPairs = negativeParts.kinds().filter((kind) => !negativeParts.get(kind).create({}).usesNet);

test.each(givenPairs)('layers follow their losses on pairs of %s', async (kind) => {
  for (const first of layerKinds) await follows(localRecipe([first, 'dense'], pairs(kind)));
});

test.each(thresholdParts.kinds())('layers follow their losses under a threshold of %s', async (kind) => {
  for (const first of layerKinds)
    await follows(localRecipe([first, 'dense'], pairs('uniform'), { threshold: choose(kind) }));
});

test.each(goodnessParts.kinds())(
  'the regions of a layer follow their losses together: %s',
  async (goodness) => {
    const layers = [
      { kind: 'dense-places', rows: 2, columns: 2, channels: 3 },
      { kind: 'local', field: 1, stride: 1, channels: 2 },
    ];
    const regions = { kind: 'grid', rows: 1, columns: 2 };
    for (const objective of objectiveParts.kinds().filter((kind) => !collaborates(choose(kind)))) {
      const small = smallChoice(goodnessParts.get(goodness));
      const changes = { layers, regions, goodness: small, objective: choose(objective) };
      for (const kind of ['uniform', 'hybrid']) await follows(localRecipe([], pairs(kind), changes));
    }
  },
);

test.each(layerKinds)(
  'layers follow their losses with units of a layer below left out: %s',
  async (first) => {
    const dropout = { kind: 'units', rate: 0.4 };
    for (const kind of ['uniform', 'hybrid'])
      await follows(localRecipe([first, 'dense'], pairs(kind), { dropout }));
  },
);

/** Nothing is sent back through layers that have nothing to learn with. */
const sendingBack = stacks.filter(([, second]) => learning.includes(second));
const nets = everyPair<'stack' | 'activation' | 'normalization', string>({
  stack: sendingBack.map((stack) => stack.join(' under ')),
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

test('back-propagation follows the cross-entropy with units left out', async () => {
  const {
    layers,
    activation,
    normalization,
    optimizer,
    readouts: chosen,
  } = localChoices(['local', 'dense'], pairs('hybrid'));
  const dropout = { kind: 'units', rate: 0.4 };
  const choices = { layers, activation, normalization, optimizer, readouts: chosen, dropout };
  const recipe = createRecipe(choices, facts);
  const step = plainStep(recipe, { layers: [0, 1], readout: true }, batch, backPropagation);
  expect(await strayed(engine, step, lossesOfLayers(recipe, 'loss/softmax'))).toEqual({});
});

/** Two nets against each other follow two losses, and some updates reach a goodness: adversarial.test.ts, fast-and-slow.test.ts. */
const ofOneLoss = methodParts.all().filter(({ kind }) => !['adversarial', 'fast-and-slow'].includes(kind));

test.each(ofOneLoss)('what $kind trains follows its loss', async ({ kind, slots }) => {
  const {
    optimizer,
    readouts: chosen,
    layers,
    activation,
    normalization,
    ...brought
  } = { ...localChoices([], pairs('hybrid')), layers: ['local', 'dense'].map(dividing) };
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

test.each(stacks.filter(([first]) => learning.includes(first)))(
  '%s under %s: a layer learns from its own loss alone',
  async (...stack) => {
    const recipe = localRecipe(stack, pairs('uniform'));
    const [step, alone] = [plainStep(recipe, both, batch), plainStep(recipe, one, batch)];
    const [together, first] = [
      await runProgram(engine, step.program, step.inputs),
      await runProgram(engine, alone.program, alone.inputs),
    ];
    const names = Object.keys(first).filter((name) => name.startsWith('layer1/'));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect(together[name]).toEqual(first[name]);
  },
);
