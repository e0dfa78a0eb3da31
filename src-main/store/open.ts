/**
 * Opens a data folder: `openRunStore` for the one process that writes, `openReader` for any number that look on
 * meanwhile. Nothing is written before the folder is locked and the database has been found sound.
 */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';

import Database from 'better-sqlite3';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { createRunReader, createRunStore } from './create-run-store.ts';
import type { StoreOptions } from './create-run-store.ts';
import { databaseFile } from './data-folder.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { inspectDatabase, isHalfMade, refuseForeign } from './integrity.ts';
import { migrate, schemaVersionOf } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { restorePending } from './restore.ts';
import type { RunReader, RunStore } from './run-store.ts';
import { asStoreError } from './storage-error.ts';

const busyTimeoutMs = 5_000;

/**
 * Opens the folder for writing, making it and its database where they are not there. A backup chosen for restoring is put
 * in place first; where that fails, `onFailure` is told and the folder opens as it was.
 * Errors: store/locked, store/newer, store/damaged, store/disk-full, store/read-only, store/failed.
 */
export async function openRunStore(
  folder: string,
  options: Omit<StoreOptions, 'folder'> = {},
): Promise<RunStore> {
  const now = options.now ?? (() => new Date());
  makeFolder(folder);
  const lock = lockFolder(folder, now());
  let db: WritableDatabase | null = null;
  try {
    const notRestored = await restorePending(folder, migrations.length, now());
    if (notRestored !== null) options.onFailure?.(notRestored);
    inspectDatabase(folder, migrations.length);
    db = openWritable(folder);
    await migrate(db, folder, now());
    const store = createRunStore(db, { ...options, folder });
    const close = (): void => {
      try {
        store.close();
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
 * Errors: store/missing, store/newer, store/damaged, store/failed; those of openRunStore where the schema is older.
 */
export async function openReader(folder: string): Promise<RunReader> {
  return createRunReader(await openReadableDatabase(folder), folder);
}

/** The connection of a reader, and its errors. */
export async function openReadableDatabase(folder: string): Promise<ReadableDatabase> {
  const file = databaseFile(folder);
  if (!existsSync(file)) throw new WorkbenchError('store/missing', { folder });
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

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw asStoreError(thrown, folder, 'the data folder');
  }
}

/** The one connection that writes. */
function openWritable(folder: string): WritableDatabase {
  const db = new Database(databaseFile(folder), { timeout: busyTimeoutMs }) as WritableDatabase;
  try {
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
    const isAtRest = error.code === 'store/read-only' && !existsSync(`${file}-wal`);
    if (!isAtRest) throw error;
    return openCopy(file);
  }
}

/**
 * In a folder nobody can write to, SQLite cannot make the file its readers share, so they read a copy in memory. Bytes
 * 18 and 19 of the header ask for a write-ahead log, which a copy in memory cannot have; it is empty here.
 */
function openCopy(file: string): ReadableDatabase {
  const bytes = readFileSync(file);
  bytes.set([1, 1], 18);
  return new Database(bytes, { readonly: true }) as ReadableDatabase;
}
