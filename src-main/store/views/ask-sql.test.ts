/** Questions in SQL: what the views say of a recorded store, and that nothing else can be reached or changed. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { databaseFile } from '../data-folder.ts';
import { evaluated, measured, sampleRun, started } from '../fixtures/sample-run.ts';
import { openRunStore } from '../open.ts';
import { askSql } from './ask-sql.ts';
import { pointsView, sqlViews } from './sql-views.ts';

const folder = mkdtempSync(join(tmpdir(), 'ffwb-sql-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const errors = {
  train: null,
  validation: { softmax: 0.5 },
  test: { softmax: 0.25, 'goodness/layer1': 0.125 },
};
let run = '';
beforeAll(async () => {
  const store = await openRunStore(folder);
  run = store.createRun(sampleRun);
  store.record(run, [
    started(),
    measured(10, { loss: 0.5 }),
    measured(20, { loss: NaN }),
    measured(30, { loss: 0.25 }),
    { ...evaluated(100, 0, true), errors },
  ]);
  store.annotate(run, { addTags: ['first', 'with "quotes"'] });
  store.close();
});

const ask = (sql: string, mostRows = 1000) => askSql(folder, { sql, mostRows });
const rowsOf = async (sql: string) => (await ask(sql)).rows;
const refusalOf = async (sql: string): Promise<string> => {
  try {
    await ask(sql);
  } catch (error) {
    expect((error as WorkbenchError).code).toBe('input/invalid');
    return (error as WorkbenchError).message;
  }
  throw new Error(`answered: ${sql}`);
};

test.each(sqlViews.map((view) => [view.name, view] as const))(
  '%s has the columns it promises',
  async (_, view) => {
    const { columns } = await ask(`SELECT * FROM ${view.name}`);
    expect(columns).toEqual(view.columns.map(({ name }) => name));
  },
);

test('runs, tags, settings, errors, last values and curves are answered as recorded', async () => {
  expect(await rowsOf('SELECT run_id, name, seed, status FROM v1_runs')).toEqual([
    [run, sampleRun.spec.name, sampleRun.spec.seed, 'running'],
  ]);
  expect(await rowsOf('SELECT tag FROM v1_tags ORDER BY tag')).toEqual([['first'], ['with "quotes"']]);
  expect(await rowsOf(`SELECT value FROM v1_settings WHERE path = 'seed'`)).toEqual([[sampleRun.spec.seed]]);
  expect(await rowsOf('SELECT step, final, split, readout, error FROM v1_errors ORDER BY error')).toEqual([
    [100, 1, 'test', 'goodness/layer1', 0.125],
    [100, 1, 'test', 'softmax', 0.25],
    [100, 1, 'validation', 'softmax', 0.5],
  ]);
  expect(await rowsOf(`SELECT value FROM v1_last_values WHERE metric = 'loss'`)).toEqual([[0.25]]);
  expect(
    await rowsOf(`SELECT points, first_step, last_step, minimum FROM v1_series WHERE metric = 'loss'`),
  ).toEqual([[3, 10, 30, 0.25]]);
  const points = [
    [10, 0.5],
    [20, null],
    [30, 0.25],
  ];
  expect(await rowsOf(`SELECT step, value FROM ${pointsView.name}('${run}', 'loss')`)).toEqual(points);
  const joined = `SELECT step, value FROM v1_series AS s JOIN v1_points(s.run_id, s.metric) WHERE s.metric = 'loss'`;
  expect(await rowsOf(joined)).toEqual(points);
});

test('names of tables are free for what a question makes itself', async () => {
  const sql = 'WITH runs AS (SELECT 7 AS series) SELECT series AS metrics FROM runs';
  expect(await ask(sql)).toEqual({ columns: ['metrics'], rows: [[7]], complete: true });
});

test('no more rows than asked for, and that there are more is said', async () => {
  const numbers = 'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n';
  expect(await ask(numbers, 2)).toEqual({ columns: ['i'], rows: [[1], [2]], complete: false });
  expect((await ask('VALUES (1), (2)', 2)).complete).toBe(true);
});

const tables = [
  'runs',
  'series',
  'series_chunks',
  'evaluations',
  'documents',
  'settings',
  'snapshots',
  'dbstat',
];
const writes = [
  `DELETE FROM runs`,
  `UPDATE runs SET notes = ''`,
  `INSERT INTO documents VALUES ('a', 'b', 'c', 1, '{}')`,
  `DROP TABLE runs`,
  `CREATE TABLE mine (a)`,
  `ATTACH 'elsewhere.sqlite' AS other`,
  `PRAGMA query_only = OFF`,
  `PRAGMA table_list`,
  `VACUUM INTO 'copy.sqlite'`,
  `BEGIN IMMEDIATE`,
  `SELECT 1; DROP TABLE runs`,
  `WITH gone AS (SELECT 1) DELETE FROM runs`,
  `/* SELECT */ DELETE FROM runs`,
  `-- SELECT\nDELETE FROM runs`,
  '',
  '   ',
  '?',
  'SELECT ?',
  'SELECT',
  'SELECT * FROM nothing',
];

test('what changes something, or is no question, is refused and changes nothing', async () => {
  const before = readFileSync(databaseFile(folder));
  for (const sql of writes) expect(await refusalOf(sql)).not.toBe('');
  expect(readFileSync(databaseFile(folder)).equals(before)).toBe(true);
});

test('tables behind the views are out of reach, however they are written', async () => {
  const quoted = (name: string) => [
    name,
    `"${name}"`,
    `[${name}]`,
    `\`${name}\``,
    `'${name}'`,
    name.toUpperCase(),
  ];
  const inMain = ['main', '"main"', '[Main]', "'main'", 'MAIN', 'temp'];
  const spaces = ['', ' ', '/**/', '--\n'];
  const schemas = [
    'sqlite_schema',
    'sqlite_master',
    'sqlite_temp_schema',
    'pragma_table_list',
    'pragma_table_info(1)',
  ];
  const name = fc.constantFrom(...tables).chain((table) => fc.constantFrom(...quoted(table)));
  const reach = fc.oneof(
    name,
    fc
      .tuple(fc.constantFrom(...inMain), fc.constantFrom(...spaces), fc.constantFrom(...spaces), name)
      .map(([schema, before, after, table]) => `${schema}${before}.${after}${table}`),
    fc.constantFrom(...schemas, ...schemas.slice(0, 4).flatMap(quoted)),
  );
  const around = fc.constantFrom(
    (place: string) => `SELECT * FROM ${place}`,
    (place: string) => `SELECT 1 WHERE EXISTS (SELECT 1 FROM ${place})`,
    (place: string) => `WITH a AS (SELECT * FROM ${place}) SELECT * FROM a`,
    (place: string) => `SELECT * FROM v1_runs, ${place}`,
    (place: string) => `EXPLAIN SELECT * FROM ${place}`,
  );
  await fc.assert(
    fc.asyncProperty(reach, around, async (place, question) => {
      expect(await refusalOf(question(place))).toMatch(/no view|no such|near/);
    }),
    { numRuns: 300 },
  );
});

test('whatever is typed is answered or refused in a sentence', async () => {
  const words = [
    'SELECT',
    '*',
    'FROM',
    'v1_runs',
    'WHERE',
    '(',
    ')',
    "'",
    '"',
    ';',
    '--',
    '/*',
    ',',
    '1',
    'runs',
    '.',
  ];
  const typed = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((list) => list.join(' ')),
    fc.string().map((text) => `SELECT ${text}`),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(typed, async (sql) => {
      const found = await ask(sql, 5).catch((error: unknown) => error);
      if (found instanceof WorkbenchError) expect(found.code).toBe('input/invalid');
      else expect(found).toMatchObject({ complete: expect.any(Boolean) as boolean });
    }),
    { numRuns: 1000 },
  );
});
