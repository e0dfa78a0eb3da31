import { expect, test } from 'vitest';

import type { EngineView } from '../../src-shared/views/workbench-view.ts';
import { parseSpec, specHash } from '../../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../core/catalogue.ts';
import { wholeOf } from '../core/dataset/bytes.ts';
import { smallSpec } from '../core/train/fixtures/small-training.ts';
import { checkSpec } from './check-spec.ts';
import { DatasetsAtHand } from './datasets-at-hand.ts';
import { smallChoice } from './fixtures/small-run.ts';

const datasets = new DatasetsAtHand();
const whole = { ...smallSpec({ dataset: smallChoice }) };
const check = (draft: unknown, engines: readonly EngineView[] | null = null) =>
  checkSpec(draft, datasets, { folder: '/nowhere' }, engines);

function engineView(id: string, gigaflopsPerSecond: number, picked: boolean): EngineView {
  return { id, label: id, device: null, reason: null, notes: [], gigaflopsPerSecond, picked };
}

test('a sound draft is completed and hashed, and its cost told', async () => {
  const { engine: _engine, seed: _seed, ...draft } = whole;
  const spec = parseSpec(catalogue, draft);
  const memoryBytes = expect.any(Number) as number;
  expect(await check(draft)).toEqual({
    spec,
    hash: specHash(spec),
    problems: [],
    estimate: { steps: 30, epochs: 3, parameterCount: 2160, seconds: null, memoryBytes, engine: null },
  });
});

test('time is the useful work over the speed of the engine that would train it', async () => {
  const engines = [engineView('onnx', 2, true), engineView('tensorflow', 4, false)];
  // Per example: positives and negatives forward and their gradients (8), and the neutral pass (2), of each product.
  const flops = 30 * 20 * (64 * 24 + 24 * 20) * 10;
  const seconds = async (kind: string) => (await check({ ...whole, engine: { kind } }, engines)).estimate;
  expect(await seconds('auto')).toMatchObject({
    engine: 'onnx',
    seconds: expect.closeTo(flops / 2e9, 12) as number,
  });
  expect(await seconds('tensorflow')).toMatchObject({
    engine: 'tensorflow',
    seconds: expect.closeTo(flops / 4e9, 12) as number,
  });
  expect(await seconds('reference')).toMatchObject({ engine: null, seconds: null });
});

test('every mistake is told at once, each with the path of its setting', async () => {
  const draft = { ...whole, optimizer: { kind: 'adm' }, layers: [{ kind: 'dense', units: 0 }], more: 1 };
  expect(await check(draft)).toEqual({
    spec: null,
    hash: null,
    problems: [
      expect.objectContaining({ severity: 'error', settings: ['layers.0.units'] }),
      {
        severity: 'error',
        settings: ['optimizer.kind'],
        message: 'there is no optimizer named "adm" (did you mean "adam"?)',
        remedy: '',
      },
      { severity: 'error', settings: [], message: 'there is no setting "more"', remedy: '' },
    ],
    estimate: null,
  });
});

test('what only the dataset or the whole can tell is told with its setting too', async () => {
  const settings = async (changes: object) =>
    (await check({ ...whole, ...changes })).problems.map((each) => [each.severity, ...each.settings]);
  const one = { kind: 'goodness', firstLayer: 1 };
  expect({
    tooFew: await settings({ dataset: { kind: 'idx-files', trainImages: 'a', trainLabels: 'b' } }),
    twice: await settings({ readouts: [one, one, { kind: 'softmax' }] }),
    beyond: await settings({ readouts: [{ kind: 'goodness', firstLayer: 3 }, { kind: 'softmax' }] }),
    future: await settings({ version: 99 }),
    trap: await settings({ negatives: { kind: 'permuted' } }),
    hopeless: await settings({
      threshold: { kind: 'number', value: 1e6 },
      goodness: { kind: 'mean-of-squares' },
    }),
  }).toEqual({
    tooFew: [['error', 'dataset']],
    twice: [['error', 'readouts']],
    beyond: [['error', 'readouts']],
    future: [['error', 'version']],
    trap: [['warning', 'negatives']],
    hopeless: [['error', 'threshold', 'goodness']],
  });
});

test('a dataset is read once, however many shares of it are tried', async () => {
  const shares = await Promise.all(
    [100, 101, 102].map((trainExamples) =>
      datasets.load({ kind: 'mnist', trainExamples }, { folder: '/nowhere' }),
    ),
  );
  const buffers = new Set(shares.map(({ dataset }) => wholeOf(dataset.splits.train.pixels).buffer));
  expect(buffers.size).toBe(1);
  expect(shares.map(({ dataset }) => dataset.splits.train.count)).toEqual([100, 101, 102]);
});
