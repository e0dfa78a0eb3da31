/**
 * Unpacks a zip file that nobody has checked. Only files of known names come out, each at most once and at most as large
 * as allowed; what a file says of its size is checked before anything is inflated, and what really comes out while it
 * comes. Nothing is ever written under a name that stands in the zip.
 */

import { Unzip, UnzipInflate, UnzipPassThrough, unzipSync } from 'fflate';
import type { UnzipFile } from 'fflate';

import {
  archiveFiles,
  freeOfRatioBytes,
  mostArchiveBytes,
  mostRatio,
  mostUnpackedBytes,
} from './archive-format.ts';
import type { ArchiveFile } from './archive-format.ts';

/** What can come out of one piece (about a thousand times as much) has to fit the memory easily. */
const pieceBytes = 16 * 1024;

/** Throws an Error that says what is wrong. */
export async function unpackZip(bytes: Uint8Array): Promise<Map<ArchiveFile, Uint8Array>> {
  if (bytes.length > mostArchiveBytes) throw new Error(`it has ${bytes.length} bytes, which is too much`);
  checkDirectory(bytes);
  const unpacker = new Unpacker();
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    unpacker.take(bytes.subarray(at, at + pieceBytes), at + pieceBytes >= bytes.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return unpacker.files();
}

/** What the directory at the zip's end says of names and sizes; nothing is inflated. */
function checkDirectory(bytes: Uint8Array): void {
  const seen = new Set<string>();
  let unpacked = 0;
  unzipSync(bytes, {
    filter: ({ name, size, originalSize }) => {
      const most = mostOf(name, seen);
      seen.add(name);
      unpacked += originalSize;
      if (originalSize > most || unpacked > mostUnpackedBytes) throw new Error(`"${name}" is too large`);
      checkRatio(name, size, originalSize);
      return false;
    },
  });
  if (seen.size === 0) throw new Error('it is no zip file, or an empty one');
}

/** Bytes a file of this name may have. Throws for a name that is not allowed or was there before. */
function mostOf(name: string, seen: { has(name: string): boolean }): number {
  if (!Object.hasOwn(archiveFiles, name))
    throw new Error(`it holds a file that does not belong there, ${JSON.stringify(name.slice(0, 100))}`);
  if (seen.has(name)) throw new Error(`it holds "${name}" twice`);
  return archiveFiles[name as ArchiveFile];
}

function checkRatio(name: string, packed: number, unpacked: number): void {
  if (unpacked > freeOfRatioBytes && unpacked > mostRatio * packed)
    throw new Error(`"${name}" would unpack to more than ${mostRatio} times its size`);
}

class Unpacker {
  readonly #pieces = new Map<ArchiveFile, Uint8Array[]>();
  readonly #whole = new Set<ArchiveFile>();
  readonly #unzip: Unzip;
  #unpacked = 0;
  #packed = 0;

  constructor() {
    this.#unzip = new Unzip((file) => this.#begin(file));
    this.#unzip.register(UnzipPassThrough);
    this.#unzip.register(UnzipInflate);
  }

  take(piece: Uint8Array, isLast: boolean): void {
    this.#packed += piece.length;
    this.#unzip.push(piece, isLast);
  }

  files(): Map<ArchiveFile, Uint8Array> {
    return new Map(
      [...this.#pieces].map(([name, pieces]) => {
        if (!this.#whole.has(name)) throw new Error(`"${name}" is cut short`);
        return [name, Buffer.concat(pieces)];
      }),
    );
  }

  #begin(file: UnzipFile): void {
    const most = mostOf(file.name, this.#pieces);
    const name = file.name as ArchiveFile;
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    this.#pieces.set(name, pieces);
    file.ondata = (error, piece, isLast) => {
      if (error !== null) throw new Error(`"${name}" cannot be unpacked: ${error.message}`);
      bytes += piece.length;
      this.#unpacked += piece.length;
      if (bytes > most || this.#unpacked > mostUnpackedBytes) throw new Error(`"${name}" is too large`);
      checkRatio(name, this.#packed, bytes);
      if (piece.length > 0) pieces.push(piece);
      if (isLast) this.#whole.add(name);
    };
    file.start();
  }
}
