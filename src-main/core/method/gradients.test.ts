/**
 * Derivatives against finite differences of the losses they belong to, for every combination of parts: a new
 * activation, goodness, objective or normalization is checked here as soon as it is registered. On `reference`.
 */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { activationParts } from '../activation/index.ts';
import { hintonRecipe, stepCase } from '../engine/fixtures/program-cases.ts';
import { relativeDifference, runProgram } from '../engine/fixtures/run-program.ts';
import type { NamedNumbers, Numbers } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { goodnessParts } from '../goodness/index.ts';
import { normalizationParts } from '../normalization/index.ts';
import { objectiveParts } from '../objective/index.ts';
import type { RecipeChoices } from '../net/recipe.ts';
import type { Stage } from './method.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const size = { inputSize: 11, units: [5, 4], batch: 3 };

/** With these, one step subtracts the gradient itself. */
const plain = { smoothing: 0, weightDecay: 0, learningRate: 1 };
const h = 1e-5;

type Step = ReturnType<typeof stepCase>;

function plainStep(changes: Partial<RecipeChoices>, stage: Stage): Step {
  const recipe = hintonRecipe(size, {
    optimizer: { kind: 'smoothed-sgd', ...plain },
    readouts: [{ kind: 'softmax', firstLayer: 1, ...plain }],
    negatives: { kind: 'uniform' },
    threshold: { kind: 'number', value: 0.6 },
    peer: { kind: 'none' },
    ...changes,
  });
  const { program, inputs } = stepCase('plain', recipe, stage, 'image', size.batch);
  const rates = Object.keys(inputs).filter((name) => name.endsWith('/rate'));
  return {
    program,
    inputs: { ...inputs, ...Object.fromEntries(rates.map((name) => [name, Float32Array.of(1)])) },
  };
}

/** d(loss)/d(parameter) by central differences, one number of the parameter at a time. */
async function numericalGradient(
  { program, inputs }: Step,
  name: string,
  loss: string,
): Promise<Float64Array> {
  const values = Float64Array.from(assertDefined(inputs[name], name));
  const lossAt = async (index: number, value: number) => {
    const outputs = await runProgram(engine, program, { ...inputs, [name]: values.with(index, value) });
    return assertDefined(outputs[loss], loss)[0] as number;
  };
  const gradient = new Float64Array(values.length);
  for (const [index, value] of values.entries()) {
    gradient[index] = ((await lossAt(index, value + h)) - (await lossAt(index, value - h))) / (2 * h);
  }
  return gradient;
}

function stepTaken(before: Numbers, after: Numbers): Float64Array {
  return Float64Array.from(before, (value, index) => value - (after[index] as number));
}

/** How far the step of each parameter is from the finite differences of its loss. */
async function differences(
  step: Step,
  losses: Readonly<Record<string, string>>,
): Promise<Record<string, number>> {
  const outputs: NamedNumbers = await runProgram(engine, step.program, step.inputs);
  const found: Record<string, number> = {};
  for (const [name, loss] of Object.entries(losses)) {
    const taken = stepTaken(assertDefined(step.inputs[name], name), assertDefined(outputs[name], name));
    const expected = await numericalGradient(step, name, loss);
    expect(Math.max(...expected.map(Math.abs)), `${name} has a gradient to check`).toBeGreaterThan(1e-5);
    found[name] = relativeDifference(expected, taken);
  }
  return found;
}

const lossOf = {
  'layer1/weights/label': 'loss/layer1',
  'layer1/weights/image': 'loss/layer1',
  'layer1/bias': 'loss/layer1',
  'layer2/weights/below': 'loss/layer2',
  'layer2/bias': 'loss/layer2',
};

const combinations = activationParts.kinds().flatMap((activation) =>
  goodnessParts.kinds().flatMap((goodness) =>
    objectiveParts.kinds().flatMap((objective) =>
      normalizationParts.kinds().map((normalization): [string, Partial<RecipeChoices>] => {
        const kind = (name: string): PartChoice => ({ kind: name });
        const chosen = { activation, goodness, objective, normalization };
        return [
          Object.values(chosen).join(', '),
          Object.fromEntries(Object.entries(chosen).map(([slot, name]) => [slot, kind(name)])),
        ];
      }),
    ),
  ),
);

test.each(combinations)('each layer follows the gradient of its own loss: %s', async (_, choices) => {
  const step = plainStep(choices, { layers: [0, 1], readout: false });
  const found = await differences(step, lossOf);
  expect(Object.entries(found).filter(([, difference]) => !(difference < 1e-6))).toEqual([]);
});

test('the read-out follows the gradient of its cross-entropy', async () => {
  const step = plainStep({}, { layers: [], readout: true });
  const weights = ['softmax/weights/layer1', 'softmax/weights/layer2'];
  const found = await differences(step, Object.fromEntries(weights.map((name) => [name, 'loss/softmax'])));
  expect(Object.entries(found).filter(([, difference]) => !(difference < 1e-6))).toEqual([]);
});

test('a layer learns from its own loss alone: nothing is propagated back', async () => {
  const step = plainStep({}, { layers: [0, 1], readout: false });
  const alone = plainStep({}, { layers: [0], readout: false });
  const [both, one] = [
    await runProgram(engine, step.program, step.inputs),
    await runProgram(engine, alone.program, alone.inputs),
  ];
  for (const name of ['layer1/weights/label', 'layer1/weights/image', 'layer1/bias']) {
    expect(both[name]).toEqual(one[name]);
  }
});
