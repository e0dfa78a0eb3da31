/**
 * The files of a zip archive that nobody has checked. What its directory says is looked at before anything is unpacked:
 * names, sizes, how many; what comes out must have the size and the CRC that the directory promised.
 */

import { crc32 } from 'node:zlib';

import { unzipSync } from 'fflate';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { checkEntryPath } from './entry-path.ts';
import { damaged, mostFiles, mostUnpacked, refused } from './format.ts';
import type { SourceFile } from './format.ts';

const signatures = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, entry: 0x02014b50 } as const;
const endBytes = 22;
const entryBytes = 46;
const longestComment = 0xffff;
const isEncrypted = 0x0001;

interface Promised {
  readonly crc: number;
  readonly at: number;
}

export function isZip(bytes: Uint8Array): boolean {
  const [first, second, third, fourth] = bytes;
  const isEmpty = third === 5 && fourth === 6;
  return first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || isEmpty);
}

/** Errors: dataset/damaged, dataset/refused. */
export function zipFiles(name: string, bytes: Uint8Array): SourceFile[] {
  const promised = readDirectory(name, bytes);
  const kept: { path: string; shown: string; size: number; promised: Promised; raw: string }[] = [];
  const seen = new Set<string>();
  let [index, sum] = [0, 0];
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = unzipSync(bytes, {
      filter: ({ name: raw, originalSize: size }) => {
        const entry = promised[index];
        index += 1;
        if (entry === undefined)
          throw damaged({ shown: name }, 0, 'its directory holds more files than it says');
        const path = checkEntryPath(name, raw);
        if (path === null || raw.endsWith('/')) return false;
        if (seen.has(raw)) throw damaged({ shown: name }, entry.at, `it holds ${raw} twice`);
        seen.add(raw);
        sum += size;
        if (!(sum <= mostUnpacked)) throw tooMuch(name);
        kept.push({ path, shown: `${name}: ${path}`, size, promised: entry, raw });
        return true;
      },
    });
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown;
    const { shown, promised: last } = kept.at(-1) ?? { shown: name, promised: { at: 0 } };
    throw damaged({ shown }, last.at, `it cannot be unpacked (${reasonOf(thrown)})`, thrown);
  }
  return kept.map(({ path, shown, size, promised: { crc, at }, raw }) => {
    const found = unpacked[raw] as Uint8Array;
    if (found.length !== size || crc32(found) !== crc)
      throw damaged({ shown }, at, 'what it unpacks to is not what the archive says (size or CRC)');
    return { path, shown, size, read: () => Promise.resolve(found) };
  });
}

export function tooMuch(name: string): WorkbenchError {
  return refused(`${name} unpacks to more than ${mostUnpacked} bytes`, 'Unpack it, and add the folder.');
}

/** CRCs by entry, in the order of the directory. Source: PKWARE's APPNOTE.TXT, sections 4.3 and 4.4. */
function readDirectory(name: string, bytes: Uint8Array): Promised[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number => (at >= 0 && at + 4 <= bytes.length ? view.getUint32(at, true) : 0);
  const half = (at: number): number => (at >= 0 && at + 2 <= bytes.length ? view.getUint16(at, true) : 0);
  let end = bytes.length - endBytes;
  const least = Math.max(0, end - longestComment);
  while (end >= least && word(end) !== signatures.end) end -= 1;
  if (end < least)
    throw damaged({ shown: name }, bytes.length, 'it is no whole zip archive: its directory is missing');
  let [count, at] = [half(end + 10), word(end + 16)];
  const end64 = word(end - 12);
  if (word(end - 20) === signatures.locator64 && word(end64) === signatures.end64)
    [count, at] = [word(end64 + 32), word(end64 + 48)];
  if (count > mostFiles) throw tooMany(name);
  return Array.from({ length: count }, () => {
    if (word(at) !== signatures.entry) throw damaged({ shown: name }, at, "the zip's directory is cut short");
    if ((half(at + 8) & isEncrypted) !== 0)
      throw refused(`${name} is encrypted`, 'Pack the files without a password.');
    const entry = { crc: word(at + 16), at };
    at += entryBytes + half(at + 28) + half(at + 30) + half(at + 32);
    return entry;
  });
}

export function tooMany(name: string): WorkbenchError {
  return refused(`${name} holds more than ${mostFiles} files`, 'Take fewer files.');
}
