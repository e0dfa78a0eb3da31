/**
 * Room kept back for a full disk. To note that a run is gone takes a few pages of SQLite's log, and a run without large
 * files frees none by leaving; so a file of the data folder, which holds nothing, gives its room then.
 */

import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';

import { reserveFile } from './data-folder.ts';
import { isThere } from './presence.ts';
import { isStorageFault } from './storage-error.ts';

/** Enough for the pages that one deletion changes: of a freed page SQLite writes nothing but its number. */
const reserveBytes = 2 ** 19;

/** Makes the reserve where it is not there. On a disk that has no room for it there is none. */
export function keepReserve(folder: string): void {
  const file = reserveFile(folder);
  try {
    // Zeros take no room on a disk that compresses.
    if (!isThere(file)) writeFileSync(file, randomBytes(reserveBytes), { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if (!isStorageFault(thrown)) throw thrown;
    spendReserve(folder); // half of it would be taken for all of it
  }
}

/** Gives the room back, until the reserve is made anew. */
export function spendReserve(folder: string): void {
  rmSync(reserveFile(folder), { force: true });
}
