import { expect, test } from 'vitest';

import { createRunStore } from './create-run-store.ts';
import type { WritableDatabase } from './database.ts';
import { memoryDatabase, sampleRun } from './fixtures/sample-run.ts';

/** Statements that may look at every row, and why. */
const mayScan = [
  'instr(run_id, ?)', // a piece of an id can stand anywhere in it
  // Which answers any run has: every report once, then those that changed.
  'SELECT run_id, errors FROM runs',
];

/** Those that read an index from end to end, because they answer about everything there is. */
const readWholeIndex = [
  'SCAN logbook_pages USING COVERING INDEX logbook_pages_by_time', // how many pages there are
  'SCAN metrics USING INDEX sqlite_autoindex_metrics_1', // every metric by name
  'SCAN page USING INDEX logbook_pages_by_time', // the list of all pages
  'SCAN runs USING COVERING INDEX sqlite_autoindex_runs_1', // as above: a piece of an id
  'SCAN runs USING INDEX runs_by_time', // the list and the table of all runs
  'SCAN settings USING INDEX sqlite_autoindex_settings_1', // every setting by path
  'SCAN sweeps USING COVERING INDEX sqlite_autoindex_sweeps_1', // a piece of an id can stand anywhere in it
  'SCAN sweeps USING INDEX sweeps_by_time', // the list of all sweeps
];

/** Every statement the store prepares, with its plan. */
function plans(): { sql: string; plan: string[] }[] {
  const db = memoryDatabase();
  const statements = new Set<string>();
  const prepare = db.prepare.bind(db);
  db.prepare = (sql: string) => {
    statements.add(sql);
    return prepare(sql);
  };
  const store = createRunStore(db, { folder: null });
  store.createRun(sampleRun);
  // The list's statement is made for its filter.
  store.listRuns();
  store.listRuns({ includeArchived: true, configurationHash: 'x' });
  store.listRuns({ status: ['completed'], limit: 5 });
  return [...statements].map((sql) => {
    const named = Object.fromEntries(
      Array.from(sql.matchAll(/@(\w+)/g), ([, name]): [string, null] => [String(name), null]),
    );
    const explain = prepare(`EXPLAIN QUERY PLAN ${sql}`);
    const rows = sql.includes('@')
      ? explain.all(named)
      : explain.all(...Array.from(sql.matchAll(/\?/g), () => null));
    return { sql, plan: rows.map((row) => (row as { detail: string }).detail) };
  });
}

function planOf(...pieces: readonly string[]): string[] {
  const found = plans().filter(({ sql }) => pieces.every((piece) => sql.includes(piece)));
  expect(found).toHaveLength(1);
  return found.flatMap(({ plan }) => plan).filter((line) => /^(SCAN|SEARCH|USE TEMP)/.test(line));
}

test('every statement of the store finds its rows by an index', () => {
  const all = plans();
  const scans = all
    .filter(({ sql }) => !mayScan.some((each) => sql.includes(each)))
    .filter(({ plan }) =>
      plan.some((line) => /^SCAN (?!CONSTANT|json_each|\S+ USING (COVERING )?INDEX)/.test(line)),
    );
  expect(all.length).toBeGreaterThan(30);
  expect(scans).toEqual([]);
});

test('the newest runs, and the runs of one configuration, come out sorted by an index', () => {
  expect([
    planOf('LIMIT @limit', 'WHERE true AND archived = 0\n'),
    planOf('LIMIT @limit', 'configuration_hash = @'),
  ]).toEqual([
    ['SCAN runs USING INDEX runs_by_time'],
    ['SEARCH runs USING INDEX runs_by_configuration (configuration_hash=?)'],
  ]);
});

test('new points of a series are found without looking at its older chunks', () => {
  expect(planOf('FROM series_chunks', '@fromStep')).toEqual([
    'SEARCH series_chunks USING INDEX sqlite_autoindex_series_chunks_1 (series_key=? AND first_step>?)',
    'SEARCH series_chunks USING COVERING INDEX sqlite_autoindex_series_chunks_1 (series_key=? AND first_step<?)',
  ]);
});

test('an index is read from end to end only where all of it is asked for', () => {
  const scans = plans().flatMap(({ plan }) =>
    plan.filter((line) => /^SCAN .* USING (COVERING )?INDEX/.test(line)),
  );
  expect([...new Set(scans)].toSorted()).toEqual(readWholeIndex);
});

test('what changed in the table of runs is found by revision, and no run is looked at to learn the newest', () => {
  expect([
    planOf('FROM runs', 'WHERE revision > ?', 'ORDER BY created_at'),
    planOf('SELECT max((SELECT'),
    planOf('FROM removed_runs WHERE'),
  ]).toEqual([
    ['SEARCH runs USING INDEX runs_by_revision (revision>?)', 'USE TEMP B-TREE FOR ORDER BY'],
    ['SCAN CONSTANT ROW', 'SEARCH runs USING COVERING INDEX runs_by_revision', 'SEARCH removed_runs'],
    [
      'SEARCH removed_runs USING INTEGER PRIMARY KEY (rowid>?)',
      'SEARCH runs USING COVERING INDEX sqlite_autoindex_runs_1 (run_id=?)',
      'USE TEMP B-TREE FOR DISTINCT',
    ],
  ]);
});

test('a column of the table is read in one go, or one cell of it, and no other column', () => {
  const of = (table: string, key: string): string[][] => [
    planOf(`SELECT run_key, value FROM ${table} WHERE ${key} = ?`),
    planOf(`SELECT value FROM ${table} WHERE ${key} = ? AND run_key = ?`),
  ];
  expect([of('run_settings', 'setting_key'), of('last_values', 'metric_key')]).toEqual([
    [
      ['SEARCH run_settings USING PRIMARY KEY (setting_key=?)'],
      ['SEARCH run_settings USING PRIMARY KEY (setting_key=? AND run_key=?)'],
    ],
    [
      ['SEARCH last_values USING PRIMARY KEY (metric_key=?)'],
      ['SEARCH last_values USING PRIMARY KEY (metric_key=? AND run_key=?)'],
    ],
  ]);
});

test('a curve that is kept in memory is compared with its newest chunk, and adds to itself only newer ones', () => {
  const index = 'SEARCH series_chunks USING INDEX sqlite_autoindex_series_chunks_1';
  expect([
    planOf('SELECT first_step, count, minimum', 'ORDER BY first_step DESC LIMIT 1'),
    planOf('SELECT * FROM series_chunks WHERE series_key = ? AND first_step >= ?'),
  ]).toEqual([[`${index} (series_key=?)`], [`${index} (series_key=? AND first_step>?)`]]);
});

test('new histograms are found without reading older ones, evaluations by their run, both already sorted', () => {
  expect([
    planOf('FROM histograms', 'name = ? AND step > ?'),
    planOf('FROM evaluations WHERE run_key = ? ORDER BY step, final'),
  ]).toEqual([
    ['SEARCH histograms USING INDEX sqlite_autoindex_histograms_1 (run_key=? AND name=? AND step>?)'],
    ['SEARCH evaluations USING INDEX sqlite_autoindex_evaluations_1 (run_key=?)'],
  ]);
});

test('new moments of a film are found without reading older ones; documents come out sorted', () => {
  expect([
    planOf('FROM snapshots WHERE film_key = ? AND step > ?'),
    planOf('FROM documents WHERE kind = ?', 'ORDER BY'),
  ]).toEqual([
    ['SEARCH snapshots USING INDEX sqlite_autoindex_snapshots_1 (film_key=? AND step>?)'],
    ['SEARCH documents USING INDEX documents_by_time (kind=?)'],
  ]);
});

/** The statements of every trigger, which no plan of what sets it off shows. */
function triggerStatements(db: WritableDatabase): string[] {
  const texts = db.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  return texts.flatMap((sql) => {
    const body = sql.slice(sql.indexOf('BEGIN') + 'BEGIN'.length, sql.lastIndexOf('END'));
    return body
      .split(';')
      .map((statement) => statement.trim().replace(/\b(new|old)\.\w+/g, '?'))
      .filter((statement) => statement !== '');
  });
}

test('what a trigger does looks at no more rows than it changes', () => {
  const db = memoryDatabase();
  const statements = triggerStatements(db);
  const steps = statements.flatMap((sql) => {
    const explain = db.prepare<null[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    return explain.all(...Array.from(sql.matchAll(/\?/g), () => null)).map((row) => row.detail);
  });
  expect(statements.length).toBe(7);
  expect([...new Set(steps.filter((line) => /^(SCAN|SEARCH)/.test(line)))].toSorted()).toEqual([
    'SEARCH metrics USING INTEGER PRIMARY KEY (rowid=?)',
    'SEARCH removed_runs',
    'SEARCH runs USING COVERING INDEX runs_by_revision',
    'SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)',
    'SEARCH settings USING INTEGER PRIMARY KEY (rowid=?)',
  ]);
});

test('what goes with a deleted run is found by an index in every table', () => {
  const db = memoryDatabase();
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const references = tables.flatMap((table) =>
    (db.pragma(`foreign_key_list(${table})`) as { from: string }[]).map(({ from }) => ({ table, from })),
  );
  const scanned = references.filter(({ table, from }) => {
    const explain = db.prepare<[null], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT 1 FROM ${table} WHERE ${from} = ?`,
    );
    return !explain.all(null).every(({ detail }) => detail.startsWith(`SEARCH ${table} USING`));
  });
  expect(references.length).toBe(16);
  expect(scanned).toEqual([]);
});
