import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { applicationId, migrateTo, schemaVersionOf } from '../migrate.ts';

test('an empty file becomes a database that takes runs and what they measured', () => {
  const db = new Database(':memory:');
  migrateTo(db, 1);
  db.exec(`
    INSERT INTO runs (run_id, name, status, seed, spec_hash, configuration_hash, created_at, spec, environment)
      VALUES ('20250101-000000-aaaa', 'first', 'queued', 1, 'a', 'b', '2025-01-01T00:00:00Z', '{}', '{}');
    INSERT INTO series (run_key, metric) VALUES (1, 'loss');
    INSERT INTO series_chunks VALUES (1, 0, 10, 2, 1.5, 2.5, NULL, 0, 10, NULL, x'0000c03f00002040');
    INSERT INTO evaluations VALUES (1, 100, 1, 1, 2.5, '{}');
  `);
  expect([
    schemaVersionOf(db),
    db.pragma('application_id', { simple: true }),
    db.prepare('SELECT status, step, tags FROM runs').get(),
  ]).toEqual([1, applicationId, { status: 'queued', step: 0, tags: '[]' }]);
});

test('rows that make no sense are refused', () => {
  const db = new Database(':memory:');
  migrateTo(db, 1);
  const refused = [
    `INSERT INTO runs (run_id, name, status, seed, spec_hash, configuration_hash, created_at, spec, environment)
       VALUES ('x', 'x', 'sleeping', 1, 'a', 'b', 'now', '{}', '{}')`,
    "INSERT INTO series_chunks VALUES (1, 0, 10, 2, 1, 2, NULL, 0, 10, NULL, x'00')",
    "INSERT INTO series (run_key, metric) VALUES (99, 'of no run')",
    "INSERT INTO warnings (run_key, step, message) VALUES (1, 'soon', 'x')",
  ];
  for (const sql of refused) expect(() => db.exec(sql)).toThrow(/constraint|cannot store/);
});
