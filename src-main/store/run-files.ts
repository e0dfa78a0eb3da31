/** The files of a run, as the store removes them. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { isPartialFile, stepOfFile } from './checkpoint-files.ts';
import { namesIn } from './presence.ts';

/** Removes checkpoints after `step`, also those the database never heard of, and what a killed writer left. */
export function removeCheckpointsAfter(runFolder: string, step: number): void {
  for (const name of namesIn(runFolder)) {
    const ofStep = stepOfFile(name);
    if (isPartialFile(name) || (ofStep !== null && ofStep > step))
      rmSync(join(runFolder, name), { force: true });
  }
}

export function removeRunFolder(runFolder: string): void {
  rmSync(runFolder, { recursive: true, force: true });
}
