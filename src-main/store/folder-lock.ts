/**
 * One writing process per data folder. The lock is an exclusive transaction on a second, empty SQLite file: SQLite
 * asks the operating system for the lock on every platform, and the system drops it when the process dies, however it
 * dies. Who holds it stands in a plain file beside it, for the message only.
 *
 * That file is not the lock file itself because on POSIX systems a process that opens and closes a file loses all
 * locks it holds on it. Never read `workbench.lock` or the database with node:fs.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { asStoreError } from './storage-error.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Long enough for one of two processes that start together to win: while both try, each can be in the other's way for
 * a moment.
 */
const patienceMs = 250;

/** Errors: store/locked, store/read-only, store/disk-full. */
export function lockFolder(folder: string, now: Date): FolderLock {
  const ownerFile = join(folder, 'workbench.owner.json');
  let lock: Database.Database | null = null;
  try {
    lock = new Database(join(folder, 'workbench.lock'), { timeout: patienceMs });
    lock.pragma('journal_mode = MEMORY'); // nothing is ever written: so it takes no room, which a full disk has not got
    lock.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    lock?.close();
    const isBusy = thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY');
    if (isBusy) throw new WorkbenchError('store/locked', { folder, owner: describeOwner(ownerFile) });
    throw asStoreError(thrown, folder, 'the lock of the data folder');
  }
  const held = lock;
  writeOwner(ownerFile, now);
  return {
    release: () => {
      rmSync(ownerFile, { force: true });
      held.close();
    },
  };
}

/** On a full disk the lock still holds; only the other's message will be poorer. */
function writeOwner(file: string, now: Date): void {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, since: now.toISOString() }));
  } catch {
    rmSync(file, { force: true });
  }
}

/** " (process 123 since ...)", or nothing where the file does not say. */
function describeOwner(file: string): string {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown; since?: unknown };
    return ` (process ${Number(owner.pid)} since ${String(owner.since)})`;
  } catch {
    return '';
  }
}
