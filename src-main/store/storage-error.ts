/**
 * Turns what SQLite and the file system throw into the coded errors users read, and tells a fault of the disk
 * (worth trying again) from data that can never be stored.
 */

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import { backupsFolder, databaseFile } from './data-folder.ts';

const noSpace = ['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'SQLITE_IOERR_SHMSIZE'];
const notWritable = [
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_PERM',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
];
const broken = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];
const ofTheDisk = [
  ...noSpace,
  ...notWritable,
  ...broken,
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_IOERR',
  'SQLITE_NOMEM',
];

/** `thrown` as a WorkbenchError about the data folder. `what` could not be written, should the disk be full. */
export function asStoreError(thrown: unknown, folder: string, what = 'the run store'): WorkbenchError {
  if (thrown instanceof WorkbenchError) return thrown;
  const cause = { cause: thrown };
  const reason = reasonOf(thrown);
  if (isDiskFull(thrown)) return new WorkbenchError('store/disk-full', { what }, cause);
  if (hasCode(thrown, notWritable)) return new WorkbenchError('store/read-only', { folder, reason }, cause);
  if (hasCode(thrown, broken)) return damaged(folder, reason, cause);
  return new WorkbenchError('store/failed', { reason }, cause);
}

/** The error for a database that cannot be trusted. */
export function damaged(folder: string, problem: string, options?: { cause?: unknown }): WorkbenchError {
  const details = { file: databaseFile(folder), problem, backups: backupsFolder(folder) };
  return new WorkbenchError('store/damaged', details, options);
}

export function isDiskFull(thrown: unknown): boolean {
  return hasCode(thrown, noSpace);
}

/** True when the disk or another process is at fault: the same data may go in later. */
export function isStorageFault(thrown: unknown): boolean {
  return hasCode(thrown, ofTheDisk);
}

/** True when `thrown` carries one of these codes, or an extended SQLite code of one (SQLITE_IOERR_WRITE). */
function hasCode(thrown: unknown, codes: readonly string[]): boolean {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  return typeof code === 'string' && codes.some((each) => code === each || code.startsWith(`${each}_`));
}
