/** Writes a file whole or not at all: into a temporary file beside it, which then takes its name. */

import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';

/** Small pieces are gathered up to this many bytes before they are written. */
const pieceBytes = 2 ** 20;

/** A file of that name is replaced. Error: export/failed. */
export async function writeFileWhole(file: string, pieces: Iterable<string | Uint8Array>): Promise<number> {
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
    throw new WorkbenchError('export/failed', { file, reason }, { cause: thrown });
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
