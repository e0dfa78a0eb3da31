/**
 * The one way a command writes a file a user asked for. First the place is claimed: it lies in no data folder, and a file
 * there is replaced only where that was asked for or agreed to. Then the file is written whole or not at all: into a
 * temporary file beside it, which takes its name.
 */

import { statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { dataFolderAround, realPlace } from '../../service/data-folder-guard.ts';
import { givenPath } from '../given-paths.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Small pieces are gathered up to this many bytes before they are written. */
const pieceBytes = 2 ** 20;

declare const claimed: unique symbol;

/** Where a file may be written; made by claimPlace only. */
export interface ClaimedPlace {
  /** As the user named it, absolute. */
  readonly named: string;
  /** With all links followed: what is written. */
  readonly file: string;
  readonly [claimed]: true;
}

export interface PlaceWishes {
  /** The data folder that the command works on. */
  readonly dataFolder: string;
  /** Replaces a file that is there. */
  readonly force: boolean;
  readonly terminal: Pick<Terminal, 'agrees'>;
}

/** Asks where somebody can answer. Errors: input/invalid where nothing may be written there; export/failed. */
export async function claimPlace(out: string, wishes: PlaceWishes): Promise<ClaimedPlace> {
  const named = givenPath(out);
  try {
    const file = realPlace(named);
    refuseDataFolders(named, file, wishes.dataFolder);
    await agreeToReplace(named, file, wishes);
    return { named, file } as ClaimedPlace;
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown;
    throw new WorkbenchError('export/failed', { file: named, reason: reasonOf(thrown) }, { cause: thrown });
  }
}

function refuseDataFolders(named: string, file: string, dataFolder: string): void {
  const owner = dataFolderAround(file, [dataFolder]);
  if (owner === null) return;
  const alias = file === named ? '' : `, which is ${file},`;
  throw new WorkbenchError('input/invalid', {
    problem: `${named}${alias} lies in the data folder ${owner}, whose files are the workbench's own`,
    remedy: 'Choose another place with --out.',
  });
}

async function agreeToReplace(named: string, file: string, { force, terminal }: PlaceWishes): Promise<void> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'no plain file';
    throw new WorkbenchError('input/invalid', {
      problem: `${named} is ${what}`,
      remedy: 'Name a file with --out.',
    });
  }
  if (force || (await terminal.agrees(`Replace ${named}?`)) === true) return;
  throw new WorkbenchError('input/invalid', {
    problem: `${named} is there already`,
    remedy: 'Replace it with --force, or choose another place with --out.',
  });
}

/** Error: export/failed. */
export async function writeFileWhole(
  { named, file }: ClaimedPlace,
  pieces: Iterable<string | Uint8Array>,
): Promise<number> {
  const partial = `${file}.${process.pid}.partial`;
  let handle: FileHandle | null = null;
  try {
    handle = await open(partial, 'wx');
    const bytes = await writeAll(handle, pieces);
    await handle.sync();
    await handle.close();
    handle = null;
    await rename(partial, file);
    return bytes;
  } catch (thrown) {
    await handle?.close().catch(() => {});
    await rm(partial, { force: true }).catch(() => {});
    // Without the name of the temporary file, which says nothing to anybody.
    const reason = reasonOf(thrown).replace(/, \w+ '.*$/, '');
    throw new WorkbenchError('export/failed', { file: named, reason }, { cause: thrown });
  }
}

async function writeAll(handle: FileHandle, pieces: Iterable<string | Uint8Array>): Promise<number> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let written = 0;
  const flush = async (): Promise<void> => {
    await handle.writeFile(Buffer.concat(waiting));
    written += waitingBytes;
    [waiting, waitingBytes] = [[], 0];
  };
  for (const piece of pieces) {
    const bytes = Buffer.from(piece as string); // either sort
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes >= pieceBytes) await flush();
  }
  await flush();
  return written;
}
