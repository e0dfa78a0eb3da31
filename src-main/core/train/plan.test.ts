import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { TrainingPlan, trainingParts } from './plan.ts';

const plan = (kind: string, settings: object, layers = 2, hasReadout = true, examples = 1050) =>
  new TrainingPlan(createPart(trainingParts, { kind, ...settings }), layers, hasReadout, examples);

test('together, every step trains every layer and the read-out', () => {
  const together = plan('together', { epochs: 3, batchSize: 100 });
  const { stages, batchSize, stepsPerEpoch, epochs, totalSteps } = together;
  // A last smaller batch is left out.
  expect({ stages, batchSize, stepsPerEpoch, epochs, totalSteps }).toEqual({
    stages: [{ layers: [0, 1], readout: true }],
    batchSize: 100,
    stepsPerEpoch: 10,
    epochs: 3,
    totalSteps: 30,
  });
  expect([0, 9, 10, 29].map((step) => together.at(step))).toEqual([
    { stage: 0, pass: 0, epochOfStage: 0, epochsOfStage: 3, batch: 0, stepOfStage: 0 },
    { stage: 0, pass: 0, epochOfStage: 0, epochsOfStage: 3, batch: 9, stepOfStage: 9 },
    { stage: 0, pass: 1, epochOfStage: 1, epochsOfStage: 3, batch: 0, stepOfStage: 10 },
    { stage: 0, pass: 2, epochOfStage: 2, epochsOfStage: 3, batch: 9, stepOfStage: 29 },
  ]);
});

test('layer by layer, each layer has all the epochs to itself and the read-out comes last', () => {
  const byLayer = plan('layer-by-layer', { epochs: 2, batchSize: 350 });
  const { stages, stepsPerEpoch, epochs, totalSteps } = byLayer;
  expect({ stages, stepsPerEpoch, epochs, totalSteps }).toEqual({
    stages: [
      { layers: [0], readout: false },
      { layers: [1], readout: false },
      { layers: [], readout: true },
    ],
    stepsPerEpoch: 3,
    epochs: 6,
    totalSteps: 18,
  });
  expect([5, 6, 16].map((step) => byLayer.at(step))).toEqual([
    { stage: 0, pass: 1, epochOfStage: 1, epochsOfStage: 2, batch: 2, stepOfStage: 5 },
    { stage: 1, pass: 2, epochOfStage: 0, epochsOfStage: 2, batch: 0, stepOfStage: 0 },
    { stage: 2, pass: 5, epochOfStage: 1, epochsOfStage: 2, batch: 1, stepOfStage: 4 },
  ]);
  expect(byLayer.stageAt(2)).toEqual({ layers: [], readout: true });
  expect(plan('layer-by-layer', { epochs: 2 }, 3, false).stages).toHaveLength(3);
});

test('a batch is the whole set where asked for, and never more than there is', () => {
  const facts = (batchSize: number | 'all') => {
    const { batchSize: size, stepsPerEpoch } = plan('together', { batchSize });
    return [size, stepsPerEpoch];
  };
  expect([facts('all'), facts(1050), facts(5000), facts(1049), facts(1)]).toEqual([
    [1050, 1],
    [1050, 1],
    [1050, 1],
    [1049, 1],
    [1, 1050],
  ]);
});

test('every step has one position, in order', () => {
  const settings = fc.record({
    kind: fc.constantFrom('together', 'layer-by-layer'),
    epochs: fc.integer({ min: 1, max: 5 }),
    batchSize: fc.oneof(fc.constant('all' as const), fc.integer({ min: 1, max: 40 })),
    layers: fc.integer({ min: 1, max: 4 }),
    hasReadout: fc.boolean(),
    examples: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(settings, ({ kind, epochs, batchSize, layers, hasReadout, examples }) => {
      const made = plan(kind, { epochs, batchSize }, layers, hasReadout, examples);
      const { stepsPerEpoch } = made;
      const expected = made.stages.flatMap((_, stage) =>
        Array.from({ length: epochs * stepsPerEpoch }, (_unused, stepOfStage) => {
          const epochOfStage = Math.floor(stepOfStage / stepsPerEpoch);
          const pass = stage * epochs + epochOfStage;
          const batch = stepOfStage % stepsPerEpoch;
          return { stage, pass, epochOfStage, epochsOfStage: epochs, batch, stepOfStage };
        }),
      );
      expect(Array.from({ length: made.totalSteps }, (_, step) => made.at(step))).toEqual(expected);
    }),
  );
});

test('on every batch in turn each layer is trained to its end, and its steps go on counting', () => {
  const made = plan('every-batch', { steps: 2, passes: 2, batchSize: 500 }, 2, false);
  const { stages, batchSize, stepsPerEpoch, epochs, totalSteps } = made;
  expect({ stages: stages.length, batchSize, stepsPerEpoch, epochs, totalSteps }).toEqual({
    stages: 2,
    batchSize: 500,
    stepsPerEpoch: 4,
    epochs: 4,
    totalSteps: 16,
  });
  const brief = Array.from({ length: 16 }, (_, step) => {
    const { stage, pass, batch, stepOfStage } = made.at(step);
    return [pass, batch, stage, stepOfStage].join(' ');
  });
  expect(brief).toEqual([
    ...['0 0 0 0', '0 0 0 1', '0 0 1 0', '0 0 1 1', '0 1 0 2', '0 1 0 3', '0 1 1 2', '0 1 1 3'],
    ...['1 0 0 4', '1 0 0 5', '1 0 1 4', '1 0 1 5', '1 1 0 6', '1 1 0 7', '1 1 1 6', '1 1 1 7'],
  ]);
});

test('steps taken in one go are of one stage and one epoch', () => {
  const everyBatch = plan('every-batch', { steps: 3, batchSize: 500 }, 2, false);
  expect([0, 1, 3, 5].map((step) => everyBatch.runLength(step, 10))).toEqual([3, 2, 3, 1]);
  expect([0, 8].map((step) => plan('together', {}).runLength(step, 4))).toEqual([4, 2]);
});

test('awake and asleep, all layers learn from one half each, and sleep can be withheld', () => {
  const settings = { epochs: 3, batchSize: 350, wake: 2, sleep: 1, withheldFrom: 3, sleepGain: 0.5 };
  const made = plan('wake-and-sleep', { ...settings, wakeSmoothing: 0.99 });
  expect(made.stages).toEqual([
    { layers: [0, 1], readout: true, phase: { half: 'positive', gain: 1, smoothing: 0.99 } },
    { layers: [0, 1], readout: false, phase: { half: 'negative', gain: 0.5, smoothing: null } },
  ]);
  expect([made.stepsPerEpoch, made.epochs, made.totalSteps]).toEqual([3, 3, 9]);
  // Every batch of a pass comes once, whatever the phase; optimizers of both phases count on.
  expect(Array.from({ length: 9 }, (_, step) => made.at(step))).toEqual(
    [0, 0, 1, 0, 0, 1, 0, 0, 0].map((stage, step) => {
      const pass = Math.floor(step / 3);
      const [batch, stepOfStage] = [step % 3, step];
      return { stage, pass, batch, epochOfStage: pass, epochsOfStage: 3, stepOfStage };
    }),
  );
  expect([0, 2, 3].map((step) => made.runLength(step, 10))).toEqual([2, 1, 2]);
});
