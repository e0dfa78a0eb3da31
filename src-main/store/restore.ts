/**
 * Puts a backup in place of the database, while nobody else has it open. SQLite's backup API does both copies, so each
 * is whole or does not happen, whenever the process dies. A backup that is not sound changes nothing.
 */

import { renameSync, rmSync } from 'node:fs';

import Database from 'better-sqlite3';

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import { backupPath, forgetRestore, newBackupFile, requestedRestore } from './backup-files.ts';
import { backUp } from './commands/back-up.ts';
import { databaseFile } from './data-folder.ts';
import type { ReadableDatabase } from './database.ts';
import { checkIntegrity, refuseForeign } from './integrity.ts';
import { isThere, sizeOf } from './presence.ts';
import { asStoreError } from './storage-error.ts';

/** Files SQLite keeps beside a database that is open. */
const companions = ['-wal', '-shm'];

/**
 * Restores the backup that was asked for, if one was. Call it with the folder's lock, before the database is opened.
 * The present database becomes a backup first. Returns the error where that or the restoring failed: the database is
 * then as it was, and the request is forgotten.
 */
export async function restorePending(
  folder: string,
  knownVersion: number,
  now: Date,
): Promise<WorkbenchError | null> {
  const file = requestedRestore(folder);
  if (file === null) return null;
  try {
    const path = backupPath(folder, file);
    await withoutTraces(path, async () => {
      const backup = openSound(folder, path, knownVersion);
      try {
        await putInPlace(backup, folder, now);
      } finally {
        backup.close();
      }
    });
    return null;
  } catch (thrown) {
    return asRestoreError(thrown, folder, file);
  } finally {
    forgetRestore(folder);
  }
}

/** Throws where the backup is not a sound database of a workbench this program knows. */
function openSound(folder: string, path: string, knownVersion: number): ReadableDatabase {
  const db = new Database(path, { readonly: true, fileMustExist: true }) as ReadableDatabase;
  try {
    refuseForeign(db, folder, knownVersion);
    const [problem] = checkIntegrity(db);
    if (problem !== undefined) throw new Error(problem);
    if (db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined) throw new Error('it is empty');
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

async function putInPlace(backup: ReadableDatabase, folder: string, now: Date): Promise<void> {
  const file = databaseFile(folder);
  if (await keepPresent(folder, file, now)) {
    await backup.backup(file); // one transaction: the database is the old one or the new one
    return;
  }
  // The present file is none that SQLite could write to: the backup takes its place, and it takes a backup's name.
  const restored = `${file}.restored`;
  rmSync(restored, { force: true });
  await backup.backup(restored);
  const aside = newBackupFile(folder, 'damaged', now);
  for (const suffix of [...companions, ''])
    if (isThere(file + suffix)) renameSync(file + suffix, aside + suffix);
  renameSync(restored, file);
}

/** Backs the present database up, if there is one. False where it is too damaged for that. */
async function keepPresent(folder: string, file: string, now: Date): Promise<boolean> {
  if ((sizeOf(file) ?? 0) === 0) return true;
  let db: ReadableDatabase | null = null;
  try {
    db = new Database(file) as ReadableDatabase;
    db.pragma('schema_version'); // the first look at the file
  } catch (thrown) {
    db?.close();
    if (asStoreError(thrown, folder).code === 'store/damaged') return false;
    throw thrown;
  }
  try {
    await backUp(db, newBackupFile(folder, 'before-restore', now));
    return true;
  } finally {
    db.close();
  }
}

/** Removes what reading a backup leaves beside it, but nothing that was there before. */
async function withoutTraces(path: string, work: () => Promise<void>): Promise<void> {
  const traces = companions.map((suffix) => path + suffix).filter((each) => !isThere(each));
  try {
    await work();
  } finally {
    for (const each of traces) rmSync(each, { force: true });
  }
}

function asRestoreError(thrown: unknown, folder: string, file: string): WorkbenchError {
  const error = thrown instanceof WorkbenchError ? thrown : asStoreError(thrown, folder);
  switch (error.code) {
    case 'backup/unusable':
    case 'store/disk-full':
    case 'store/unreadable':
      return error;
    case 'store/newer':
      return unusable(file, 'it was made by a newer workbench', error);
    default:
      return unusable(file, String(error.details['problem'] ?? reasonOf(thrown)), error);
  }
}

function unusable(file: string, problem: string, cause: Error): WorkbenchError {
  return new WorkbenchError('backup/unusable', { file, problem }, { cause });
}
