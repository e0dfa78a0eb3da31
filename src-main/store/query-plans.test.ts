import { expect, test } from 'vitest';

import { createRunStore } from './create-run-store.ts';
import { memoryDatabase, sampleRun } from './fixtures/sample-run.ts';

/** Statements that may look at every row, and why. */
const mayScan = [
  'instr(run_id, ?)', // a piece of an id can stand anywhere in it
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
