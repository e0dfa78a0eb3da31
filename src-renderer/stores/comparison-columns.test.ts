import { expect, test } from 'vitest';

import { columnOptions, errorColumnsOf, firstScatterColumn, labelOf } from './comparison-columns.ts';

const rate = { path: 'optimizer.learningRate', label: 'Learning rate', values: [0.1, 0.2] };
const auc = {
  id: 'metric:layer1/auc',
  group: 'metric',
  label: 'layer1/auc',
  kind: 'number',
  runs: 3,
} as const;

const probe = {
  id: 'run:test-probe/layer2',
  group: 'run',
  label: 'Test error, probe of layer 2',
  kind: 'fraction',
  runs: 1,
} as const;

test('errors are those of whatever read-outs the runs have, split by split', () => {
  const test = { goodness: 0.1, 'goodness/layer1': 0.3, 'probe/layer2': 0.2 };
  const errors = { train: { 'probe/layer2': 0.1 }, validation: null, test };
  const point = { step: 1, epoch: 1, trainSeconds: 1, errors, final: true };
  const columns = errorColumnsOf([
    { run: 'a', points: [point] },
    { run: 'b', points: [] },
  ]);
  expect(errorColumnsOf([])).toEqual([]);
  expect(columns.map(({ id }) => id)).toEqual([
    'run:test-goodness',
    'run:validation-goodness',
    'run:train-goodness',
    'run:test-probe/layer2',
    'run:validation-probe/layer2',
    'run:train-probe/layer2',
  ]);
  expect(columns.at(-3)?.label).toBe(probe.label);
});

test('a column is called what whoever knows it calls it, else by its id', () => {
  const ids = ['run:seed', 'setting:optimizer.learningRate', 'metric:layer1/auc', 'metric:x/y', probe.id];
  expect(ids.map((id) => labelOf(id, [rate], [auc]))).toEqual([
    'Seed',
    'Learning rate',
    'layer1/auc',
    'x/y',
    probe.label,
  ]);
});

test('columns are found by every word; texts only where words are welcome', () => {
  expect(columnOptions('test err', [auc], true).map(({ value }) => value)).toEqual([
    'run:error',
    'metric:layer1/auc',
  ]);
  expect(columnOptions('probe', [probe], true)).toEqual([
    { value: probe.id, label: probe.label, detail: 'run' },
  ]);
  expect(columnOptions('device', [], true)).toEqual([]);
  expect(columnOptions('device', [], false)).toEqual([
    { value: 'run:device', label: 'Device', detail: 'run' },
  ]);
});

test('the scatter begins with a differing number, else with the training time', () => {
  const words = { path: 'peer.kind', label: 'Peer', values: ['none', 'mean'] };
  expect([firstScatterColumn([words, rate]), firstScatterColumn([words])]).toEqual([
    'setting:optimizer.learningRate',
    'run:train-seconds',
  ]);
});
