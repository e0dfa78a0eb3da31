/** The exported classifier, run by ONNX Runtime as another program would, against the workbench's own answers. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { createPart } from '../../src-shared/spec/part.ts';
import type { PartChoice } from '../../src-shared/spec/part.ts';
import type { OutputOf } from '../../src-shared/contract/contract.ts';
import { wholeOf } from '../core/dataset/bytes.ts';
import type { DatasetLoader } from '../core/dataset/dataset.ts';
import { datasetParts } from '../core/dataset/index.ts';
import { engineKinds } from '../core/engine/index.ts';
import { openOnnxFile } from '../core/engine/onnx/fixtures/open-onnx-file.ts';
import { inputFacts } from '../core/dataset/rows.ts';
import { Evaluator } from '../core/measure/evaluator.ts';
import { createRecipe } from '../core/net/recipe.ts';
import { parameterShapes } from '../core/net/parameters.ts';
import { competing, settling } from '../core/train/fixtures/small-training.ts';
import { smallChoice, trainSmallRun } from './fixtures/small-run.ts';
import type { SmallRun } from './fixtures/small-run.ts';
import { Inspector } from './inspector.ts';
import type { InspectionRequest } from './messages.ts';
import { predictionsOf, readoutsOf, scoresOf } from './readout-answers.ts';

const images = 1000;
const openEngine = () => engineKinds.get('reference').open({ threads: 1, device: 'cpu' });
const inspector = new Inspector({
  openEngine,
  project: () => Promise.reject(new Error('nothing is projected here')),
  clock: () => 0,
});

async function exported({ run, datasetFolder }: SmallRun): Promise<OutputOf<'inspect/classifier'>> {
  const request = {
    ...{ id: 1, name: 'inspect/classifier', input: { run: run.runId, step: null }, run },
    ...{ datasetFolder, engines: null, version: '1.2.3' },
  } as InspectionRequest;
  const reply = await inspector.answer(request);
  if ('error' in reply) throw WorkbenchError.fromRecord(reply.error);
  return reply.output as OutputOf<'inspect/classifier'>;
}

/** The workbench's own scores by read-out, [images, classes], and classes answered, on other images than were trained on. */
async function ownAnswers({ spec, state }: SmallRun) {
  const load = (choice: PartChoice) => createPart<DatasetLoader>(datasetParts, choice).load({ folder: '' });
  const more = await load({ ...spec.dataset, testExamples: images });
  const recipe = createRecipe(spec, inputFacts(await load(spec.dataset)));
  const engine = await openEngine();
  const uploaded = Object.entries(parameterShapes(recipe)).map(([name, shape]) => {
    const { data } = assertDefined(state.tensors[name], name);
    return [name, engine.upload(data, shape)] as const;
  });
  const answers = assertDefined(
    (await new Evaluator(engine, recipe, more).answers('test', images, Object.fromEntries(uploaded))) ??
      undefined,
    'answers',
  );
  const scores = readoutsOf(recipe).map((readout) => {
    const rows = Array.from({ length: images }, (_unused, at) => [...scoresOf(answers, readout, at)]);
    return [readout.readout, { rows, answered: [...predictionsOf(answers, readout)] }] as const;
  });
  return { pixels: more.splits.test.pixels, scores };
}

/** How far two lists are apart at most, against the largest of them; Infinity where only one of two numbers is finite. */
function apart(found: ArrayLike<number>, expected: readonly number[]): number {
  let [largest, difference] = [1e-3, 0];
  expected.forEach((value, at) => {
    if (value === -Infinity && found[at] === value) return;
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - (found[at] as number)));
  });
  return difference / largest;
}

const withoutLabels = { labels: undefined, negatives: { kind: 'hybrid', blurs: 2 } };
const sentBack = {
  ...{ method: { kind: 'back-propagation' }, labels: undefined, goodness: undefined, threshold: undefined },
  ...{ peer: undefined, negatives: undefined, objective: undefined },
};
const spatial = (kind: string) => [
  { kind, field: 3, stride: 2, padding: 1, channels: 4 },
  { kind: 'dense', units: 20 },
];
const probed = [{ kind: 'goodness', firstLayer: 1 }, { kind: 'softmax' }, { kind: 'probe' }];
const normalizedPixels = { ...smallChoice, pixelMean: 0.2, pixelDeviation: 0.4 };

test.each<[string, object, readonly string[]]>([
  [
    'dense and labelled, with probes and pixels made to have a mean of zero',
    { readouts: probed, dataset: normalizedPixels },
    ['goodness', 'softmax', 'probe/layer1', 'probe/layer2', 'goodness/layer1', 'goodness/layer2'],
  ],
  [
    'among three candidates',
    { readouts: [{ kind: 'goodness', firstLayer: 1, candidates: 3 }, { kind: 'softmax' }] },
    ['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2'],
  ],
  [
    'local fields',
    { layers: spatial('local'), peer: { kind: 'none' } },
    ['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2'],
  ],
  [
    'convolution',
    { layers: spatial('convolution'), peer: { kind: 'none' } },
    ['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2'],
  ],
  [
    'dense, the label in a block of pixels',
    { labels: { kind: 'in-block', pixels: 2 }, dataset: normalizedPixels },
    ['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2'],
  ],
  ['without labels', { ...withoutLabels, readouts: [{ kind: 'softmax' }] }, ['softmax']],
  ['settling over iterations', settling, ['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2']],
  ['class groups', competing, ['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2']],
  ['back-propagation', { ...sentBack, readouts: [{ kind: 'softmax', firstLayer: 2 }] }, ['softmax']],
])('answers 1,000 images as the workbench does: %s', async (_, changes, readouts) => {
  const small = await trainSmallRun(changes);
  const file = await exported(small);
  expect(file).toMatchObject({ at: { run: 'small-run', step: 30 }, readouts });
  const model = await openOnnxFile(file.bytes);
  expect([model.inputs, model.outputs]).toEqual([['images'], readouts]);
  const { pixels, scores } = await ownAnswers(small);
  const values = Float32Array.from(wholeOf(pixels), (byte) => byte / 255);
  const found = await model.run('images', values, [images, 64]);
  for (const [name, { rows, answered }] of scores) {
    const { data, shape } = assertDefined(found[name], name);
    expect(shape).toEqual([images, small.dataset.classNames.length]);
    expect(apart(data, rows.flat())).toBeLessThan(1e-4);
    const wrong = answered.filter((label, at) => {
      const row = [...data.subarray(at * 5, at * 5 + 5)];
      const [best, second] = [...row].sort((a, b) => b - a) as [number, number];
      return row.indexOf(best) !== label && (best - second) / Math.abs(best) > 1e-4;
    });
    expect(wrong).toEqual([]);
  }
  // One image alone is answered as among others.
  const alone = await model.run('images', values.slice(64, 128), [1, 64]);
  for (const [name, { rows }] of scores)
    expect(apart(assertDefined(alone[name], name).data, rows[1] ?? [])).toBeLessThan(1e-4);
  await model.close();
});
