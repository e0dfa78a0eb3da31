/** Training layer by layer on every batch in turn, as the source article's code does. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { inputFacts } from '../dataset/rows.ts';
import { runProgram, tooFar } from '../engine/fixtures/run-program.ts';
import type { Numbers } from '../engine/fixtures/run-program.ts';
import { engineKinds } from '../engine/index.ts';
import { forwardForward } from '../method/forward-forward.ts';
import { imageValues } from '../net/net.ts';
import { createRecipe } from '../net/recipe.ts';
import { initialState } from '../net/state.ts';
import { BatchSource } from './batches.ts';
import { CountingEngine } from './fixtures/counting-engine.ts';
import { bits, stopAt } from './fixtures/interrupted.ts';
import {
  eventsOf,
  lastState,
  layerByLayer,
  smallDataset,
  smallSpec,
  tell,
} from './fixtures/small-training.ts';
import { createPlan } from './plan.ts';
import type { TrainingState } from './training-run.ts';

const reference = await engineKinds.get('reference').open({ threads: 1, device: 'cpu' });
const [labelled, unlabelled] = [
  {
    ...layerByLayer,
    readouts: [
      { kind: 'goodness', firstLayer: 1 },
      { kind: 'softmax', firstLayer: 1 },
    ],
  },
  {
    ...layerByLayer,
    labels: undefined,
    negatives: { kind: 'hybrid', blurs: 2 },
    readouts: [{ kind: 'softmax', firstLayer: 1 }],
  },
];
const both: [string, object][] = [
  ['under labels', labelled],
  ['without labels', unlabelled],
];
const everyBatch = (changes: object, settings: object = {}) =>
  smallSpec({
    ...changes,
    training: { kind: 'every-batch', steps: 3, passes: 1, batchSize: 50, ...settings },
    measures: { everySteps: 1 },
  });
const numbersOf = ({ tensors }: TrainingState) =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));

test('a net learns, layer by layer on every batch', async () => {
  const settings = { steps: 30, passes: 2 };
  const told = await tell(
    everyBatch({ ...labelled, normalization: { kind: 'root-mean-square' } }, settings),
    reference,
  );
  const { errors, epoch, final } = assertDefined(eventsOf(told, 'evaluated').at(-1), 'errors');
  expect([epoch, final]).toEqual([8, true]); // an epoch is a batch: four in each of two passes
  expect(errors.test?.['goodness']).toBeLessThan(0.3); // chance is four in five
  expect(errors.test?.['softmax']).toBeLessThan(0.3);
});

test('the error on the batch just learnt is measured: of the whole set that is the training error', async () => {
  const [whole, parts] = await Promise.all(
    [200, 50].map((batchSize) => tell(everyBatch(labelled, { steps: 5, batchSize }), reference)),
  );
  const batchErrors = (told: typeof whole) =>
    eventsOf(assertDefined(told, 'a run'), 'measured').flatMap(({ step, values }) => {
      const entries = Object.entries(values).filter(([name]) => name.startsWith('batch/error/'));
      return entries.length === 0 ? [] : [{ step, ...Object.fromEntries(entries) }];
    });
  const { errors } = assertDefined(eventsOf(assertDefined(whole, 'a run'), 'evaluated').at(-1), 'errors');
  const told = Object.entries(errors.train ?? {}).map(([name, error]) => [`batch/error/${name}`, error]);
  expect(told.length).toBe(4);
  const [ofWhole] = batchErrors(whole);
  expect(ofWhole).toEqual({ step: ofWhole?.step, ...(Object.fromEntries(told) as object) });
  // Every batch in turn, and each error a number of its 50 examples.
  const ofParts = batchErrors(parts).map(
    (values) => (values as Record<string, number>)['batch/error/goodness'],
  );
  expect(ofParts).toHaveLength(4);
  for (const error of ofParts) expect((50 * (error ?? NaN)) % 1).toBeCloseTo(0, 9);
});

const alone = {
  ...layerByLayer,
  layers: [{ kind: 'dense', units: 24 }],
  readouts: [{ kind: 'goodness', firstLayer: 1 }],
};

test.each([...both, ['one layer, and nothing after it', alone] as [string, object]])(
  'every layer sees what the newest layer below makes of the batch: as steps from the images, one by one, %s',
  async (_, changes) => {
    const spec = everyBatch(changes);
    const recipe = createRecipe(spec, inputFacts(smallDataset));
    const plan = createPlan(spec, recipe, smallDataset.splits.train.count);
    const batches = new BatchSource(smallDataset, {
      seed: spec.seed,
      batchSize: plan.batchSize,
      shuffled: plan.order.shuffled,
      imageValues: imageValues(recipe),
      pairs: recipe.local?.pairs ?? null,
      augmentations: [],
    });
    let state: Record<string, Numbers> = Object.fromEntries(
      Object.entries(initialState(recipe, spec.seed)).map(([name, { data }]) => [name, data]),
    );
    const perBatch = 3 * plan.stages.length;
    const taken = plan.stages.map(() => 0);
    for (let batch = 0; batch < 4; batch += 1) {
      for (const [at, stage] of plan.stages.entries()) {
        const step = forwardForward.step(recipe, stage, 'image', plan.batchSize);
        for (let turn = 0; turn < 3; turn += 1) {
          const stepOfStage = 1 + (taken[at] as number);
          taken[at] = stepOfStage;
          const brought = structuredClone(batches.at(plan.at(batch * perBatch + at * 3)));
          const scalars = Object.entries(step.scalars(stepOfStage, 1)).map(
            ([scalar, value]) => [`scalar/${scalar}`, Float64Array.of(value)] as const,
          );
          const all = { ...state, ...brought, ...Object.fromEntries(scalars) };
          const outputs = await runProgram(reference, step.program, all);
          const kept = Object.entries(outputs).filter(([output]) => output in state);
          state = { ...state, ...Object.fromEntries(kept) };
        }
      }
    }
    const told = await tell(spec, reference);
    expect(lastState(told).step).toBe(4 * perBatch);
    expect(tooFar(state, numbersOf(lastState(told)), 1e-9)).toEqual({});
  },
);

for (const kind of ['reference', 'onnx']) {
  const engine = await engineKinds.get(kind).open({ threads: 1, device: 'cpu' });
  // Nine steps a batch, three to a stage: inside a stage, at its border, at that of a batch, and in the second pass.
  test.each(both)(
    `resumed in the middle of a batch on ${kind}, it ends in the same bits: %s`,
    async (_, changes) => {
      const spec = everyBatch(changes, { passes: 2 });
      const whole = await tell(spec, engine, { clock: () => 0 });
      for (const step of kind === 'reference' ? [4] : [2, 3, 4, 7, 9, 40]) {
        const stopped = await tell(spec, engine, stopAt(step));
        expect(stopped.events.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped', step });
        const resumed = await tell(spec, engine, { resumeFrom: structuredClone(lastState(stopped)) });
        expect(resumed.events.at(-1)).toMatchObject({ type: 'finished', reason: 'completed', step: 72 });
        expect(bits(lastState(resumed))).toEqual(bits(lastState(whole)));
      }
    },
  );
}

test.each(both)('a run gives back every tensor it took: %s', async (_, changes) => {
  const engine = new CountingEngine(reference);
  await tell(everyBatch(changes, { passes: 2 }), engine);
  expect([engine.held, engine.programs]).toEqual([0, 0]);
});
