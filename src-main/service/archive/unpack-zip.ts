/**
 * Unpacks a zip file that nobody has checked. Only files of known names come out, each at most once and at most as large
 * as allowed; what a file says of its size is checked before anything is inflated, what really comes out while it comes,
 * and its CRC at its end. Nothing is ever written under a name that stands in the zip.
 */

import { crc32 } from 'node:zlib';

import { Inflate } from 'fflate';

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

/** What can come out of one piece (about a thousand times as much) has to fit the memory easily. */
const pieceBytes = 16 * 1024;

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

/** In pieces, so that the host answers meanwhile. */
async function unpack(entry: ZipEntry): Promise<Uint8Array> {
  const { name, packed, unpacked, crc } = entry;
  const pieces: Uint8Array[] = [];
  let taken = 0;
  let found = 0;
  let crcFound = 0;
  const take = (piece: Uint8Array): void => {
    found += piece.length;
    checkRatio(name, taken, found);
    if (found > unpacked) throw new Error(`"${name}" unpacks to more bytes than it says`);
    crcFound = crc32(piece, crcFound);
    pieces.push(piece);
  };
  const inflate = entry.isDeflated ? new Inflate(take) : null;
  for (let at = 0; at < packed.length; at += pieceBytes) {
    const piece = packed.subarray(at, at + pieceBytes);
    const isLast = at + pieceBytes >= packed.length;
    taken += piece.length;
    if (inflate === null) take(piece);
    else pushOrSay(inflate, piece, isLast, name);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (found !== unpacked) throw new Error(`"${name}" is cut short`);
  if (crcFound !== crc) throw new Error(`"${name}" is damaged: its CRC is another`);
  return Buffer.concat(pieces);
}

/** fflate's own complaints have a code. */
function pushOrSay(inflate: Inflate, piece: Uint8Array, isLast: boolean, name: string): void {
  try {
    inflate.push(piece, isLast);
  } catch (thrown) {
    if (!(thrown instanceof Error) || !('code' in thrown)) throw thrown;
    throw new Error(`"${name}" cannot be unpacked: ${thrown.message}`, { cause: thrown });
  }
}
