/**
 * How a process that may not write to a data folder's database asks the one that may to stop a sweep: by a file that is
 * there. Whoever obeys takes it away.
 */

import { existsSync, rmSync, writeFileSync } from 'node:fs';

import { stopRequestFile } from '../../store/data-folder.ts';

export function requestStop(dataFolder: string, sweepId: string): void {
  writeFileSync(stopRequestFile(dataFolder, sweepId), '');
}

/** True where it was asked for; then it is asked for no more. */
export function takeStopRequest(dataFolder: string, sweepId: string): boolean {
  const file = stopRequestFile(dataFolder, sweepId);
  const isThere = existsSync(file);
  if (isThere) rmSync(file, { force: true });
  return isThere;
}
