/**
 * Reads IDX files of unsigned bytes, plain or packed with gzip. A file is hostile until it is parsed: nothing is
 * allocated before its header was checked against the file's true length, no more is unpacked than the header
 * promised, and every error names the file and the byte.
 *
 * IDX: bytes 0 and 1 are 0, byte 2 is the element type (0x08: unsigned byte), byte 3 the number of dimensions; then
 * one 32-bit big-endian size per dimension, outermost first; then the elements, row-major, and nothing after them.
 */

import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { piecesOf } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { FileBytes } from './file-bytes.ts';
import { IdxAssembler } from './idx-assembler.ts';
import type { IdxArray } from './idx-assembler.ts';

/** A file to read, and what to say where it is not there. */
export interface IdxSource {
  readonly file: string;
  /** The dataset's name as people call it. */
  readonly dataset: string;
  readonly remedy: string;
}

const readChunkBytes = 1 << 16;
/** No header of the dimensions that are taken is longer. */
const greatestHeader = 64;
/** Deflate codes at most 258 bytes in 2 bits, so no gzip file holds more than this times its own size. */
const greatestGzipRatio = 1032;

/**
 * Reads a whole file. `ranks` are the numbers of dimensions it may have. Errors: dataset/missing, dataset/unreadable,
 * dataset/damaged. Byte offsets of a packed file are counted in the unpacked data, unless the packing is at fault.
 */
export async function readIdx(source: IdxSource, ranks: readonly number[]): Promise<IdxArray> {
  const handle = await openFile(source);
  try {
    const { size } = await handle.stat();
    const packed = await isGzip(handle);
    const length = packed ? { atMost: size * greatestGzipRatio } : { exactly: size };
    const assembler = new IdxAssembler({ file: source.file, packed, length, ranks });
    if (size > 0) await stream(handle, size, packed, assembler, source.file);
    return assembler.finish();
  } catch (thrown) {
    throw thrown instanceof WorkbenchError ? thrown : unreadable(source.file, thrown);
  } finally {
    await handle.close();
  }
}

/**
 * As `readIdx`, but of an unpacked file of more than `mostInMemory` bytes only the header: the rest is read as it is asked for.
 */
export async function openIdx(
  source: IdxSource,
  ranks: readonly number[],
  mostInMemory: number,
): Promise<IdxArray<Bytes>> {
  const { file } = source;
  const handle = await openFile(source);
  try {
    const { size } = await handle.stat();
    if (size > mostInMemory && !(await isGzip(handle))) {
      const assembler = new IdxAssembler({ file, packed: false, length: { exactly: size }, ranks });
      const { buffer, bytesRead } = await handle.read(new Uint8Array(greatestHeader), 0, greatestHeader, 0);
      const { dimensions, headerBytes } = assembler.header(buffer.subarray(0, bytesRead));
      const contents = FileBytes.open(file, 0, size);
      return { file, dimensions, headerBytes, contents, data: contents.section(headerBytes, size) };
    }
  } catch (thrown) {
    throw thrown instanceof WorkbenchError ? thrown : unreadable(file, thrown);
  } finally {
    await handle.close();
  }
  return readIdx(source, ranks);
}

/** Compares the unpacked file with its published SHA-256 (hex). Error: dataset/checksum. */
export function checkSha256(array: IdxArray<Bytes>, expected: string): void {
  const hash = createHash('sha256');
  for (const piece of piecesOf(array.contents)) hash.update(piece);
  const found = hash.digest('hex');
  if (found !== expected) throw new WorkbenchError('dataset/checksum', { file: array.file, found, expected });
}

/** Every label must be below `classes`. Error: dataset/damaged, naming the byte of the first one that is not. */
export function checkLabels(labels: IdxArray, classes: number): void {
  const index = labels.data.findIndex((label) => label >= classes);
  if (index === -1) return;
  throw new WorkbenchError('dataset/damaged', {
    file: labels.file,
    byte: labels.headerBytes + index,
    problem: `the label of example ${index} is ${labels.data[index]}, but there are ${classes} classes (0 to ${classes - 1})`,
  });
}

/** Opens a regular file only: reading a pipe or a device might never end. */
async function openFile(source: IdxSource): Promise<FileHandle> {
  const { file, dataset, remedy } = source;
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new WorkbenchError('dataset/unreadable', { file, reason: 'it is not a file' });
    return await open(file, 'r');
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown;
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new WorkbenchError('dataset/missing', { dataset, file, remedy }, { cause: thrown });
    }
    throw unreadable(file, thrown);
  }
}

function unreadable(file: string, thrown: unknown): WorkbenchError {
  return new WorkbenchError('dataset/unreadable', { file, reason: reasonOf(thrown) }, { cause: thrown });
}

/** By content, not by name: gzip begins with 1f 8b, IDX with 00 00. */
async function isGzip(handle: FileHandle): Promise<boolean> {
  const { bytesRead, buffer } = await handle.read(new Uint8Array(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** Sends the file's first `size` bytes, unpacked, to the assembler, which ends it at the first fault. */
async function stream(
  handle: FileHandle,
  size: number,
  packed: boolean,
  assembler: IdxAssembler,
  file: string,
): Promise<void> {
  const bytes = handle.createReadStream({
    start: 0,
    end: size - 1,
    autoClose: false,
    highWaterMark: readChunkBytes,
  });
  const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) assembler.push(chunk);
  };
  if (!packed) return pipeline(bytes, collect);
  const gunzip = createGunzip({ chunkSize: readChunkBytes });
  try {
    await pipeline(bytes, gunzip, collect);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code?.startsWith('Z_') !== true) throw thrown;
    const problem = `its gzip data cannot be unpacked from there on (${reasonOf(thrown)})`;
    throw new WorkbenchError(
      'dataset/damaged',
      { file, byte: gunzip.bytesWritten, problem },
      { cause: thrown },
    );
  }
}
