/**
 * A consistent copy of the database by SQLite's backup API, never by copying the file. It may run while values are
 * recorded: the copy then holds them too.
 */

import { rmSync, renameSync } from 'node:fs';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import type { ReadableDatabase } from '../database.ts';
import { isDiskFull } from '../storage-error.ts';

/** Returns `file`, which is whole once it has that name. Errors: store/disk-full, export/failed. */
export async function backUp(db: ReadableDatabase, file: string): Promise<string> {
  const partial = `${file}.partial`;
  try {
    rmSync(partial, { force: true });
    await db.backup(partial);
    renameSync(partial, file);
    return file;
  } catch (thrown) {
    rmSync(partial, { force: true });
    if (isDiskFull(thrown)) throw new WorkbenchError('store/disk-full', { what: file }, { cause: thrown });
    throw new WorkbenchError('export/failed', { file, reason: reasonOf(thrown) }, { cause: thrown });
  }
}
