/** The files of a run, as the store removes them after the database has forgotten what they hold. */

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { isPartialFile, stepOfFile } from './checkpoint-files.ts';

/** Removes checkpoints after `step`, also those the database never heard of, and what a killed writer left. */
export function removeCheckpointsAfter(runFolder: string, step: number): void {
  for (const name of filesIn(runFolder)) {
    const ofStep = stepOfFile(name);
    if (isPartialFile(name) || (ofStep !== null && ofStep > step))
      rmSync(join(runFolder, name), { force: true });
  }
}

export function removeRunFolder(runFolder: string): void {
  rmSync(runFolder, { recursive: true, force: true });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a run without checkpoints has no folder
  }
}
