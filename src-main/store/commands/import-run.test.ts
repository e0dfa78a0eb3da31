import { expect, test } from 'vitest';

import { createRunStore } from '../create-run-store.ts';
import type { WritableDatabase } from '../database.ts';
import { recordEverything, sampleRecord } from '../fixtures/sample-record.ts';
import { memoryDatabase, memoryStore, sampleRun, started } from '../fixtures/sample-run.ts';
import type { RunRecord, RunStore } from '../run-store.ts';

/** A store with its database: what a refused import must leave as it was, to the byte. */
function openStore(): { db: WritableDatabase; store: RunStore } {
  const db = memoryDatabase();
  return { db, store: createRunStore(db, { folder: null }) };
}

const whole = { axis: 'epoch', from: null, to: null, buckets: 50, smoothing: 0.9 } as const;

/** All that the store answers about a run. */
function answers(store: RunStore, run: string): unknown {
  const { detail } = store.exportRun(run);
  const series = detail.metrics.map((metric) => ({ run, metric }));
  const columns = store.listColumns('', 1_000).columns.map(({ id }) => id);
  return [
    store.exportRun(run),
    store.seriesWindow({ ...whole, series }),
    store.seriesWindow({ ...whole, series, axis: 'time' }),
    store.listColumns('', 1_000),
    store.listMetrics([run], '', 1_000),
    store.runTable(columns, null).columns,
    store.getFilms(run, ['activity/layer1'], 0),
  ];
}

test('a run that travelled is answered about as the one that stayed', () => {
  const here = memoryStore();
  const run = recordEverything(here);
  const record = here.exportRun(run);
  const { store } = openStore();
  expect([store.importRun(record), store.exportRun(run)]).toEqual([run, record]);
  expect(answers(store, run)).toEqual(answers(here, run));
  expect(store.checkIntegrity()).toEqual([]);
});

test('a run of which nothing is known yet travels too; nobody trains it where it arrives', () => {
  const here = memoryStore();
  const [queued, running] = [here.createRun(sampleRun), here.createRun(sampleRun)];
  here.record(running, [started()]);
  here.setStatus(running, 'paused');
  const { store } = openStore();
  for (const run of [queued, running]) {
    const record = here.exportRun(run);
    store.importRun(record);
    expect(store.exportRun(run)).toEqual({ ...record, detail: { ...record.detail, status: 'interrupted' } });
  }
});

test('a failed run travels with its reason, however long that is', () => {
  const here = memoryStore();
  const run = here.createRun(sampleRun);
  const error = { code: 'training/failed', details: { reason: 'x'.repeat(20_000), step: 3 } } as const;
  here.record(run, [
    { type: 'warned', step: 1, message: 'y'.repeat(20_000) },
    { type: 'failed', step: 3, error },
  ]);
  const { store } = openStore();
  store.importRun(here.exportRun(run));
  expect(store.exportRun(run)).toEqual(here.exportRun(run));
});

test('an imported run goes on like any other: annotated, taken back, recorded, deleted', () => {
  const { db, store } = openStore();
  const run = store.importRun(sampleRecord());
  store.rewrite(run, 'notes', { from: store.getRun(run).notes, to: 'from Toronto' });
  store.truncateAfter(run, 500);
  const { step, notes, checkpoints } = store.getRun(run);
  store.record(run, [started(500)]);
  const status = store.getRun(run).status;
  store.setStatus(run, 'stopped');
  store.deleteRun(run);
  const left = ['runs', 'series', 'series_chunks', 'films', 'snapshots', 'run_settings', 'last_values'].map(
    (table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
  );
  expect([step, notes, checkpoints.length, status, left]).toEqual([
    500,
    'from Toronto',
    1,
    'running',
    [0, 0, 0, 0, 0, 0, 0],
  ]);
});

test('a run that is here already stays as it is', () => {
  const { db, store } = openStore();
  const record = sampleRecord();
  store.importRun(record);
  const before = db.serialize();
  expect(() => store.importRun({ ...record, series: [] })).toThrow(
    `The run ${record.detail.runId} is already here.`,
  );
  expect(db.serialize().equals(before)).toBe(true);
});

test('what the disk refuses leaves nothing behind, and can be imported when there is space again', () => {
  const { db, store } = openStore();
  const record = sampleRecord();
  const long = {
    steps: Float64Array.from({ length: 200_000 }, (_, i) => i),
    values: new Float32Array(200_000),
  };
  const large = { ...record, series: [...record.series, { metric: 'zeros', ...long }] };
  const pages = db.pragma('page_count', { simple: true }) as number;
  db.pragma(`max_page_count = ${pages + 60}`);
  expect(() => store.importRun(large)).toThrow('The disk is full');
  expect([
    store.listRuns({ includeArchived: true }),
    store.listMetrics([], '', 9).total,
    store.checkIntegrity(),
  ]).toEqual([[], 0, []]);
  db.pragma('max_page_count = 1000000');
  store.importRun(large);
  expect(store.getSeries(record.detail.runId, ['zeros'])[0]?.values.length).toBe(200_000);
});

test('text stays text, whatever stands in it', () => {
  const record = sampleRecord();
  const nasty = '<script>alert(1)</script>\u0000"; DROP TABLE runs; -- \u202e../../etc/passwd';
  const hostile: RunRecord = {
    ...record,
    detail: { ...record.detail, name: nasty, notes: nasty, tags: [nasty, nasty], warnings: [nasty] },
    series: [{ metric: nasty, steps: Float64Array.of(1), values: Float32Array.of(2) }],
    histograms: record.histograms.map((each, i) => ({ ...each, name: `${nasty}${i}` })),
    films: record.films.map((each, i) => ({ ...each, name: `${nasty}${i}` })),
  };
  const { store } = openStore();
  const run = store.importRun(hostile);
  const { detail, series, histograms, films } = store.exportRun(run);
  expect({ name: detail.name, notes: detail.notes, tags: detail.tags, warnings: detail.warnings }).toEqual({
    name: nasty,
    notes: nasty,
    tags: [nasty],
    warnings: [nasty],
  });
  expect([series, histograms, films]).toEqual([hostile.series, hostile.histograms, hostile.films]);
  const column = `metric:${nasty}`;
  expect([
    store.runTable([column], null).columns[column],
    store.listRuns({ includeArchived: true }).length,
  ]).toEqual([[2], 1]);
});
