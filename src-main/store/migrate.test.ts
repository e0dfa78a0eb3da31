import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { backupsFolder } from './data-folder.ts';
import type { WritableDatabase } from './database.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { migrate, migrateTo, schemaVersionOf } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';

const first: Migration = { name: '0001-words', up: (db) => void db.exec('CREATE TABLE words (word TEXT)') };
const second: Migration = {
  name: '0002-lengths',
  up: (db) =>
    void db.exec('ALTER TABLE words ADD COLUMN length INTEGER; UPDATE words SET length = length(word)'),
};
const broken: Migration = {
  name: '0002-broken',
  up: (db) => void db.exec('DROP TABLE words; CREATE TABLE words (word TEXT, word TEXT)'),
};
const now = new Date('2025-11-24T12:30:00Z');

function wordsDatabase(folder: string): WritableDatabase {
  const db = new Database(join(folder, 'words.sqlite')) as WritableDatabase;
  migrateTo(db, 1, [first]);
  db.exec("INSERT INTO words VALUES ('goodness')");
  return db;
}

test('an existing database is backed up, then brought up to date', async () => {
  const folder = temporaryFolder();
  const db = wordsDatabase(folder);
  await migrate(db, folder, now, [first, second]);
  const backup = 'workbench-schema-1-20251124T123000.sqlite';
  const old = new Database(join(backupsFolder(folder), backup), { readonly: true });
  expect([db, old].map((each) => [schemaVersionOf(each), each.prepare('SELECT * FROM words').all()])).toEqual(
    [
      [2, [{ word: 'goodness', length: 8 }]],
      [1, [{ word: 'goodness' }]],
    ],
  );
});

test('a migration that fails leaves the database as it was', async () => {
  const folder = temporaryFolder();
  const db = wordsDatabase(folder);
  await expect(migrate(db, folder, now, [first, broken])).rejects.toThrow('duplicate column');
  expect([schemaVersionOf(db), db.prepare('SELECT word FROM words').pluck().all()]).toEqual([
    1,
    ['goodness'],
  ]);
});

test('a new database, or one that is up to date, is not backed up', async () => {
  const folder = temporaryFolder();
  const db = new Database(join(folder, 'words.sqlite')) as WritableDatabase;
  await migrate(db, folder, now, [first]);
  await migrate(db, folder, now, [first]);
  expect(readdirSync(folder)).toEqual(['words.sqlite']);
});
