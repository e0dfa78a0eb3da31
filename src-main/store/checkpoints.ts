/**
 * Checkpoint files: written so that a name always stands for a whole file (temporary file, fsync, rename, fsync of the
 * folder), and verified by their SHA-256 when read. Used from the training worker, which has no database: what is
 * known of a checkpoint travels to the store as an event.
 */

import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import { checkpointFileName, partialFileName } from './checkpoint-files.ts';
import { encodeHeader, headerLengthBytes, mostHeaderBytes, parseHeader } from './checkpoint-format.ts';
import type { CheckpointHeader, StoredState, StoredTensor } from './checkpoint-format.ts';
import { isForbidden, unreadable } from './presence.ts';
import { asStoreError } from './storage-error.ts';

/** Hashed and written in pieces, so that the thread gets back to training between them: about a millisecond each. */
const pieceBytes = 2 ** 20;
const changedSince = 'its content changed since it was written';

/**
 * Writes a checkpoint into a run's folder, making that where it is not there. The state's arrays must not change
 * meanwhile. Returns the file's name inside the folder. Errors: store/disk-full, store/read-only, store/failed; no
 * partial file is left, and an older checkpoint of the same step stays.
 */
export async function writeCheckpoint(
  folder: string,
  state: StoredState,
): Promise<{ file: string; sha256: string; bytes: number }> {
  const file = checkpointFileName(state.step);
  const partial = join(folder, partialFileName(file));
  try {
    await mkdir(folder, { recursive: true });
    const { sha256, bytes } = await writeState(partial, state);
    await rename(partial, join(folder, file));
    await syncFolder(folder);
    return { file, sha256, bytes };
  } catch (thrown) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw asStoreError(thrown, folder, `the checkpoint of step ${state.step}`);
  }
}

/**
 * Reads a checkpoint, whole and as it was written. `sha256` null: not compared. Errors: checkpoint/damaged, also where
 * the file is missing; store/unreadable where it may not be read.
 */
export async function readCheckpoint(path: string, sha256: string | null): Promise<StoredState> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, 'r');
    const hash = createHash('sha256');
    const { size } = await handle.stat();
    const header = await readHeader(handle, hash, size);
    const tensors: [string, StoredTensor][] = [];
    for (const { name, type, shape, length } of header.entries) {
      const data = type === 'F64' ? new Float64Array(length) : new Float32Array(length);
      await readInto(handle, hash, new Uint8Array(data.buffer));
      tensors.push([name, { shape, data }]);
    }
    if (sha256 !== null && hash.digest('hex') !== sha256) throw new Error(changedSince);
    const { step, epoch, trainSeconds } = header;
    return { step, epoch, trainSeconds, tensors: Object.fromEntries(tensors) };
  } catch (thrown) {
    if (isForbidden(thrown)) throw unreadable(thrown, path); // nobody knows that it is damaged
    const details = { file: basename(path), problem: reasonOf(thrown) };
    throw new WorkbenchError('checkpoint/damaged', details, { cause: thrown });
  } finally {
    await handle?.close();
  }
}

/**
 * Holds the bytes of a checkpoint to what `readCheckpoint` would hold the file to, without making tensors of them. Returns
 * its step. `file`: its name in what is said. Error: checkpoint/damaged.
 */
export async function checkCheckpoint(file: string, bytes: Uint8Array, sha256: string): Promise<number> {
  try {
    const headerEnd = headerLengthBytes + headerBytesOf(bytes, bytes.length);
    const json = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { step } = parseHeader(
      json.toString('utf8', headerLengthBytes, headerEnd),
      bytes.length - headerEnd,
    );
    const hash = createHash('sha256');
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      hash.update(bytes.subarray(at, at + pieceBytes));
      if (at + pieceBytes < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
    if (hash.digest('hex') !== sha256) throw new Error(changedSince);
    return step;
  } catch (thrown) {
    throw new WorkbenchError('checkpoint/damaged', { file, problem: reasonOf(thrown) }, { cause: thrown });
  }
}

async function writeState(path: string, state: StoredState): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  const { start, tensors } = encodeHeader(state);
  const handle = await open(path, 'w');
  try {
    let bytes = 0;
    for (const { buffer, byteOffset, byteLength } of [start, ...tensors.map((tensor) => tensor.data)]) {
      for (let at = 0; at < byteLength; at += pieceBytes) {
        const piece = new Uint8Array(buffer, byteOffset + at, Math.min(pieceBytes, byteLength - at));
        hash.update(piece);
        await writeAll(handle, piece);
        bytes += piece.length;
      }
    }
    await handle.sync();
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) {
    const { bytesWritten } = await handle.write(piece, at);
    at += bytesWritten;
  }
}

/** Length and header. Throws before allocating anything that does not fit the file. */
async function readHeader(handle: FileHandle, hash: Hash, fileBytes: number): Promise<CheckpointHeader> {
  const length = Buffer.alloc(headerLengthBytes);
  if (fileBytes >= length.length) await readInto(handle, hash, length);
  const json = Buffer.alloc(headerBytesOf(length, fileBytes));
  await readInto(handle, hash, json);
  return parseHeader(json.toString('utf8'), fileBytes - length.length - json.length);
}

/** What the first bytes say of the header that follows them. Throws where it does not fit the file. */
function headerBytesOf(start: Uint8Array, fileBytes: number): number {
  if (fileBytes < headerLengthBytes) throw new Error(`it has only ${fileBytes} bytes`);
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > mostHeaderBytes || headerLengthBytes + headerBytes > fileBytes)
    throw new Error(`its header cannot have ${headerBytes} bytes`);
  return headerBytes;
}

async function readInto(handle: FileHandle, hash: Hash, target: Uint8Array): Promise<void> {
  for (let at = 0; at < target.length;) {
    const { bytesRead } = await handle.read(target, at, Math.min(pieceBytes, target.length - at));
    if (bytesRead === 0) throw new Error('it ends too early');
    hash.update(target.subarray(at, at + bytesRead));
    at += bytesRead;
  }
}

/** Makes the new name durable. Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
