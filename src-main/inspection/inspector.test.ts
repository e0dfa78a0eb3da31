import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { OutputOf } from '../../src-shared/contract/contract.ts';
import type { Tensor } from '../core/engine/engine.ts';
import { engineKinds } from '../core/engine/index.ts';
import { referenceOps as ops } from '../core/engine/reference/reference-ops.ts';
import type { ReferenceTensor } from '../core/engine/reference/reference-ops.ts';
import { byteValues } from '../core/dataset/rows.ts';
import { competing, eventsOf } from '../core/train/fixtures/small-training.ts';
import { forward, labelledInput, plainInput, prepareImage } from '../core/net/forward.ts';
import { createRecipe } from '../core/net/recipe.ts';
import { inputFacts } from '../core/dataset/rows.ts';
import { smallChoice, trainSmallRun } from './fixtures/small-run.ts';
import { Inspector } from './inspector.ts';
import type { InspectedRun, InspectionCall, InspectionRequest } from './messages.ts';
import { project } from './project.ts';

const small = await trainSmallRun();
const { dataset, spec, state, told } = small;
const recipe = createRecipe(spec, inputFacts(dataset));
const classes = dataset.classNames.length;
const labelValue = recipe.labels?.value ?? NaN;
const inspector = new Inspector({
  openEngine: () => engineKinds.get('reference').open({ threads: 1, device: 'cpu' }),
  project: (request) => Promise.resolve(project(request)),
  clock: () => performance.now(),
});

async function ask<N extends InspectionCall>(
  name: N,
  input: InspectionRequest<N>['input'],
  run: InspectedRun | null = small.run,
): Promise<OutputOf<N>> {
  const { datasetFolder } = small;
  const request = {
    id: 1,
    name,
    input,
    run,
    datasetFolder,
    engines: null,
    version: '1.2.3',
  } as InspectionRequest;
  const reply = await inspector.answer(request);
  if ('error' in reply) throw WorkbenchError.fromRecord(reply.error);
  return reply.output as OutputOf<N>;
}

const newest = { run: small.run.runId, step: null };
const image = (index: number) => ({ split: 'test', index }) as const;
const own = { positiveLabel: null, negativeLabel: null };
const numbers = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const close = (values: Iterable<number>, digits = 4) =>
  [...values].map((value) => expect.closeTo(value, digits) as number);

/** A test image under a label, through the whole net, by the programs that train. */
function passOf(index: number, label: number) {
  const tensors = Object.fromEntries(
    Object.entries(state.tensors).map(([name, { shape, data }]) => [name, ops.constant([...data], shape)]),
  );
  const pixels = dataset.splits.test.pixels.subarray(index * 64, (index + 1) * 64);
  const values = [...pixels].map((byte) => byteValues(dataset)[byte] as number);
  const prepared = prepareImage(ops, recipe, tensors, ops.constant(values.slice(classes), [1, 64 - classes]));
  const row = Array.from({ length: classes }, (_, each) => (each === label ? labelValue : 0));
  return forward(ops, recipe, tensors, labelledInput(ops, recipe, prepared, ops.constant(row, [1, classes])));
}

test('an image is shown as the net sees it: activities, goodness and answers are those of its own passes', async () => {
  const found = await ask('inspect/image', { ...newest, image: image(3), ...own });
  const label = dataset.splits.test.labels[3] as number;
  const passes = Array.from({ length: classes }, (_, each) => passOf(3, each));
  const goodness = recipe.layers.map((_, layer) =>
    passes.map(
      (pass) => numbers(assertDefined(pass[layer]?.goodness ?? undefined, 'a goodness'))[0] as number,
    ),
  );
  const summed = passes.map((_, each) =>
    goodness.reduce((total, layer) => total + (layer[each] as number), 0),
  );
  const wrong = summed.indexOf(Math.max(...summed.filter((_, each) => each !== label)));
  expect(found).toMatchObject({
    at: { run: 'small-run', step: 30, epoch: 3 },
    image: { height: 8, width: 8, channels: 1 },
    trueLabel: label,
    positiveLabel: label,
    negativeLabel: wrong,
  });
  expect([...found.goodnessByLabel]).toEqual(close(goodness.flat(), 3));
  for (const [index, layer] of found.layers.entries()) {
    const activity = (of: number) => numbers(assertDefined(passes[of]?.[index], 'a pass').activity);
    expect([...layer.positive]).toEqual(close(activity(label)));
    expect([...(layer.negative ?? [])]).toEqual(close(activity(wrong)));
    const [good, bad] = [goodness[index]?.[label] as number, goodness[index]?.[wrong] as number];
    const threshold = recipe.layers[index]?.judged?.threshold ?? NaN;
    expect(layer).toMatchObject({
      name: `layer${index + 1}`,
      judged: {
        threshold,
        goodness: { positive: expect.closeTo(good, 6) as number, negative: expect.closeTo(bad, 6) as number },
        probability: {
          positive: expect.closeTo(1 / (1 + Math.exp(threshold - good)), 6) as number,
          negative: expect.closeTo(1 / (1 + Math.exp(threshold - bad)), 6) as number,
        },
      },
    });
  }
  expect(found.answers.map(({ readout }) => readout)).toEqual([
    'goodness',
    'softmax',
    'goodness/layer1',
    'goodness/layer2',
  ]);
  expect([...(found.answers[0]?.scores ?? [])]).toEqual(close(summed, 3));
  expect(found.answers[0]?.answer).toBe(summed.indexOf(Math.max(...summed)));
  expect(found.answers[1]?.scores.reduce((total, each) => total + each)).toBeCloseTo(1, 5);
  const labelPixels = found.inputs.positive.slice(0, classes);
  expect(labelPixels).toEqual(labelPixels.map((_, each) => (each === label ? labelValue : 0)));
});

test('a drawn image gives what the same example gives, and has no label of its own', async () => {
  const drawn = dataset.splits.test.pixels.subarray(3 * 64, 4 * 64).slice();
  const [ofExample, ofDrawn] = [
    await ask('inspect/image', { ...newest, image: image(3), positiveLabel: 1, negativeLabel: 2 }),
    await ask('inspect/image', { ...newest, image: { pixels: drawn }, positiveLabel: 1, negativeLabel: 2 }),
  ];
  expect({ ...ofDrawn, milliseconds: 0 }).toEqual({ ...ofExample, trueLabel: null, milliseconds: 0 });
  const free = await ask('inspect/image', { ...newest, image: { pixels: drawn }, ...own });
  expect(free.positiveLabel).toBe(free.answers[0]?.answer);
});

test('a split has the errors that the run itself reported at its end', async () => {
  const report = eventsOf(told, 'evaluated').at(-1)?.errors;
  for (const split of ['train', 'validation', 'test'] as const) {
    const found = await ask('inspect/split', { ...newest, split, limit: 1000, hardest: 5 });
    const errors = Object.fromEntries(found.readouts.map(({ readout, error }) => [readout, error]));
    expect(errors).toEqual(report?.[split]);
  }
});

test('confusion, hardest negatives and calibration account for every example', async () => {
  const found = await ask('inspect/split', { ...newest, split: 'test', limit: 60, hardest: 1000 });
  expect(found.examples).toBe(60);
  for (const { confusion, answers, error } of found.readouts) {
    const counted = new Uint32Array(classes * classes);
    answers.forEach((answer, example) => {
      const at = (found.labels[example] as number) * classes + answer;
      counted[at] = (counted[at] as number) + 1;
    });
    expect(confusion).toEqual(counted);
    expect(answers.filter((answer, example) => answer !== found.labels[example]).length / 60).toBeCloseTo(
      error,
    );
  }
  const margins = found.hardest.map(({ margin }) => margin);
  expect(margins).toHaveLength(60);
  expect(margins).toEqual(margins.toSorted((a, b) => a - b));
  const fooled = found.hardest.filter(({ margin }) => margin < 0).length;
  expect(fooled / 60).toBeCloseTo(found.readouts[0]?.error ?? NaN);
  const first = assertDefined(found.hardest[0], 'a hardest');
  const ofFirst = await ask('inspect/image', { ...newest, image: image(first.index), ...own });
  expect([ofFirst.trueLabel, ofFirst.negativeLabel]).toEqual([first.label, first.wrong]);
  for (const { count, fractionPositive, meanProbability } of found.calibration) {
    expect(count.reduce((total, each) => total + each)).toBe(120);
    const positives = count.reduce(
      (total, each, bin) => total + (each === 0 ? 0 : each * (fractionPositive[bin] as number)),
      0,
    );
    expect(positives).toBeCloseTo(60, 3);
    count.forEach((each, bin) => {
      const mean = meanProbability[bin] as number;
      expect(each === 0 ? Number.isNaN(mean) : mean >= bin / 10 && mean <= (bin + 1) / 10 + 1e-6).toBe(true);
    });
  }
});

test("a first unit's field is its weights, label pixels in place; a deeper one's is their product", async () => {
  const data = (name: string) => assertDefined(state.tensors[name], name).data;
  const first = (unit: number) => [
    ...data('layer1/weights/label').subarray(unit * classes, (unit + 1) * classes),
    ...data('layer1/weights/image').subarray(unit * (64 - classes), (unit + 1) * (64 - classes)),
  ];
  const shallow = await ask('inspect/fields', { ...newest, layer: 1, units: [5, 0] });
  expect([...shallow.weights]).toEqual(close([...first(5), ...first(0)], 6));
  expect(shallow).toMatchObject({ layer: 'layer1', units: [5, 0], linearApproximation: false });

  const deep = await ask('inspect/fields', { ...newest, layer: 2, units: [19, 2, 7] });
  const expected = [19, 2, 7].flatMap((unit) => {
    const field = new Array<number>(64).fill(0);
    data('layer2/weights/below')
      .subarray(unit * 24, (unit + 1) * 24)
      .forEach((weight, below) =>
        first(below).forEach((each, at) => (field[at] = (field[at] ?? 0) + weight * each)),
      );
    return field;
  });
  expect([...deep.weights]).toEqual(close(expected));
  expect(deep).toMatchObject({ layer: 'layer2', linearApproximation: true });
});

test('a projection lays out the examples asked for, the same whenever it is asked', async () => {
  for (const method of ['pca', 'umap'] as const) {
    const input = { ...newest, layer: 2, split: 'test', examples: 60, method } as const;
    const found = await ask('inspect/projection', input);
    expect(found).toEqual(await ask('inspect/projection', input));
    expect([...found.labels]).toEqual([...dataset.splits.test.labels.subarray(0, 60)]);
    expect(found.indexes).toEqual(Uint32Array.from({ length: 60 }, (_, index) => index));
    expect(found.points).toHaveLength(120);
    expect(found.points.every(Number.isFinite)).toBe(true);
  }
});

test('examples come page by page, all or of one class', async () => {
  const { labels, pixels } = dataset.splits.test;
  const page = await ask('inspect/examples', {
    run: 'small-run',
    split: 'test',
    label: 2,
    offset: 1,
    limit: 2,
  });
  const indexes = [...labels.keys()].filter((index) => labels[index] === 2);
  expect(page).toEqual({
    total: indexes.length,
    image: dataset.image,
    classNames: dataset.classNames,
    examples: indexes.slice(1, 3).map((index) => ({ index, label: 2 })),
    pixels: Uint8Array.from(
      indexes.slice(1, 3).flatMap((index) => [...pixels.subarray(index * 64, (index + 1) * 64)]),
    ),
  });
  const all = await ask(
    'datasets/examples',
    { dataset: smallChoice, split: 'test', label: null, offset: 98, limit: 9 },
    null,
  );
  expect([all.total, all.examples.map(({ index }) => index)]).toEqual([100, [98, 99]]);
});

test('an older checkpoint is looked into by its step; one that is not there is named', async () => {
  const older = assertDefined(small.run.checkpoints[1], 'an older checkpoint');
  const input = { run: 'small-run', step: older.step, layer: 1, units: [0] };
  expect((await ask('inspect/fields', input)).at).toEqual({
    run: 'small-run',
    step: older.step,
    epoch: older.epoch,
  });
  await expect(ask('inspect/fields', { ...input, step: 7777 })).rejects.toMatchObject({
    code: 'inspect/no-checkpoint',
    message: 'Run small-run has no checkpoint of step 7777.',
  });
  const none = { ...small.run, runId: 'none', checkpoints: [] };
  await expect(ask('inspect/image', { ...newest, image: image(0), ...own }, none)).rejects.toMatchObject({
    code: 'inspect/no-checkpoint',
  });
});

test('where the newest checkpoint is damaged the one before is shown, and says so by its step', async () => {
  const [first, older] = small.run.checkpoints;
  const file = 'checkpoint-000000000099.safetensors';
  await writeFile(join(small.run.runFolder, file), 'nonsense');
  const damaged = { ...assertDefined(first, 'a checkpoint'), step: 99, file };
  const run = { ...small.run, checkpoints: [damaged, assertDefined(older, 'a checkpoint')] };
  const found = await ask('inspect/fields', { ...newest, layer: 1, units: [0] }, run);
  expect(found.at.step).toBe(older?.step);
  const alone = { ...small.run, checkpoints: [damaged] };
  await expect(ask('inspect/fields', { ...newest, layer: 1, units: [0] }, alone)).rejects.toMatchObject({
    code: 'checkpoint/damaged',
  });
  const outside = { ...damaged, file: '../../../etc/passwd' };
  await expect(
    ask('inspect/fields', { ...newest, layer: 1, units: [0] }, { ...small.run, checkpoints: [outside] }),
  ).rejects.toMatchObject({ code: 'inspect/no-checkpoint' });
});

test('what does not exist is refused in words', async () => {
  const refusals = [
    ask('inspect/image', { ...newest, image: image(100), ...own }),
    ask('inspect/image', { ...newest, image: { pixels: new Uint8Array(10) }, ...own }),
    ask('inspect/image', { ...newest, image: image(0), positiveLabel: 5, negativeLabel: null }),
    ask('inspect/fields', { ...newest, layer: 3, units: [0] }),
    ask('inspect/fields', { ...newest, layer: 2, units: [20] }),
    ask(
      'datasets/examples',
      { dataset: { kind: 'mnst' }, split: 'test', label: null, offset: 0, limit: 1 },
      null,
    ),
  ];
  const words = await Promise.all(
    refusals.map((each) => each.then(String, (error: unknown) => (error as Error).message)),
  );
  expect(words).toEqual([
    'The test split has 100 examples, so there is no example 100.',
    'The drawn image has 10 values, but the net takes 8 x 8 x 1.',
    'There is no label 5 among 5 classes.',
    'The net has 2 layers, so there is no layer 3.',
    'layer2 has 20 units, so there is no unit 20.',
    'The experiment is not valid: dataset.kind: there is no dataset named "mnst" (did you mean "mnist"?).',
  ]);
});

test('of a net whose units compete, one pass shows the goodness of every class, and what it has not got is said', async () => {
  const run = await trainSmallRun(competing);
  const askOf = async (name: 'inspect/image' | 'inspect/split', input: object) => {
    const request = {
      id: 1,
      name,
      input,
      run: run.run,
      datasetFolder: run.datasetFolder,
    } as InspectionRequest;
    const reply = await inspector.answer({
      ...request,
      engines: null,
      version: '1.2.3',
    });
    if ('error' in reply) throw WorkbenchError.fromRecord(reply.error);
    return reply.output;
  };
  const at = { run: run.run.runId, step: null };
  const found = (await askOf('inspect/image', {
    ...at,
    image: image(3),
    ...own,
  })) as OutputOf<'inspect/image'>;
  const net = createRecipe(run.spec, inputFacts(run.dataset));
  const tensors = Object.fromEntries(
    Object.entries(run.state.tensors).map(([name, { shape, data }]) => [
      name,
      ops.constant([...data], shape),
    ]),
  );
  const pixels = run.dataset.splits.test.pixels.subarray(3 * 64, 4 * 64);
  const values = [...pixels].map((byte) => byteValues(run.dataset)[byte] as number);
  const pass = forward(ops, net, tensors, plainInput(ops, net, ops.constant(values, [1, 64])));
  const goodness = pass.map((layer) => numbers(assertDefined(layer.goodness ?? undefined, 'a goodness')));
  const summed = assertDefined(goodness[0], 'layer1').map(
    (value, label) => value + (goodness[1]?.[label] ?? NaN),
  );
  expect([...found.goodnessByLabel]).toEqual(close(goodness.flat(), 3));
  expect(found).toMatchObject({ positiveLabel: null, negativeLabel: null, inputs: { negative: null } });
  expect(found.layers.map(({ negative, judged }) => [negative, judged])).toEqual([
    [null, null],
    [null, null],
  ]);
  expect([...(found.answers[0]?.scores ?? [])]).toEqual(close(summed, 3));
  expect(found.notes).toEqual([
    expect.stringMatching(/^The units of every layer are divided among the classes/),
    'This net answers in one pass, so it has no iterations.',
  ]);
  const split = (await askOf('inspect/split', {
    ...at,
    split: 'test',
    limit: 1000,
    hardest: 5,
  })) as OutputOf<'inspect/split'>;
  expect(split.calibration).toEqual([]);
  expect(split.hardest).toHaveLength(5);
  expect(split.readouts.map(({ readout, error }) => [readout, error])).toEqual(
    Object.entries(eventsOf(run.told, 'evaluated').at(-1)?.errors.test ?? {}),
  );
});
