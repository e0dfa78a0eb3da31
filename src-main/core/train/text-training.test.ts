/** Runs on text: what they record of strings, that they go on where they stopped, and what stays as it was drawn. */

import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import type { DatasetLoader } from '../dataset/dataset.ts';
import { datasetParts } from '../dataset/index.ts';
import { engineKinds } from '../engine/index.ts';
import { bits, stopAt } from './fixtures/interrupted.ts';
import { eventsOf, lastState, smallSpec, tell } from './fixtures/small-training.ts';

const engine = await engineKinds.get('onnx').open({ threads: 1, device: 'cpu' });
const load = (kind: string, settings: object) =>
  createPart<DatasetLoader>(datasetParts, { kind, ...settings }).load({ folder: '/nowhere' });

const strings = { length: 20, window: 4, trainStrings: 5, validationStrings: 2, testStrings: 1 };
const fables = await load('text', strings);
const recall = await load('associative-recall', {
  ...{ keys: 3, values: 3, pairs: 2 },
  ...{ trainExamples: 80, validationExamples: 20, testExamples: 20 },
});

const selfWritten = { negatives: { kind: 'self-written', strings: 7, length: 5 } };
const fastWeights = {
  layers: [
    { kind: 'fast-weights', units: 6 },
    { kind: 'dense', units: 20 },
  ],
};

test.each([
  ['strings the net writes', fables, selfWritten],
  ['fast weights', recall, fastWeights],
])('stopped in mid-string and resumed equals uninterrupted, bit for bit: %s', async (_, dataset, changes) => {
  const spec = smallSpec({ ...changes, measures: { everySteps: 1 } });
  const whole = await tell(spec, engine, { dataset });
  const stopped = await tell(spec, engine, { dataset, ...stopAt(6) });
  expect(stopped.events.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped', step: 6 });
  const resumeFrom = structuredClone(lastState(stopped));
  const resumed = await tell(spec, engine, { dataset, resumeFrom });
  expect(bits(lastState(resumed))).toEqual(bits(lastState(whole)));
});

test('a run on text records the strings it writes at every measure, and how often it is right', async () => {
  const told = await tell(smallSpec(), engine, { dataset: fables });
  const ofText = eventsOf(told, 'snapshot').filter(({ name }) => /^text\/|symbols$/.test(name));
  const places = strings.length - strings.window;
  expect(ofText.slice(0, 5).map(({ name, shape, step }) => [name, shape, step])).toEqual([
    ['probe/symbols', [30, 2], 0],
    ['text/real', [2, strings.length], 0],
    ['text/likely', [2, strings.length], 0],
    ['text/drawn', [2, strings.length], 0],
    ['text/accuracy', [3, places], 0],
  ]);
  const [real, likely, drawn] = ofText.slice(1, 4);
  for (const written of [likely, drawn])
    for (const string of [0, 1]) {
      const begun = (bytes?: Uint8Array) =>
        bytes?.slice(string * strings.length, string * strings.length + strings.window);
      expect(begun(written?.bytes)).toEqual(begun(real?.bytes));
    }
  expect(likely?.bytes.every((code) => code < 30)).toBe(true);
  const accuracies = eventsOf(told, 'measured').flatMap(({ values }) =>
    'text/accuracy/teacher-forced' in values ? [values] : [],
  );
  expect(accuracies.length).toBe(3);
  for (const values of accuracies)
    for (const kind of ['teacher-forced', 'self-generated', 'commonest']) {
      expect(values[`text/accuracy/${kind}`]).toBeGreaterThanOrEqual(0);
      expect(values[`text/accuracy/${kind}`]).toBeLessThanOrEqual(1);
    }
  // As the softmax is right on validation windows, which are all the places of all the strings.
  const { errors } = eventsOf(told, 'evaluated').at(-1) ?? {};
  const right = accuracies.at(-1)?.['text/accuracy/teacher-forced'] ?? NaN;
  expect(right).toBeCloseTo(1 - (errors?.validation?.['softmax'] ?? NaN), 6);
});

test('recall has windows but no strings', async () => {
  const told = await tell(smallSpec(fastWeights), engine, { dataset: recall });
  const names = new Set(eventsOf(told, 'snapshot').map(({ name }) => name));
  expect([names.has('probe/symbols'), names.has('text/real')]).toEqual([true, false]);
});

test('with read-outs alone the layers stay as they were drawn', async () => {
  const spec = smallSpec({ training: { kind: 'read-outs-alone', epochs: 2, batchSize: 20 } });
  const { saved } = await tell(spec, engine, { control: stopped() });
  const first = saved.at(-1);
  const last = lastState(await tell(spec, engine));
  const changed = Object.keys(last.tensors).filter(
    (name) => JSON.stringify(last.tensors[name]) !== JSON.stringify(first?.tensors[name]),
  );
  expect(changed).toEqual(['softmax/weights/layer2', 'softmax/weights/layer2/smoothedGradient']);
});

function stopped() {
  return { stopRequested: true, pauseRequested: false, whilePaused: () => Promise.resolve() };
}
