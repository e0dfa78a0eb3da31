/** The checkpoint files of one run's folder, in the store's format. */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isCheckpointFile } from '../store/checkpoint-files.ts';
import { readCheckpoint, writeCheckpoint } from '../store/checkpoints.ts';
import { isAbsent, unreadable } from '../store/presence.ts';
import type { CheckpointFiles } from './checkpoint-keeper.ts';

export function runCheckpointFiles(folder: string): CheckpointFiles {
  return {
    list: async () => {
      // No folder, no checkpoints; but one that may not be read is no reason to begin anew over what it holds.
      const names = await readdir(folder).catch((thrown: unknown) => {
        if (isAbsent(thrown)) return [];
        throw unreadable(thrown, folder);
      });
      return names.filter(isCheckpointFile).sort(); // by step, which is padded with zeros
    },
    read: (file, sha256) => readCheckpoint(join(folder, file), sha256),
    write: (state) => writeCheckpoint(folder, state),
    delete: (file) => rm(join(folder, file), { force: true }),
  };
}
