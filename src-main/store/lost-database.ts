/**
 * A database that is missing beside what belongs to it: folders of runs, backups. Then something was lost, and nobody
 * should be told that there is nothing yet.
 */

import { join } from 'node:path';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { listBackups } from './backup-files.ts';
import { isCheckpointFile } from './checkpoint-files.ts';
import { databaseFile, runFolder, runsFolder } from './data-folder.ts';
import { isThere, namesIn } from './presence.ts';
import { runIdPattern } from './run-id.ts';

/** For a folder without a database. Error: store/unreadable. Returns store/lost or, where nothing is there, store/missing. */
export function missingDatabase(folder: string): WorkbenchError {
  const counts = { runs: runFoldersIn(folder).length, backups: listBackups(folder).length };
  if (counts.runs + counts.backups === 0) return new WorkbenchError('store/missing', { folder });
  return lost(folder, 'is missing', counts);
}

/**
 * For a folder whose database holds no runs, as one that was made anew. Backups alone are no loss: runs may have been
 * deleted on purpose. Null where there are no folders of runs either. Error: store/unreadable.
 */
export function emptyDatabase(folder: string): WorkbenchError | null {
  const runs = runFoldersIn(folder).length;
  if (runs === 0) return null;
  return lost(folder, 'holds no runs', { runs, backups: listBackups(folder).length });
}

/** Error: store/lost, store/missing or store/unreadable where the folder has no database that can be asked for. */
export function requireDatabase(folder: string): void {
  if (!isThere(databaseFile(folder))) throw missingDatabase(folder);
}

/** Ids of runs that have checkpoints here. */
function runFoldersIn(folder: string): string[] {
  return namesIn(runsFolder(folder))
    .filter((name) => runIdPattern.test(name))
    .filter((runId) => namesIn(runFolder(folder, runId)).some(isCheckpointFile));
}

function lost(
  folder: string,
  what: string,
  { runs, backups }: { runs: number; backups: number },
): WorkbenchError {
  const found = [counted(runs, 'folder of a run', 'folders of runs'), counted(backups, 'backup', 'backups')];
  const [newest] = listBackups(folder);
  const remedy =
    newest === undefined
      ? `Put it back; the checkpoints in ${join(folder, 'runs')} are left as they are.`
      : `Put it back, or restore a backup: in the window, among its backups; or with: ffwb doctor --restore ${newest.file}`;
  const details = {
    file: databaseFile(folder),
    what,
    found: found.filter((each) => each !== '').join(' and '),
  };
  return new WorkbenchError('store/lost', { ...details, remedy });
}

function counted(count: number, one: string, several: string): string {
  if (count === 0) return '';
  return count === 1 ? `a ${one}` : `${count} ${several}`;
}
