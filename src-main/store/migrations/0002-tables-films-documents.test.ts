import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { createRunStore } from '../create-run-store.ts';
import type { WritableDatabase } from '../database.ts';
import { sampleSpec } from '../fixtures/sample-run.ts';
import { migrateTo, schemaVersionOf } from '../migrate.ts';
import { migrations } from './index.ts';

const environment = { workbench: '0.1.0', cpu: 'a processor', packages: {} };

/** A chunk of 1 or 2 values as version 1 packed them: 1.5 and 2.5; the last may be NaN. */
const chunk = (series: number, firstStep: number, lastValue: string): string =>
  `INSERT INTO series_chunks VALUES
     (${series}, ${firstStep}, ${firstStep + 10}, 2, 1.5, 2.5, ${lastValue}, 0, 10, NULL, x'0000c03f00002040');`;

/** A database as version 1 left it: two runs with curves, and one that measured nothing. */
function versionOne(): WritableDatabase {
  const db = new Database(':memory:') as WritableDatabase;
  db.pragma('foreign_keys = ON');
  migrateTo(db, 1);
  const insert = db.prepare<[string, string]>(`
    INSERT INTO runs (run_id, name, status, seed, spec_hash, configuration_hash, created_at, spec, environment)
    VALUES (?, 'old', 'completed', 1, 'a', 'b', '2025-01-01T00:00:00.000Z', ?, '${JSON.stringify(environment)}')`);
  const { optimizer: _, ...rest } = sampleSpec;
  const specs = [sampleSpec, { ...sampleSpec, seed: 8, threshold: { kind: 'number', value: 'units' } }, rest];
  specs.forEach((spec, i) => insert.run(`20250101-00000${i}-aaaa`, JSON.stringify(spec)));
  db.exec(`
    INSERT INTO series (run_key, metric) VALUES (1, 'loss'), (2, 'accuracy'), (2, 'loss');
    ${chunk(1, 0, '2.5')} ${chunk(1, 50, '0.25')} ${chunk(2, 0, '0.75')} ${chunk(3, 0, 'NULL')}`);
  return db;
}

function migrated(): WritableDatabase {
  const db = versionOne();
  migrateTo(db, 2);
  return db;
}

const rows = (db: WritableDatabase, sql: string): unknown[] => db.prepare(sql).raw().all();
const revisions = (db: WritableDatabase): unknown[] =>
  db.prepare('SELECT revision FROM runs ORDER BY run_key').pluck().all();

test('runs of version 1 keep what they had, and get revisions, settings, metrics and last values', () => {
  const before = versionOne();
  const db = migrated();
  const old = 'SELECT run_id, spec, environment, count(*) FROM runs GROUP BY run_key';
  expect([schemaVersionOf(db), rows(db, old), rows(db, 'SELECT * FROM series_chunks')]).toEqual([
    2,
    rows(before, old),
    rows(before, 'SELECT * FROM series_chunks'),
  ]);
  expect({
    revisions: revisions(db),
    metrics: rows(db, 'SELECT metric, runs FROM metrics ORDER BY metric'),
    lastValues: rows(
      db,
      'SELECT run_key, metric, value FROM last_values JOIN metrics USING (metric_key) ORDER BY 1, 2',
    ),
    cuts: rows(db, 'SELECT DISTINCT cuts FROM series'),
    settings: rows(
      db,
      `SELECT path, kind, runs FROM settings WHERE path IN ('seed', 'optimizer.learningRate', 'threshold.value',
         'measures.snapshots', 'name', 'version') ORDER BY path`,
    ),
    values: rows(
      db,
      `SELECT run_key, value FROM run_settings JOIN settings USING (setting_key) WHERE path = 'threshold.value'`,
    ),
  }).toEqual({
    revisions: [1, 2, 3],
    metrics: [
      ['accuracy', 1],
      ['loss', 2],
    ],
    lastValues: [
      [1, 'loss', 0.25],
      [2, 'accuracy', 0.75],
      [2, 'loss', null],
    ],
    cuts: [[0]],
    settings: [
      ['measures.snapshots', 'boolean', 3],
      ['optimizer.learningRate', 'number', 2],
      ['seed', 'number', 3],
      ['threshold.value', 'text', 3],
    ],
    values: [
      [1, 2],
      [2, 'units'],
      [3, 2],
    ],
  });
});

test('what was migrated is a store like any other', () => {
  const db = migrated();
  migrateTo(db, migrations.length);
  const store = createRunStore(db, { folder: null });
  const ids = ['20250101-000002-aaaa', '20250101-000001-aaaa', '20250101-000000-aaaa'];
  const { runIds, columns, revision } = store.runTable(
    ['setting:optimizer.learningRate', 'setting:measures.snapshots', 'metric:loss'],
    null,
  );
  expect([
    revision,
    runIds,
    columns['setting:optimizer.learningRate'],
    columns['setting:measures.snapshots'],
    columns['metric:loss'],
    store.getSeries(ids[2] as string, ['loss'])[0]?.steps,
    store.checkIntegrity(),
  ]).toEqual([
    expect.any(Number),
    ids,
    [null, 0.03, 0.03],
    [true, true, true],
    [null, NaN, 0.25],
    Float64Array.of(0, 10, 50, 60),
    [],
  ]);
});

test('every change to a run gives it a revision above all others, whatever statement makes it', () => {
  const db = migrated();
  const after = [
    `UPDATE runs SET notes = 'x' WHERE run_key = 1`,
    `UPDATE runs SET status = 'stopped' WHERE run_key IN (1, 3)`,
    `UPDATE runs SET revision = revision WHERE run_key = 2`,
    `INSERT INTO runs (run_id, name, status, seed, spec_hash, configuration_hash, created_at, spec, environment)
       VALUES ('20250101-000009-aaaa', 'new', 'queued', 1, 'a', 'b', '2025', '{}', '{}')`,
    `DELETE FROM runs WHERE run_key = 4`, // the newest revision goes with it, and is not given again
    `UPDATE runs SET notes = 'y' WHERE run_key = 1`,
    `DELETE FROM runs WHERE run_key IN (1, 2)`,
  ].map((sql) => {
    db.exec(sql);
    return revisions(db);
  });
  expect([after, rows(db, 'SELECT revision, run_id FROM removed_runs')]).toEqual([
    [[4, 2, 3], [5, 2, 6], [5, 7, 6], [5, 7, 6, 8], [5, 7, 6], [10, 7, 6], [6]],
    [
      [9, '20250101-000009-aaaa'],
      [11, '20250101-000000-aaaa'],
      [12, '20250101-000001-aaaa'],
    ],
  ]);
});

test('counts of runs follow what is added and removed', () => {
  const db = migrated();
  const counts = (): unknown[] => [
    ...rows(db, 'SELECT metric, runs FROM metrics ORDER BY metric'),
    ...rows(db, `SELECT path, runs FROM settings WHERE path = 'seed'`),
  ];
  db.exec(`INSERT INTO last_values SELECT metric_key, 3, 1 FROM metrics WHERE metric = 'accuracy'`);
  const added = counts();
  db.exec('DELETE FROM runs WHERE run_key = 2');
  expect([added, counts(), rows(db, 'SELECT DISTINCT run_key FROM run_settings ORDER BY 1')]).toEqual([
    [
      ['accuracy', 2],
      ['loss', 2],
      ['seed', 3],
    ],
    [
      ['accuracy', 1],
      ['loss', 1],
      ['seed', 2],
    ],
    [[1], [3]],
  ]);
});

test('rows that make no sense are refused, and leave nothing behind', () => {
  const db = migrated();
  const refused = [
    `INSERT INTO settings (path, kind) VALUES ('x', 'colour')`,
    `INSERT INTO settings (path, kind) VALUES ('seed', 'number')`,
    `INSERT INTO run_settings VALUES (1, 1, 'there already')`,
    `INSERT INTO run_settings VALUES (999, 1, 'of no setting')`,
    `INSERT INTO run_settings SELECT setting_key, 99, 1 FROM settings`,
    `INSERT INTO last_values VALUES (1, 99, 1)`,
    `INSERT INTO last_values VALUES (1, 3, 'high')`,
    `INSERT INTO films (run_key, name, shape) VALUES (1, 'x', '[2,')`,
    `INSERT INTO films (run_key, name, shape) VALUES (99, 'of no run', '[2]')`,
    `INSERT INTO films (run_key, name, shape) VALUES (1, 'twice', '[2]'), (1, 'twice', '[2]')`,
    `INSERT INTO snapshots VALUES (99, 0, 0, 0, 1, x'00')`,
    `INSERT INTO films (film_key, run_key, name, shape) VALUES (1, 1, 'x', '[1]');
       INSERT INTO snapshots VALUES (1, -1, 0, 0, 1, x'00')`,
    `INSERT INTO documents VALUES ('draft', 'a', 'title', 0, 'no JSON')`,
    `INSERT INTO documents VALUES ('draft', 'a', 'title', 'today', '{}')`,
    `INSERT INTO removed_runs VALUES (1, NULL)`,
    `DELETE FROM settings WHERE path = 'seed'`,
  ];
  const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  const tables = ['settings', 'run_settings', 'last_values', 'snapshots', 'documents', 'removed_runs'];
  const before = tables.map(count);
  for (const sql of refused) expect(() => db.exec(sql), sql).toThrow(/constraint|cannot store/);
  expect(tables.map(count)).toEqual(before);
});
