import { expect, test } from 'vitest';

import { runColumns } from '../../../src-shared/views/run-table-view.ts';
import { createRun, storeWithClock } from '../fixtures/clocked-store.ts';
import { evaluated, finished, measured, sampleRun, started } from '../fixtures/sample-run.ts';

test('every column of every table is there, newest run first', () => {
  const store = storeWithClock();
  const old = store.createRun({ ...sampleRun, preset: null, tags: ['seeds', 'paper'] });
  const done = createRun(store, { seed: 8 });
  store.record(done, [started(), evaluated(1_000, 0.25, true), finished(1_000)]);
  store.rewrite(done, 'name', { from: store.getRun(done).name, to: 'best' });
  store.rewrite(done, 'notes', { from: '', to: 'good' });
  store.annotate(done, { archived: true });
  const { configurationHash, createdAt } = store.getRun(done);
  const { createdAt: oldCreatedAt } = store.getRun(old);
  const { revision, ...table } = store.runTable([], null);
  const none = [
    'error',
    'validation',
    'training',
    'epochs',
    'total-steps',
    'seconds-left',
    'engine',
    'device',
    'preset',
  ];
  expect([revision > 0, table]).toEqual([
    true,
    {
      runIds: [done, old],
      removed: [],
      columns: {
        ...Object.fromEntries(none.map((name) => [`run:${name}`, [null, null]])),
        'run:name': ['best', 'sample'],
        'run:status': ['completed', 'queued'],
        'run:preset': ['quick-start', null],
        'run:seed': [8, 7],
        'run:error': [0.25, null],
        'run:epoch': [10, 0],
        'run:epochs': [10, null],
        'run:step': [1_000, 0],
        'run:total-steps': [1_000, null],
        'run:train-seconds': [25, 0],
        'run:memory': [500_000_000, null],
        'run:engine': ['reference', null],
        'run:device': ['cpu', null],
        'run:created': [createdAt, oldCreatedAt],
        'run:tags': ['', 'seeds\u001fpaper'],
        'run:notes': ['good', ''],
        'run:archived': [true, false],
        'run:configuration': [configurationHash, configurationHash],
      },
    },
  ]);
  expect(Object.keys(table.columns)).toEqual(runColumns.map(({ id }) => id));
});

test('columns asked for besides: settings, last values, machines; of unknown sorts there are none', () => {
  const store = storeWithClock();
  const a = createRun(store);
  const layers = [500, 20].map((units) => ({ kind: 'dense', units }));
  const b = createRun(store, { layers, optimizer: { kind: 'plain', learningRate: 1, nesterov: true } });
  store.record(a, [measured(1, { loss: 1, error: 3 }), measured(2, { loss: NaN })]);
  store.record(b, [measured(1, { loss: -Infinity })]);
  const asked = [
    'setting:optimizer.learningRate',
    'setting:optimizer.nesterov',
    'setting:optimizer.kind',
    'setting:layers.0.units',
    'setting:no.such',
    'metric:loss',
    'metric:error',
    'metric:no/such',
    'environment:cpu',
    'environment:memoryBytes',
    'environment:no-such',
    'run:name',
    'run:layers',
    'run:no-such',
    'colour:blue',
    'constructor',
    '__proto__',
  ];
  const base = new Set<string>(runColumns.map(({ id }) => id));
  const extra = (after: number | null): unknown =>
    Object.fromEntries(Object.entries(store.runTable(asked, after).columns).filter(([id]) => !base.has(id)));
  const wanted = {
    'setting:optimizer.learningRate': [1, 0.03],
    'setting:optimizer.nesterov': [true, null],
    'setting:optimizer.kind': ['plain', 'adam'],
    'setting:layers.0.units': [500, 500],
    'setting:no.such': [null, null],
    'metric:loss': [-Infinity, NaN],
    'metric:error': [null, 3],
    'metric:no/such': [null, null],
    'environment:cpu': ['a processor', 'a processor'],
    'environment:memoryBytes': [1e9, 1e9],
    'environment:no-such': [null, null],
    'run:layers': [2, 1],
  };
  // The same cells, whether columns are read as a whole or run by run.
  expect([extra(null), extra(0)]).toEqual([wanted, wanted]);
});

test('a read-out has its column, whatever it is called, and stands for the run where it is the only one', () => {
  const store = storeWithClock();
  const [probed, other, fresh] = [createRun(store), createRun(store), createRun(store)];
  const report = { train: { 'probe/layer2': 0.01 }, validation: null };
  const answers = { 'probe/layer2': 0.2, 'a vote - of all': 0.1 };
  store.record(probed, [
    started(),
    { ...evaluated(1_000, 0, true), errors: { ...report, test: { 'probe/layer2': 0.2 } } },
  ]);
  store.record(other, [started(), { ...evaluated(1_000, 0, true), errors: { ...report, test: answers } }]);
  const names = ['run:test-probe/layer2', 'run:train-probe/layer2', 'run:test-a vote - of all'];
  const { runIds, columns } = store.runTable([...names, 'run:validation-'], null);
  expect([runIds, ['run:error', ...names].map((id) => columns[id]), columns['run:validation-']]).toEqual([
    [fresh, other, probed],
    [
      [null, 0.1, 0.2],
      [null, 0.2, 0.2],
      [null, 0.01, 0.01],
      [null, 0.1, null],
    ],
    undefined,
  ]);
  expect(store.listColumns('probe', 10).columns).toEqual([
    {
      id: 'run:test-probe/layer2',
      group: 'run',
      label: 'Test error, probe of layer 2',
      kind: 'fraction',
      runs: 2,
    },
    {
      id: 'run:train-probe/layer2',
      group: 'run',
      label: 'Training error, probe of layer 2',
      kind: 'fraction',
      runs: 2,
    },
  ]);
});

test('a setting that is a number here and a text there keeps its values', () => {
  const store = storeWithClock();
  createRun(store, { threshold: { kind: 'number', value: 2 } });
  createRun(store, { threshold: { kind: 'number', value: 'units' } });
  createRun(store, { threshold: { kind: 'number', value: 3 } });
  expect(store.runTable(['setting:threshold.value'], null).columns['setting:threshold.value']).toEqual([
    3,
    'units',
    2,
  ]);
});

test('the last value of a curve that was taken back is the one it ends with now', () => {
  const store = storeWithClock();
  const run = createRun(store);
  store.record(
    run,
    [1, 2, 3].map((step) => measured(step, { loss: step === 2 ? NaN : step * 10 })),
  );
  const cells = [3, 2, 1, 0].map((step) => {
    store.truncateAfter(run, step);
    return store.runTable(['metric:loss'], null).columns['metric:loss'];
  });
  expect(cells).toEqual([[30], [NaN], [10], [null]]);
});

test('an empty store has an empty table', () => {
  const { columns, ...rest } = storeWithClock().runTable(['metric:loss'], null);
  expect([rest, columns['metric:loss']]).toEqual([{ revision: 0, runIds: [], removed: [] }, []]);
});
