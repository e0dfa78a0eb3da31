/**
 * Looks at a database before anything is written to it. The connection used is read-only: closing a writing
 * connection would move its write-ahead log into a file that may be damaged, and damage is left as it was found.
 */

import Database from 'better-sqlite3';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { databaseFile } from './data-folder.ts';
import type { ReadableDatabase } from './database.ts';
import { applicationId, schemaVersionOf } from './migrate.ts';
import { sizeOf } from './presence.ts';
import { asStoreError, damaged } from './storage-error.ts';

/**
 * The quick check reads the whole file, and whoever opens the window waits for it. Up to this size that is hardly felt;
 * a larger file is checked when its last writer was killed, and always by `ffwb doctor`.
 */
const alwaysCheckedBytes = 64 * 2 ** 20;

/** Errors: store/newer, store/damaged, store/failed. A file that is missing or empty is fine: it becomes a new database. */
export function inspectDatabase(folder: string, knownVersion: number): void {
  const file = databaseFile(folder);
  if ((sizeOf(file) ?? 0) === 0) return;
  let db: Database.Database | null = null;
  try {
    if (isHalfMade(file)) undoUnfinished(file);
    db = new Database(file, { readonly: true, fileMustExist: true });
    inspectOpen(db, folder, knownVersion);
  } catch (thrown) {
    throw asStoreError(thrown, folder);
  } finally {
    db?.close();
  }
}

/** The same of a database that is open. */
export function inspectOpen(db: Database.Database, folder: string, knownVersion: number): void {
  const file = databaseFile(folder);
  refuseForeign(db, folder, knownVersion);
  const isWorthChecking = (sizeOf(file) ?? 0) <= alwaysCheckedBytes || (sizeOf(`${file}-wal`) ?? 0) > 0;
  const [first] = isWorthChecking ? (db.pragma('quick_check(1)') as { quick_check: string }[]) : [];
  if (first !== undefined && first.quick_check !== 'ok') throw damaged(folder, first.quick_check);
}

/**
 * True where a process died while it made the database, before that had a write-ahead log: then a journal lies beside
 * it, which only a connection that writes can undo.
 */
export function isHalfMade(file: string): boolean {
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true });
    schemaVersionOf(db); // reads the first page
    return false;
  } catch (thrown) {
    return thrown instanceof Database.SqliteError && thrown.code === 'SQLITE_READONLY_ROLLBACK';
  } finally {
    db?.close();
  }
}

function undoUnfinished(file: string): void {
  const db = new Database(file);
  try {
    schemaVersionOf(db); // the first look undoes it
  } finally {
    db.close();
  }
}

/** Refuses databases of another program (store/damaged) or of a newer workbench (store/newer). */
export function refuseForeign(db: Database.Database, folder: string, knownVersion: number): void {
  const found = schemaVersionOf(db);
  const application = db.pragma('application_id', { simple: true });
  const isEmpty = found === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (isEmpty) return;
  if (application !== applicationId) throw damaged(folder, 'it is not a database of the workbench');
  if (found > knownVersion) {
    throw new WorkbenchError('store/newer', { file: databaseFile(folder), found, known: knownVersion });
  }
}

/** Everything SQLite can check: pages, indexes, constraints, references. Empty when all is well. Slow on large files. */
export function checkIntegrity(db: ReadableDatabase): string[] {
  const problems = (db.pragma('integrity_check') as { integrity_check: string }[])
    .map((row) => row.integrity_check)
    .filter((problem) => problem !== 'ok');
  const orphans = db.pragma('foreign_key_check') as { table: string; parent: string }[];
  return [...problems, ...orphans.map((row) => `a row of ${row.table} belongs to nothing in ${row.parent}`)];
}
