import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { createRunStore } from '../create-run-store.ts';
import type { WritableDatabase } from '../database.ts';
import { sampleSweep } from '../fixtures/sample-sweep.ts';
import { migrateTo } from '../migrate.ts';
import { migrations } from './index.ts';

test('a database of version 4 keeps its pages and can have sweeps', () => {
  const db = new Database(':memory:') as WritableDatabase;
  db.pragma('foreign_keys = ON');
  migrateTo(db, 4);
  db.exec(`
    INSERT INTO logbook_pages VALUES (1, 'p', 1, 5);
    INSERT INTO logbook_texts VALUES (1, 1, 'r', 'Monday', 8, '# Monday')`);
  migrateTo(db, migrations.length);
  const store = createRunStore(db, { folder: null, now: () => new Date(7) });
  expect([store.listPages().map(({ title }) => title), store.listSweeps()]).toEqual([['Monday'], []]);
  const sweepId = store.createSweep(sampleSweep);
  expect(store.listSweeps()).toMatchObject([{ sweepId, createdAt: 7, points: 2, runs: 4 }]);
});
