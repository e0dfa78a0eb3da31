import { expect, test } from 'vitest';

import { measured, memoryStore, sampleRun, sampleSpec } from '../fixtures/sample-run.ts';
import type { RunStore } from '../run-store.ts';

/** Two runs; the newer one alone has an accuracy and another optimizer. */
function storeWithTwo(): { store: RunStore; a: string; b: string } {
  const store = memoryStore();
  const a = store.createRun(sampleRun);
  const optimizer = { kind: 'plain', learningRate: 1, nesterov: false };
  const b = store.createRun({ ...sampleRun, spec: { ...sampleSpec, optimizer } });
  store.record(a, [measured(1, { 'layer1/loss': 1 })]);
  store.record(b, [measured(1, { 'layer1/loss': 1, 'layer2/Loss': 1, accuracy: 1 })]);
  return { store, a, b };
}

const ids = (store: RunStore, search: string): string[] =>
  store.listColumns(search, 1_000).columns.map(({ id }) => id);

test('columns are the number of layers, the settings by path, then the metrics by name, then the machine, with how many runs have them', () => {
  const { store } = storeWithTwo();
  const { total, columns } = store.listColumns('', 1_000);
  const groups = columns.map(({ group }) => group);
  const some = [
    'setting:layers.0.units',
    'setting:optimizer.kind',
    'setting:optimizer.nesterov',
    'metric:accuracy',
  ];
  expect([
    total,
    [...new Set(groups)],
    groups.toSorted((a, b) => groups.indexOf(a) - groups.indexOf(b)),
    columns.filter(({ id }) => some.includes(id) || id.startsWith('environment:c')),
    ids(store, 'metric:'),
  ]).toEqual([
    columns.length,
    ['run', 'setting', 'metric', 'environment'],
    groups,
    [
      { id: 'setting:layers.0.units', group: 'setting', label: 'Layer 1: units', kind: 'number', runs: 2 },
      { id: 'setting:optimizer.kind', group: 'setting', label: 'Optimizer', kind: 'text', runs: 2 },
      {
        id: 'setting:optimizer.nesterov',
        group: 'setting',
        label: 'Optimizer: nesterov',
        kind: 'boolean',
        runs: 1,
      },
      { id: 'metric:accuracy', group: 'metric', label: 'accuracy', kind: 'number', runs: 1 },
      { id: 'environment:cpu', group: 'environment', label: 'Processor', kind: 'text', runs: null },
      { id: 'environment:cores', group: 'environment', label: 'Processor cores', kind: 'number', runs: null },
    ],
    ['metric:accuracy', 'metric:layer1/loss', 'metric:layer2/Loss', 'metric:run/trainSeconds'],
  ]);
  expect(new Set(columns.map(({ id }) => id)).size).toBe(total);
});

test('a search finds columns whose id or label holds every word, whatever the case; what is left out is counted', () => {
  const { store } = storeWithTwo();
  expect([
    ids(store, 'LEARNING'),
    ids(store, ' rate   optimizer '),
    ids(store, 'loss layer2'),
    ids(store, 'processor cores'),
    ids(store, '%'),
    store.listColumns('loss', 1),
  ]).toEqual([
    ['setting:optimizer.learningRate'],
    ['setting:optimizer.learningRate'],
    ['metric:layer2/Loss'],
    ['environment:cores'],
    [],
    {
      total: 2,
      columns: [
        { id: 'metric:layer1/loss', group: 'metric', label: 'layer1/loss', kind: 'number', runs: 1 + 1 },
      ],
    },
  ]);
});

test('what no run has any more is no column and no metric', () => {
  const { store, a, b } = storeWithTwo();
  store.truncateAfter(a, 0);
  store.setStatus(b, 'stopped');
  store.deleteRun(b);
  expect([ids(store, 'nesterov'), ids(store, 'metric:'), store.listMetrics([], '', 10)]).toEqual([
    [],
    [],
    { total: 0, metrics: [] },
  ]);
});

test('metrics come most common first, then by name: of all runs, or of those named', () => {
  const { store, a, b } = storeWithTwo();
  const names = (runs: string[], search = '', limit = 100): unknown => {
    const { total, metrics } = store.listMetrics(runs, search, limit);
    return [total, metrics.map(({ metric, runs: count }) => `${metric} ${count}`)];
  };
  expect([
    names([]),
    names([a]),
    names([a, a, b]),
    names([], 'LOSS'),
    names([a, b], 'e', 1),
    names([a], 'acc'),
  ]).toEqual([
    [4, ['layer1/loss 2', 'run/trainSeconds 2', 'accuracy 1', 'layer2/Loss 1']],
    [2, ['layer1/loss 1', 'run/trainSeconds 1']],
    [4, ['layer1/loss 2', 'run/trainSeconds 2', 'accuracy 1', 'layer2/Loss 1']],
    [2, ['layer1/loss 2', 'layer2/Loss 1']],
    [3, ['layer1/loss 2']],
    [0, []],
  ]);
  expect(() => store.listMetrics([a, 'nothing'], '', 10)).toThrow('There is no run');
});
