import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { createRunStore } from '../create-run-store.ts';
import type { WritableDatabase } from '../database.ts';
import { migrateTo } from '../migrate.ts';
import { migrations } from './index.ts';

test('a database of version 3 keeps its documents and gets an empty logbook that can be written', () => {
  const db = new Database(':memory:') as WritableDatabase;
  db.pragma('foreign_keys = ON');
  migrateTo(db, 3);
  db.exec(`INSERT INTO documents VALUES ('draft', 'a', 'A draft', 5, '{"revision":"r"}')`);
  migrateTo(db, migrations.length);
  const store = createRunStore(db, { folder: null, now: () => new Date(7) });
  expect([store.listDocuments('draft'), store.listPages()]).toEqual([
    [{ id: 'a', title: 'A draft', changedAt: 5, body: { revision: 'r' } }],
    [],
  ]);
  store.writePage({ id: 'p', title: 'Monday', body: '# Monday', revision: '1' }, [null]);
  expect(store.listPages()).toEqual([{ id: 'p', title: 'Monday', changedAt: 7, characters: 8 }]);
});
