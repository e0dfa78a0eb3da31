/** A step of one phase learns what its half of the data teaches in a step that sees both. On `reference`. */

import { expect, test } from 'vitest';

import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { layerParts } from '../layer/index.ts';
import { negativeParts } from '../negatives/index.ts';
import { createRecipe } from '../net/recipe.ts';
import type { RecipeChoices } from '../net/recipe.ts';
import { objectiveParts } from '../objective/index.ts';
import { everyPair } from './fixtures/every-pair.ts';
import { plainOptimizer, plainSettings, plainStep, smallChoice } from './fixtures/finite-differences.ts';
import { forwardForward } from './forward-forward.ts';
import type { Stage, StagePhase } from './method.ts';
import { stepCase } from '../engine/fixtures/program-cases.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const facts = { image: { height: 4, width: 3, channels: 2 }, classes: 4, largestInput: 1 };
const batch = 3;
const phase = (half: StagePhase['half'], changes: Partial<StagePhase> = {}): StagePhase => ({
  half,
  gain: 1,
  smoothing: null,
  ...changes,
});
const both: Stage = { layers: [0, 1], readout: true };
const awake: Stage = { ...both, phase: phase('positive') };
const asleep: Stage = { layers: [0, 1], readout: false, phase: phase('negative') };

function recipeOf(changes: Partial<RecipeChoices>) {
  const negatives = changes.negatives ?? { kind: 'hard' };
  const { labelled } = negativeParts.get(negatives.kind).create({});
  const choices: RecipeChoices = {
    layers: [smallChoice(layerParts.get('dense')), smallChoice(layerParts.get('dense'))],
    activation: { kind: 'relu' },
    normalization: { kind: 'root-mean-square' },
    goodness: { kind: 'sum-of-squares' },
    threshold: { kind: 'number', value: 0.6 },
    objective: { kind: 'logistic' },
    peer: { kind: 'running-mean' },
    negatives,
    optimizer: plainOptimizer,
    readouts: [{ kind: 'softmax', firstLayer: 1, ...plainSettings }],
    ...changes,
  };
  return createRecipe(labelled ? { labels: { kind: 'in-input' }, ...choices } : choices, facts);
}

const objectives = objectiveParts
  .all()
  .filter((part) => part.create({}).alone !== undefined)
  .map(smallChoice);
const combinations = everyPair({
  objective: objectives,
  negatives: negativeParts.all().map(smallChoice),
  normalization: [{ kind: 'root-mean-square' }, { kind: 'layer-norm' }],
  dropout: [{ kind: 'none' }, { kind: 'units', rate: 0.4 }],
  stack: layerParts.kinds().map((kind): PartChoice => ({ kind })),
}).map(({ stack, ...changes }) => {
  const name = [stack, ...Object.values(changes)].map(({ kind }) => kind).join(', ');
  const layers = [smallChoice(layerParts.get(stack.kind)), smallChoice(layerParts.get('dense'))];
  return [name, { layers, ...changes }] as const;
});

/** What a step of a stage takes off every number of the layers, its losses, and what it says of goodness. */
async function stepOf(recipe: ReturnType<typeof recipeOf>, stage: Stage) {
  const { program, inputs } = plainStep(recipe, stage, batch);
  const outputs = await runProgram(engine, program, inputs);
  const taken = Object.keys(forwardForward.trained(recipe, stage)).flatMap((name) => {
    const [before, after] = [inputs[name], outputs[name]];
    if (!/\/(weights\/[^/]+|bias)$/.test(name) || before === undefined || after === undefined) return [];
    return [[name, Array.from(before, (value, at) => value - (after[at] ?? NaN))] as const];
  });
  return { taken: Object.fromEntries(taken), outputs };
}

test.each(combinations)('wake and sleep are the two parts of a step of both: %s', async (_, changes) => {
  const recipe = recipeOf(changes);
  const [whole, wake, sleep] = [
    await stepOf(recipe, both),
    await stepOf(recipe, awake),
    await stepOf(recipe, asleep),
  ];
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10) as number);
  const sum = Object.entries(whole.taken).map(([name, all]) => {
    // Read-outs learn awake alone.
    const parts = all.map((_each, at) => (wake.taken[name]?.[at] ?? NaN) + (sleep.taken[name]?.[at] ?? 0));
    return [name, close(parts)] as const;
  });
  expect(whole.taken).toEqual(Object.fromEntries(sum));
  for (const layer of ['layer1', 'layer2']) {
    const loss = (outputs: typeof whole.outputs) => outputs[`loss/${layer}`]?.[0] ?? NaN;
    expect(loss(wake.outputs) + loss(sleep.outputs)).toBeCloseTo(loss(whole.outputs), 10);
    for (const [half, { outputs }] of [
      ['positive', wake],
      ['negative', sleep],
    ] as const) {
      const name = `goodness/${half}/${layer}`;
      expect([...(outputs[name] ?? [])]).toEqual(close([...(whole.outputs[name] ?? [NaN])]));
    }
    expect(Object.keys(sleep.outputs)).not.toContain(`${layer}/peerMean`);
    const mean = `${layer}/peerMean`;
    const follows = whole.outputs[mean];
    expect([...(wake.outputs[mean] ?? [])]).toEqual(close([...(follows ?? [])]));
  }
});

test('a phase has a learning rate and a smoothing of its own, and read-outs keep theirs', () => {
  const recipe = recipeOf({ optimizer: { kind: 'smoothed-sgd', learningRate: 0.5, weightDecay: 0 } });
  const stage: Stage = { ...both, phase: phase('positive', { gain: 0.1 }) };
  const step = forwardForward.step(recipe, stage, 'image', batch);
  expect(step.scalars(1, 0.5)).toMatchObject({ 'optimizer/rate': 0.025, 'softmax/rate': 0.5 });
});

test("the smoothing of a phase takes the place of the optimizer's", async () => {
  const optimizer = { kind: 'smoothed-sgd', smoothing: 0.9, weightDecay: 0 };
  const first = async (smoothing: number | null, own: number) => {
    const stage: Stage = { ...asleep, phase: phase('negative', { smoothing }) };
    const { program, inputs } = stepCase(
      'own',
      recipeOf({ optimizer: { ...optimizer, smoothing: own } }),
      stage,
      'image',
      batch,
    );
    return (await runProgram(engine, program, inputs))['layer1/bias/smoothedGradient'];
  };
  expect(await first(0.5, 0.9)).toEqual(await first(null, 0.5));
  expect(await first(0.5, 0.9)).not.toEqual(await first(null, 0.9));
});

test('a step of one half does about half the work', () => {
  const products = (stage: Stage) =>
    forwardForward.step(recipeOf({ negatives: { kind: 'uniform' } }), stage, 'image', batch).products;
  const layersOf = (stage: Stage) => ({ ...stage, readout: false });
  expect(2 * products(layersOf(awake))).toBe(products(layersOf(both)));
  expect(2 * products(asleep)).toBe(products(layersOf(both)));
});
