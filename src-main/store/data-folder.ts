/** Where things stand inside a data folder. Nothing else spells these names. */

import { join } from 'node:path';

import { assert } from '../../src-shared/base/assert.ts';
import { runIdPattern } from './run-id.ts';

export function databaseFile(folder: string): string {
  return join(folder, 'workbench.sqlite');
}

/** Room kept back for a full disk. */
export function reserveFile(folder: string): string {
  return join(folder, 'workbench.reserve');
}

/** Backups made before migrations. */
export function backupsFolder(folder: string): string {
  return join(folder, 'backups');
}

/** Is there while another process than the one that works on a sweep wants it stopped. */
export function stopRequestFile(folder: string, sweepId: string): string {
  assert(runIdPattern.test(sweepId), `"${sweepId}" is not a sweep id, so it may not become a path`);
  return join(folder, `stop-sweep-${sweepId}`);
}

/** Holds a folder for each run that has checkpoints. */
export function runsFolder(folder: string): string {
  return join(folder, 'runs');
}

/** The folder of one run's checkpoints. It need not exist. */
export function runFolder(folder: string, runId: string): string {
  assert(runIdPattern.test(runId), `"${runId}" is not a run id, so it may not become a path`);
  return join(runsFolder(folder), runId);
}
