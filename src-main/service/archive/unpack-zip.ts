/**
 * Unpacks a zip file that nobody has checked. Only files of known names come out, each at most once and at most as large
 * as allowed; what a file says of its size is checked before anything is inflated, no more than that comes out, and its
 * CRC is checked at the end. Nothing is ever written under a name that stands in the zip.
 */

import { crc32, inflateRaw } from 'node:zlib';

import {
  archiveFiles,
  freeOfRatioBytes,
  mostArchiveBytes,
  mostRatio,
  mostUnpackedBytes,
} from './archive-format.ts';
import type { ArchiveFile } from './archive-format.ts';
import { readZipDirectory } from './zip-directory.ts';
import type { ZipEntry } from './zip-directory.ts';

/** Looked through at once. */
const pieceBytes = 8 * 2 ** 20;
/** Inflated into one piece of memory where it says it fits in so much: many small pieces cost more than inflating. */
const mostAtOnce = 4 * 2 ** 20;

/** Throws an Error that says what is wrong. */
export async function unpackZip(bytes: Uint8Array): Promise<Map<ArchiveFile, Uint8Array>> {
  if (bytes.length > mostArchiveBytes) throw new Error(`it has ${bytes.length} bytes, which is too much`);
  const entries = readZipDirectory(bytes);
  checkNamesAndSizes(entries);
  const files = new Map<ArchiveFile, Uint8Array>();
  for (const entry of entries) files.set(entry.name as ArchiveFile, await unpack(entry));
  return files;
}

/** What the directory says; nothing is inflated. */
function checkNamesAndSizes(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  let sum = 0;
  for (const { name, packed, unpacked } of entries) {
    if (!Object.hasOwn(archiveFiles, name))
      throw new Error(`it holds a file that does not belong there, ${JSON.stringify(name.slice(0, 100))}`);
    if (seen.has(name)) throw new Error(`it holds "${name}" twice`);
    seen.add(name);
    sum += unpacked;
    if (unpacked > archiveFiles[name as ArchiveFile] || sum > mostUnpackedBytes)
      throw new Error(`"${name}" is too large`);
    checkRatio(name, packed.length, unpacked);
  }
}

function checkRatio(name: string, packed: number, unpacked: number): void {
  if (unpacked > freeOfRatioBytes && unpacked > mostRatio * packed)
    throw new Error(`"${name}" would unpack to more than ${mostRatio} times its size`);
}

/** Inflated by another thread, no further than the file says it is long; the host answers meanwhile. */
async function unpack(entry: ZipEntry): Promise<Uint8Array> {
  const { name, packed, unpacked, crc, isDeflated } = entry;
  const bytes = isDeflated ? await inflated(entry) : new Uint8Array(packed); // `slice` of a Node Buffer would not copy
  if (bytes.length !== unpacked) throw new Error(`"${name}" is cut short`);
  let found = 0;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    found = crc32(bytes.subarray(at, at + pieceBytes), found);
    if (at + pieceBytes < bytes.length) await new Promise((resolve) => setImmediate(resolve));
  }
  if (found !== crc) throw new Error(`"${name}" is damaged: its CRC is another`);
  return bytes;
}

function inflated({ name, packed, unpacked }: ZipEntry): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // A byte more than comes out: room that is filled to its end is taken for too little.
    const chunkSize = Math.max(64, Math.min(mostAtOnce, unpacked + 1));
    inflateRaw(packed, { maxOutputLength: Math.max(1, unpacked), chunkSize }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(new Error(wordsFor(error, name), { cause: error }));
    });
  });
}

function wordsFor(error: NodeJS.ErrnoException, name: string): string {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return `"${name}" unpacks to more bytes than it says`;
  if (error.code === 'Z_BUF_ERROR') return `"${name}" is cut short`;
  return `"${name}" cannot be unpacked: ${error.message}`;
}
