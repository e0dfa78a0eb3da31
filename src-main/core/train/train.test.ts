import { describe, expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { engineKinds } from '../engine/index.ts';
import { onnxEngine } from '../engine/onnx/onnx-engine.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { CountingEngine } from './fixtures/counting-engine.ts';
import {
  competing,
  eventsOf,
  lastState,
  layerByLayer,
  smallDataset,
  smallSpec,
  tell,
} from './fixtures/small-training.ts';
import type { Told } from './fixtures/small-training.ts';
import type { TrainingDependencies } from './training-run.ts';

const options = { threads: 1, device: 'cpu' };
const reference = await referenceEngine.open(options);

const finalErrors = (told: Told) => {
  const last = eventsOf(told, 'evaluated').at(-1);
  return last?.final === true ? last.errors : null;
};
const long = { training: { kind: 'together', epochs: 8, batchSize: 20 } };

test.each(['reference', 'onnx'])(
  'a net learns on %s: far fewer errors than the four in five of chance',
  async (kind) => {
    const told = await tell(smallSpec(long), await engineKinds.get(kind).open(options));
    const errors = finalErrors(told);
    for (const split of [errors?.train, errors?.validation, errors?.test]) {
      expect(split?.['goodness']).toBeLessThan(0.15);
      expect(split?.['softmax']).toBeLessThan(0.15);
      expect(split?.['goodness/layer1']).toBeLessThan(0.15);
    }
    const losses = eventsOf(told, 'measured').flatMap(({ values }) => values['loss/layer1'] ?? []);
    expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] as number));
  },
);

test('layer by layer a net learns too, and the read-out last', async () => {
  const spec = smallSpec({
    ...layerByLayer,
    normalization: { kind: 'root-mean-square' },
    training: { kind: 'layer-by-layer', epochs: 8, batchSize: 20 },
    readouts: [
      { kind: 'goodness', firstLayer: 1 },
      { kind: 'softmax', firstLayer: 1 },
    ],
  });
  const told = await tell(spec, await onnxEngine.open(options));
  const errors = finalErrors(told);
  expect(errors?.test?.['goodness']).toBeLessThan(0.15);
  expect(errors?.test?.['softmax']).toBeLessThan(0.15);
  // Before the last stage the read-out's weights are zero: it always answers with the first label.
  const early = eventsOf(told, 'evaluated').filter(({ epoch }) => epoch <= 16);
  expect(new Set(early.map((each) => each.errors.test?.softmax)).size).toBe(1);
});

test('layers whose units compete for the classes learn, and say how many stand for each', async () => {
  const told = await tell(
    smallSpec({ ...competing, training: { kind: 'together', epochs: 20, batchSize: 20 } }),
    await onnxEngine.open(options),
  );
  const test = finalErrors(told)?.test;
  expect(Object.keys(test ?? {})).toEqual(['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2']);
  expect(test?.['goodness']).toBeLessThan(0.15);
  expect(eventsOf(told, 'started')[0]?.net).toMatchObject({
    labelled: false,
    layers: [
      { threshold: null, unitsPerClass: 6 * 6 * 2 },
      { threshold: null, unitsPerClass: 4 },
    ],
  });
  const measured = eventsOf(told, 'measured').at(-1)?.values ?? {};
  expect(measured['layer2/goodness/positive/mean']).toBeGreaterThan(
    measured['layer2/goodness/negative/mean'] ?? NaN,
  );
  expect(measured['layer2/auc']).toBeGreaterThan(0.8);
});

test('layers that collaborate learn', async () => {
  const told = await tell(
    smallSpec({ ...long, objective: { kind: 'layer-collaboration' } }),
    await onnxEngine.open(options),
  );
  expect(finalErrors(told)?.test?.['goodness']).toBeLessThan(0.15);
});

test('a net learns from shifted images', async () => {
  const told = await tell(
    smallSpec({ ...long, augmentation: [{ kind: 'shift', maximum: 1 }] }),
    await onnxEngine.open(options),
  );
  expect(finalErrors(told)?.test?.['goodness']).toBeLessThan(0.15);
});

test('a run tells what happens, in order', async () => {
  const spec = smallSpec({
    training: { kind: 'together', epochs: 2, batchSize: 100 },
    measures: { everySteps: 2, everyEpochs: 1 },
  });
  let now = 0;
  const told = await tell(spec, reference, { clock: () => now++ * 1e-3 }); // too quick for progress but the first
  const brief = told.events.map(
    (event) => `${event.type} ${event.step}${'final' in event && event.final ? ' final' : ''}`,
  );
  const epoch = (step: number, final = '') => [
    `measured ${step}`,
    `progressed ${step}`,
    `evaluated ${step}${final}`,
    `measured ${step}`,
    ...new Array<string>(4).fill(`histogram ${step}`),
    ...new Array<string>(3).fill(`snapshot ${step}`),
  ];
  expect(brief).toEqual([
    'started 0',
    ...new Array<string>(5).fill('snapshot 0'),
    'progressed 1',
    ...epoch(2),
    ...epoch(4, ' final'),
    'checkpointed 4',
    'finished 4',
  ]);
});

const layerFacts = (name: string, units: number, parameterCount: number) => ({
  name,
  output: { height: 1, width: 1, channels: units },
  field: null,
  sharesWeights: false,
  parameterCount,
  threshold: units,
});

test('a run introduces itself', async () => {
  const [started] = (await tell(smallSpec(), reference)).events;
  expect(started).toEqual({
    type: 'started',
    step: 0,
    totalSteps: 30,
    stepsPerEpoch: 10,
    epochs: 3,
    // 64 x 24 + 24, 24 x 20 + 20, and the read-out's 20 x 5.
    parameterCount: 64 * 24 + 24 + 24 * 20 + 20 + 20 * 5,
    net: {
      layers: [layerFacts('layer1', 24, 64 * 24 + 24), layerFacts('layer2', 20, 24 * 20 + 20)],
      readouts: [
        { name: 'goodness', label: 'Goodness per label' },
        { name: 'softmax', label: 'Softmax in one pass' },
      ],
      labelled: true,
    },
    engine: { id: 'reference', device: 'CPU, 1 thread', backend: 'plain float64 loops', threads: 1 },
    datasetFingerprint: smallDataset.fingerprint,
  });
});

test('everything measured is there at every epoch, and the cheap measures every so many steps', async () => {
  const told = await tell(smallSpec(), reference);
  const measured = eventsOf(told, 'measured');
  expect(measured.filter(({ values }) => 'loss/layer1' in values).map(({ step }) => step)).toEqual([
    4, 8, 12, 16, 20, 24, 28,
  ]);
  const full = measured.filter(({ values }) => 'layer1/auc' in values);
  expect(full.map(({ step, epoch }) => [step, epoch])).toEqual([
    [10, 1],
    [20, 2],
    [30, 3],
  ]);
  expect(Object.keys(measured[0]?.values ?? {})).toEqual([
    'loss/softmax',
    'loss/layer1',
    'loss/layer2',
    ...['layer1', 'layer2'].flatMap((layer) =>
      ['positive', 'negative'].map((half) => `batch/${layer}/goodness/${half}/mean`),
    ),
    ...['layer1', 'layer2'].map((layer) => `batch/${layer}/pairwise-error`),
    'memory/resident-bytes',
    'speed/steps-per-second',
    'speed/samples-per-second',
    'speed/useful-gigaflops-per-second',
  ]);
  for (const { values } of measured) expect(Object.values(values).every(Number.isFinite)).toBe(true);
  const names = eventsOf(told, 'histogram').map(({ name }) => name);
  const sides = [
    'layer1/goodness/positive',
    'layer1/goodness/negative',
    'layer2/goodness/positive',
    'layer2/goodness/negative',
  ];
  expect(names).toEqual([...sides, ...sides, ...sides]);
});

test('full measures come every so many epochs and after the last', async () => {
  const training = { kind: 'together', epochs: 5, batchSize: 50 };
  const told = await tell(smallSpec({ training, measures: { everyEpochs: 2, examples: 100 } }), reference);
  expect(eventsOf(told, 'evaluated').map(({ epoch, final }) => [epoch, final])).toEqual([
    [2, false],
    [4, false],
    [5, true],
  ]);
});

test('read-outs that do not exist have no errors', async () => {
  const spec = smallSpec({ negatives: { kind: 'uniform' }, readouts: [{ kind: 'goodness', firstLayer: 1 }] });
  const { test: errors } = finalErrors(await tell(spec, reference)) ?? {};
  expect(Object.keys(errors ?? {})).toEqual(['goodness', 'goodness/layer1', 'goodness/layer2']);
  const softmaxOnly = smallSpec({ readouts: [{ kind: 'softmax' }] });
  expect(finalErrors(await tell(softmaxOnly, reference))?.test).toEqual({
    softmax: expect.any(Number) as number,
    'goodness/layer1': expect.any(Number) as number,
    'goodness/layer2': expect.any(Number) as number,
  });
});

test('a dataset without validation and test examples is trained on all the same', async () => {
  const none = { count: 0, pixels: new Uint8Array(0), labels: new Uint8Array(0) };
  const dataset: Dataset = {
    ...smallDataset,
    splits: { ...smallDataset.splits, validation: none, test: none },
  };
  const told = await tell(smallSpec(), reference, { dataset });
  expect(finalErrors(told)).toMatchObject({
    train: { softmax: expect.any(Number) as number },
    validation: null,
    test: null,
  });
  expect(told.events.at(-1)?.type).toBe('finished');
});

test('progress counts down, time never runs backwards', async () => {
  const { events } = await tell(smallSpec(), reference, { clock: ticking(1000) });
  const progress = events.filter((event) => event.type === 'progressed');
  expect(progress.length).toBeGreaterThan(5);
  const left = progress.map(({ secondsLeft }) => secondsLeft ?? Infinity);
  expect(left.at(-1)).toBe(0);
  const times = events.flatMap((event) => ('trainSeconds' in event ? [event.trainSeconds] : []));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(events.at(-1)).toMatchObject({
    type: 'finished',
    peakMemoryBytes: 1000,
    throughput: { stepsPerSecond: expect.any(Number) as number },
  });
});

test('a checkpoint is written whenever its time has come, one at a time, while training goes on', async () => {
  let [writing, most] = [0, 0];
  const told = await tell(smallSpec(), reference, {
    clock: ticking(1000),
    checkpointSeconds: 10,
    saveCheckpoint: async ({ step }) => {
      most = Math.max(most, (writing += 1));
      for (let turn = 0; turn < 300; turn += 1) await Promise.resolve(); // training is faster
      writing -= 1;
      return { file: `step-${step}`, sha256: '', bytes: 1 };
    },
  });
  const steps = eventsOf(told, 'checkpointed').map(({ step }) => step);
  expect(steps.length).toBeGreaterThan(3);
  expect(steps.at(-1)).toBe(30);
  expect(most).toBe(1);
});

/** Refuses as a full disk does, which names the step in its sentence, while `refuses` says so. */
function fullDisk(refuses: (step: number) => boolean): Pick<TrainingDependencies, 'saveCheckpoint'> {
  return {
    saveCheckpoint: ({ step }) => {
      const what = `the checkpoint of step ${step}`;
      if (refuses(step)) return Promise.reject(new WorkbenchError('store/disk-full', { what }));
      return Promise.resolve({ file: `step-${step}`, sha256: '', bytes: 1 });
    },
  };
}

test('a checkpoint that cannot be written is a warning, told once for each reason, and not the end', async () => {
  const told = await tell(smallSpec(), reference, {
    clock: ticking(1000),
    checkpointSeconds: 10,
    ...fullDisk((step) => step < 30),
  });
  const checkpoints = eventsOf(told, 'checkpointed').map(({ step }) => step);
  expect(eventsOf(told, 'warned').map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^A checkpoint was not written: The disk is full; the checkpoint of step \d+ could/,
    ),
  ]);
  expect(new Set(checkpoints)).toEqual(new Set([30])); // the one due just then, and the last
  expect(told.events.at(-1)).toMatchObject({ type: 'finished', step: 30, reason: 'completed' });
});

describe.each([
  { end: 'comes to its end', wishes: {}, step: 30, reason: 'completed' },
  { end: 'stops after an epoch', wishes: { stopAfterEpochs: 1 }, step: 10, reason: 'stopped' },
])('a run that $end', ({ wishes, step, reason }) => {
  test('tries its last checkpoint again for as long as it may, and ends as it would have', async () => {
    let refusals = 0;
    const told = await tell(smallSpec(), reference, {
      ...wishes,
      ...fullDisk(() => (refusals += 1) <= 7),
      mayTryLastSave: () => Promise.resolve(true),
    });
    expect(eventsOf(told, 'warned')).toHaveLength(1);
    expect(told.events.slice(-2)).toMatchObject([
      { type: 'checkpointed', step },
      { type: 'finished', step, reason },
    ]);
  });

  test('never ends well without its last checkpoint: it fails with what kept it from being written', async () => {
    let tries = 0;
    const told = await tell(smallSpec(), reference, {
      ...wishes,
      ...fullDisk(() => true),
      mayTryLastSave: () => Promise.resolve((tries += 1) < 5),
    });
    expect(tries).toBe(5);
    expect(eventsOf(told, 'finished')).toEqual([]);
    const error = { code: 'store/disk-full', details: { what: `the checkpoint of step ${step}` } };
    expect(told.events.at(-1)).toEqual({ type: 'failed', step, error });
  });
});

test('many dead units are worth a warning, once per layer', async () => {
  const initial = await tell(smallSpec(), reference, { stopAfterEpochs: 0 });
  const { tensors, ...rest } = lastState(initial);
  const bias = tensors['layer2/bias'];
  if (bias === undefined) throw new Error('no bias');
  const killed = { shape: bias.shape, data: new Float32Array(20).map((_, unit) => (unit < 15 ? -1e6 : 0)) };
  const told = await tell(smallSpec(), reference, {
    resumeFrom: { ...rest, tensors: { ...tensors, 'layer2/bias': killed } },
  });
  expect(eventsOf(told, 'warned').map(({ message }) => message)).toEqual([
    expect.stringMatching(/^1\d of the 20 units of layer2 are dead: active for no example[.]$/),
  ]);
});

test.each(['reference', 'onnx'])(
  'a run on %s whose numbers blow up fails with the step it happened at',
  async (kind) => {
    const engine = await engineKinds.get(kind).open(options);
    const poisoned = lastState(await tell(smallSpec(), engine, { stopAfterEpochs: 1 }));
    const weights = poisoned.tensors['layer1/weights/image'];
    if (weights === undefined) throw new Error('no weights');
    const tensors = {
      ...poisoned.tensors,
      'layer1/weights/image': { ...weights, data: weights.data.slice().fill(NaN, 0, 1) },
    };
    const told = await tell(smallSpec(), engine, { resumeFrom: { ...poisoned, tensors } });
    expect(told.events.at(-1)).toMatchObject({
      type: 'failed',
      step: 12,
      error: { code: 'training/diverged', details: { step: 12 } },
    });

    const rarely = smallSpec({ measures: { everySteps: 1000 } });
    const later = await tell(rarely, engine, { resumeFrom: { ...poisoned, tensors } });
    expect(later.events.at(-1)).toMatchObject({
      type: 'failed',
      step: 20,
      error: { code: 'training/diverged' },
    });
  },
);

test('the learning rate follows the schedule, by epochs of the stage', async () => {
  const engine = new CountingEngine(reference);
  const training = { kind: 'together', epochs: 6, batchSize: 100 };
  await tell(smallSpec({ training }), engine);
  const gains = [1, 1, 1, 5 / 6, 3 / 6, 1 / 6].flatMap((gain) => [gain, gain]); // two steps an epoch
  expect(engine.rates).toEqual(gains.map((gain) => expect.closeTo(0.05 * gain, 12) as number));
});

test('Adam counts its steps from the start of each stage', async () => {
  const engine = new CountingEngine(reference);
  await tell(smallSpec({ ...layerByLayer, readouts: [{ kind: 'goodness' }] }), engine);
  const rate = (step: number) => (0.02 * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
  const stage = [1, 2, 3, 4, 5, 6, 7, 8].map((step) => expect.closeTo(rate(step), 12) as number);
  expect(engine.rates).toEqual([...stage, ...stage]);
});

test('a run that fails waits for the checkpoint being written, so that nothing is cut short', async () => {
  const { tensors, ...rest } = lastState(await tell(smallSpec(), reference, { stopAfterEpochs: 0 }));
  const poisoned = { ...tensors, 'layer1/bias': { shape: [1, 24], data: new Float32Array(24).fill(NaN) } };
  let [begun, ended] = [0, 0];
  const told = await tell(smallSpec(), reference, {
    resumeFrom: { ...rest, tensors: poisoned },
    checkpointSeconds: 0,
    saveCheckpoint: async ({ step }) => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
      ended += 1;
      return { file: `step-${step}`, sha256: '', bytes: 1 };
    },
  });
  expect(told.events.at(-1)?.type).toBe('failed');
  expect([begun, ended]).toEqual([1, 1]);
});

test('what cannot be trained at all is told as a failure, not thrown', async () => {
  const wrong = [
    smallSpec({ readouts: [{ kind: 'goodness', firstLayer: 3 }] }),
    smallSpec({ readouts: [{ kind: 'goodness' }] }), // hard negatives without the read-out that picks them
  ];
  for (const spec of wrong) {
    const { events } = await tell(spec, reference);
    expect(events).toEqual([
      { type: 'failed', step: 0, error: { code: 'spec/invalid', details: expect.anything() as object } },
    ]);
  }
});

test.each(['step of', 'answers', 'activity', 'norms', 'snapshot'])(
  'an engine that cannot compile "%s" ends the run with its error',
  async (program) => {
    const engine = new CountingEngine(reference, program);
    const { events } = await tell(smallSpec(), engine);
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'engine/failed' } });
  },
);

test.each([
  ['together', {}],
  ['layer by layer', layerByLayer],
  [
    'layer by layer on one batch',
    {
      ...layerByLayer,
      negatives: { kind: 'uniform', once: true },
      training: { kind: 'layer-by-layer', epochs: 2, batchSize: 'all' },
    },
  ],
])('a run gives back every tensor it took: %s', async (_, changes) => {
  const engine = new CountingEngine(reference);
  const { events } = await tell(smallSpec({ ...changes, measures: { everySteps: 1 } }), engine);
  expect(events.at(-1)?.type).toBe('finished');
  expect(engine.held).toBe(0);
  expect(engine.programs).toBe(0);
});

/** A clock that moves on by so many milliseconds whenever it is read. */
function ticking(milliseconds: number): () => number {
  let now = 0;
  return () => (now += milliseconds);
}
