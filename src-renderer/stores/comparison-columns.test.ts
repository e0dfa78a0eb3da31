import { expect, test } from 'vitest';

import { columnOptions, errorColumns, firstScatterColumn, labelOf } from './comparison-columns.ts';

const rate = { path: 'optimizer.learningRate', label: 'Learning rate', values: [0.1, 0.2] };
const auc = {
  id: 'metric:layer1/auc',
  group: 'metric',
  label: 'layer1/auc',
  kind: 'number',
  runs: 3,
} as const;

test('errors are those of every read-out and split', () => {
  expect(errorColumns.map(({ id }) => id)).toEqual([
    'run:test-goodness',
    'run:test-softmax',
    'run:validation-goodness',
    'run:validation-softmax',
    'run:train-goodness',
  ]);
});

test('a column is called what whoever knows it calls it, else by its id', () => {
  const names = ['run:seed', 'setting:optimizer.learningRate', 'metric:layer1/auc', 'metric:x/y'].map((id) =>
    labelOf(id, [rate], [auc]),
  );
  expect(names).toEqual(['Seed', 'Learning rate', 'layer1/auc', 'x/y']);
});

test('columns are found by every word; texts only where words are welcome', () => {
  expect(columnOptions('test soft', [auc], true).map(({ value }) => value)).toEqual([
    'run:test-softmax',
    'metric:layer1/auc',
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
