/**
 * The backups of a data folder, as files: which there are, how a new one is named, and which is to be put in place at
 * the next start. Names come from windows and files, so none that is not exactly a backup's becomes a path. Opens no
 * database; restore.ts does the restoring.
 */

import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { backupsFolder } from './data-folder.ts';
import { namesIn, orAbsent } from './presence.ts';
import { asStoreError } from './storage-error.ts';

export interface BackupFile {
  /** The name inside the folder of backups. */
  readonly file: string;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** What the program itself names so, and what people put there under a plain name. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,120}\.sqlite$/;

/** Newest first. Anything but plain files of a backup's name is left out. Error: store/unreadable. */
export function listBackups(folder: string): BackupFile[] {
  return namesIn(backupsFolder(folder))
    .flatMap((file) => {
      const found = describe(folder, file);
      return found === null ? [] : [found];
    })
    .sort((a, b) =>
      a.createdAt === b.createdAt ? (a.file < b.file ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1,
    );
}

/** A path for a new backup; `reason` is a word or two of the file's name. Makes the folder. */
export function newBackupFile(folder: string, reason: string, now: Date): string {
  const backups = backupsFolder(folder);
  try {
    mkdirSync(backups, { recursive: true });
  } catch (thrown) {
    throw asStoreError(thrown, folder, 'the folder of backups');
  }
  const time = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  const taken = new Set(namesIn(backups));
  let file = `workbench-${reason}-${time}.sqlite`;
  for (let i = 2; taken.has(file); i += 1) file = `workbench-${reason}-${time}-${i}.sqlite`;
  return join(backups, file);
}

/** Where a backup lies. Error: backup/unusable where there is none of that name. */
export function backupPath(folder: string, file: string): string {
  if (describe(folder, file) === null)
    throw new WorkbenchError('backup/unusable', {
      file: file.slice(0, 200),
      problem: 'there is no such backup',
    });
  return join(backupsFolder(folder), file);
}

/**
 * Chooses a backup to be put in place when the folder is opened next; one chosen before is forgotten. Durable on return.
 * Errors: backup/unusable, store/disk-full, store/read-only.
 */
export function requestRestore(folder: string, file: string): void {
  backupPath(folder, file);
  const partial = `${requestFile(folder)}.partial`;
  try {
    const handle = openSync(partial, 'w');
    try {
      writeSync(handle, JSON.stringify({ file }));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(partial, requestFile(folder));
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw asStoreError(thrown, folder, 'the choice of a backup');
  }
}

/** The backup chosen, as it was named; null where none was. What cannot be read is named by an empty text. */
export function requestedRestore(folder: string): string | null {
  const request = requestFile(folder);
  const text = orAbsent(request, null, () => readFileSync(request, 'utf8'));
  if (text === null) return null;
  try {
    const { file } = JSON.parse(text) as { file?: unknown };
    return typeof file === 'string' ? file : '';
  } catch {
    return '';
  }
}

export function forgetRestore(folder: string): void {
  rmSync(requestFile(folder), { force: true });
}

function requestFile(folder: string): string {
  return join(folder, 'restore-at-next-start.json');
}

function describe(folder: string, file: string): BackupFile | null {
  if (!namePattern.test(file)) return null;
  const path = join(backupsFolder(folder), file);
  const found = orAbsent(path, null, () => lstatSync(path));
  if (found?.isFile() !== true) return null; // a link could lead anywhere
  return { file, bytes: found.size, createdAt: found.mtime.toISOString() };
}
