/**
 * Sees to it that a database which is deleted, moved or replaced under the program's hands is not lost in silence. The
 * system keeps the file for whoever has it open, and SQLite goes on writing to it without a word; once it is closed all
 * is gone. So this looks whether the name still leads to it, keeps a copy at once, and puts it back at the end.
 */

import { statSync } from 'node:fs';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { newBackupFile } from './backup-files.ts';
import { backUp } from './commands/back-up.ts';
import { databaseFile } from './data-folder.ts';
import type { WritableDatabase } from './database.ts';
import { isAbsent } from './presence.ts';

const lookEveryMs = 1_000;

export interface WatchOptions {
  readonly now: () => Date;
  /** Told once, as store/gone. */
  readonly onGone: (error: WorkbenchError) => void;
}

export interface DatabaseWatch {
  /** Call it before the database is closed: puts that back where its name leads nowhere any more. */
  end(): void;
}

export function watchDatabase(
  db: WritableDatabase,
  folder: string,
  { now, onGone }: WatchOptions,
): DatabaseWatch {
  const file = databaseFile(folder);
  const opened = identityOf(file);
  let copying: Promise<void> | null = null;
  const isGone = (): boolean => {
    const now = identityOf(file);
    return now !== 'untold' && now !== opened;
  };
  const timer = setInterval(() => {
    if (copying !== null || !isGone()) return;
    copying = keepCopy(db, folder, now()).then((copy) => onGone(gone(file, copy)));
  }, lookEveryMs).unref();
  return {
    end: () => {
      clearInterval(timer);
      // A folder that was deleted as a whole was deleted on purpose.
      if (!isGone() || identityOf(folder) === 'none') return;
      const place = identityOf(file) !== 'none' ? newBackupFile(folder, 'rescued', now()) : file;
      db.prepare('VACUUM INTO ?').run(place);
    },
  };
}

/** Which file a name leads to; "none", or "untold" where it may not be looked at. */
function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch (thrown) {
    return isAbsent(thrown) ? 'none' : 'untold';
  }
}

/** Its name among the backups; null where there is no room for one. */
async function keepCopy(db: WritableDatabase, folder: string, now: Date): Promise<string | null> {
  if (identityOf(folder) === 'none') return null;
  try {
    return await backUp(db, newBackupFile(folder, 'rescued', now));
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) return null; // the end tries again
    throw thrown;
  }
}

function gone(file: string, copy: string | null): WorkbenchError {
  return new WorkbenchError('store/gone', { file, copy: copy === null ? '' : `; a copy of it is ${copy}` });
}
