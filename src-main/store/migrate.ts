/**
 * Brings a database to the newest schema, one numbered migration after the other, each in a transaction of its own.
 * A database that holds anything is copied by SQLite's backup API first.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Database } from 'better-sqlite3';

import { backUp } from './commands/back-up.ts';
import { backupsFolder } from './data-folder.ts';
import type { WritableDatabase } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** "FFWB": marks a file as a database of this program. */
export const applicationId = 0x46465742;

export function schemaVersionOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Runs the migrations that are missing up to version `target`. */
export function migrateTo(db: Database, target: number, list: readonly Migration[] = migrations): void {
  for (let version = schemaVersionOf(db); version < target; version += 1) {
    const migration = list[version];
    if (migration === undefined) throw new Error(`Bug: there is no migration to version ${version + 1}`);
    db.transaction(() => {
      migration.up(db);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

/** Brings the database in `folder` to the newest schema, with a backup before if it is not new. */
export async function migrate(
  db: WritableDatabase,
  folder: string,
  now: Date,
  list: readonly Migration[] = migrations,
): Promise<void> {
  const version = schemaVersionOf(db);
  if (version === list.length) return;
  if (version > 0) {
    mkdirSync(backupsFolder(folder), { recursive: true });
    const time = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
    await backUp(db, join(backupsFolder(folder), `workbench-schema-${version}-${time}.sqlite`));
  }
  migrateTo(db, list.length, list);
}
