/**
 * Opens a data folder: `openRunStore` for the one process that writes, `openReader` for any number that look on
 * meanwhile. Nothing is written before the folder is locked and the database has been found sound.
 */

import { mkdirSync, readFileSync } from 'node:fs';

import Database from 'better-sqlite3';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { createRunReader, createRunStore } from './create-run-store.ts';
import type { StoreOptions } from './create-run-store.ts';
import { databaseFile } from './data-folder.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { inspectDatabase, inspectOpen, isHalfMade, refuseForeign } from './integrity.ts';
import { migrate, schemaVersionOf } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { emptyDatabase, missingDatabase, requireDatabase } from './lost-database.ts';
import { isThere, orAbsent, sizeOf } from './presence.ts';
import { keepReserve } from './reserve.ts';
import { restorePending } from './restore.ts';
import type { RunReader, RunStore } from './run-store.ts';
import { asStoreError } from './storage-error.ts';
import { watchDatabase } from './watch-database.ts';
import type { DatabaseWatch } from './watch-database.ts';

const busyTimeoutMs = 5_000;

export interface OpenOptions extends Omit<StoreOptions, 'folder'> {
  /**
   * Open it on a disk without a byte to spare too, with nobody who reads beside: for what makes room. Default: false.
   */
  readonly evenWithoutRoom?: boolean;
}

/**
 * Opens the folder for writing, making it and its database where they are not there. A backup chosen for restoring is put
 * in place first; where that fails, `onFailure` is told and the folder opens as it was. It is told too of a database that
 * was lost (store/lost) or is deleted while it is open (store/gone).
 * Errors: store/locked, store/newer, store/damaged, store/disk-full, store/read-only, store/failed.
 */
export async function openRunStore(folder: string, options: OpenOptions = {}): Promise<RunStore> {
  const now = options.now ?? (() => new Date());
  makeFolder(folder);
  const lock = lockFolder(folder, now());
  let db: WritableDatabase | null = null;
  try {
    const notRestored = await restorePending(folder, migrations.length, now());
    if (notRestored !== null) options.onFailure?.(notRestored);
    const missing = isThere(databaseFile(folder)) ? null : missingDatabase(folder);
    db = openSound(folder, options.evenWithoutRoom === true);
    await migrate(db, folder, now());
    const store = createRunStore(db, { ...options, folder });
    const loss = lossOf(missing, store, folder);
    if (loss !== null) options.onFailure?.(loss);
    keepReserve(folder);
    const watch = watchDatabase(db, folder, { now, onGone: (error) => options.onFailure?.(error) });
    const close = (): void => {
      try {
        recordAndClose(store, watch);
      } finally {
        lock.release();
      }
    };
    return { ...store, close };
  } catch (thrown) {
    db?.close();
    lock.release();
    throw asStoreError(thrown, folder);
  }
}

/**
 * Opens the folder for reading, beside a writer or without one, and never in a writer's way. A database of an older
 * schema, or one whose making was interrupted, is brought up to date first, which needs the folder's lock for a moment.
 * Errors: store/missing, store/lost, store/unreadable, store/newer, store/damaged, store/failed; those of openRunStore where the schema is older.
 */
export async function openReader(folder: string): Promise<RunReader> {
  return createRunReader(await openReadableDatabase(folder), folder);
}

/** The connection of a reader, and its errors. */
export async function openReadableDatabase(folder: string): Promise<ReadableDatabase> {
  const file = databaseFile(folder);
  requireDatabase(folder);
  if (isHalfMade(file)) (await openRunStore(folder)).close();
  let db = openReadable(file, folder);
  try {
    refuseForeign(db, folder, migrations.length);
    if (schemaVersionOf(db) < migrations.length) {
      db.close();
      (await openRunStore(folder)).close();
      db = openReadable(file, folder);
    }
    return db;
  } catch (thrown) {
    db.close();
    throw asStoreError(thrown, folder);
  }
}

/** What is put back where the database was deleted meanwhile shall hold all that was recorded. */
function recordAndClose(store: RunStore, watch: DatabaseWatch): void {
  try {
    store.flush();
  } finally {
    try {
      watch.end();
    } finally {
      store.close();
    }
  }
}

/** `missing`: what there was to say of the folder before it had a database; null where it had one. */
function lossOf(missing: WorkbenchError | null, store: RunStore, folder: string): WorkbenchError | null {
  if (missing !== null) return missing.code === 'store/lost' ? missing : null;
  const isEmpty = store.listRuns({ limit: 1, includeArchived: true }).length === 0;
  return isEmpty ? emptyDatabase(folder) : null;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // nobody else's to read
  } catch (thrown) {
    throw asStoreError(thrown, folder, 'the data folder');
  }
}

/** The database, inspected before it can be written to. */
function openSound(folder: string, evenWithoutRoom: boolean): WritableDatabase {
  try {
    inspectDatabase(folder, migrations.length);
    return openWritable(folder, 'NORMAL');
  } catch (thrown) {
    const isFull = asStoreError(thrown, folder).code === 'store/disk-full';
    if (!isFull || !evenWithoutRoom) throw thrown;
  }
  // SQLite needs no shared file, and so no room, where the database is not shared. What only reads cannot have that.
  const db = openWritable(folder, 'EXCLUSIVE');
  try {
    inspectOpen(db, folder, migrations.length);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** The one connection that writes. */
function openWritable(folder: string, locking: 'NORMAL' | 'EXCLUSIVE'): WritableDatabase {
  const db = new Database(databaseFile(folder), { timeout: busyTimeoutMs }) as WritableDatabase;
  try {
    db.pragma(`locking_mode = ${locking}`);
    const mode = db.pragma('journal_mode = WAL', { simple: true });
    if (mode !== 'wal')
      throw new WorkbenchError('store/failed', { reason: `${folder} does not allow a write-ahead log` });
    // FULL: every commit is on the disk when it returns, so that a power cut loses no more than a killed process
    // does. NORMAL would be safe from damage too, but could lose the last minutes then. The price, one fsync per
    // commit, is paid about twice a second, in the store's own thread, where no training step waits for it.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('temp_store = MEMORY');
    // A long read can keep the log from being emptied for a while; give the space back afterwards.
    db.pragma(`journal_size_limit = ${64 * 2 ** 20}`);
    // A read-only file opens all the same; find out now rather than at the first record.
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** A connection that only reads. */
function openReadable(file: string, folder: string): ReadableDatabase {
  let db: ReadableDatabase | null = null;
  try {
    db = new Database(file, {
      readonly: true,
      fileMustExist: true,
      timeout: busyTimeoutMs,
    }) as ReadableDatabase;
    schemaVersionOf(db); // reads the first page: the first thing that can fail
    return db;
  } catch (thrown) {
    db?.close();
    const error = asStoreError(thrown, folder);
    const wantsToWrite = error.code === 'store/read-only' || error.code === 'store/disk-full';
    if (!wantsToWrite || (sizeOf(`${file}-wal`) ?? 0) > 0) throw error;
    return openCopy(file, folder);
  }
}

/**
 * In a folder nobody can write to, and on a full disk, SQLite cannot make the file its readers share, so they read a copy
 * in memory. Bytes
 * 18 and 19 of the header ask for a write-ahead log, which a copy in memory cannot have; it is empty here. Of a file that
 * may not be read SQLite says as little as of one that may not be written; this says it. Error: store/unreadable.
 */
function openCopy(file: string, folder: string): ReadableDatabase {
  const bytes = orAbsent(file, null, () => readFileSync(file));
  if (bytes === null) throw missingDatabase(folder);
  bytes.set([1, 1], 18);
  return new Database(bytes, { readonly: true }) as ReadableDatabase;
}
