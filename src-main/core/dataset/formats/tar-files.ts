/** The files of a tar archive that nobody has checked, already unpacked from gzip. Links and devices are refused. */

import { Readable } from 'node:stream';

import { extract } from 'tar-stream';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { checkEntryPath } from './entry-path.ts';
import { damaged, mostFiles, refused } from './format.ts';
import type { SourceFile } from './format.ts';
import { tooMany } from './zip-files.ts';

const blockBytes = 512;
const feedBytes = 1 << 16;
const plainTypes = new Set(['file', 'contiguous-file', 'directory']);

/** POSIX archives and GNU's say so here; older ones have a header whose checksum is right. */
export function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < blockBytes) return false;
  if (Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar') return true;
  const stated = parseInt(Buffer.from(bytes.subarray(148, 156)).toString('latin1').trim(), 8);
  let sum = 8 * 32; // the checksum's own field counts as spaces
  for (let at = 0; at < blockBytes; at += 1) if (at < 148 || at >= 156) sum += bytes[at] as number;
  return stated === sum;
}

/** Errors: dataset/damaged, dataset/refused. Offsets are counted in the unpacked archive. */
export async function tarFiles(name: string, bytes: Uint8Array): Promise<SourceFile[]> {
  if (bytes.subarray(-blockBytes).some((byte) => byte !== 0))
    throw damaged({ shown: name }, bytes.length, 'the archive is cut short: its end mark is missing');
  const files: SourceFile[] = [];
  const extraction = extract();
  let last = name;
  let fed = 0;
  const pieces = function* (): Generator<Buffer> {
    for (; fed < bytes.length; fed += feedBytes)
      yield Buffer.from(bytes.buffer, bytes.byteOffset + fed, Math.min(feedBytes, bytes.length - fed));
  };
  try {
    Readable.from(pieces()).pipe(extraction);
    for await (const entry of extraction) {
      const { name: written, type, size = 0 } = entry.header;
      const path = checkEntryPath(name, written);
      if (path !== null) last = `${name}: ${path}`;
      if (path !== null && !plainTypes.has(type ?? ''))
        throw refused(
          `${last} is no file but a ${type ?? 'thing'}`,
          'Pack the files themselves, not links to them.',
        );
      const found: Uint8Array[] = [];
      for await (const piece of entry) found.push(piece as Uint8Array);
      if (path === null || type === 'directory') continue;
      if (files.length >= mostFiles) throw tooMany(name);
      const whole = found.length === 1 ? (found[0] as Uint8Array) : Buffer.concat(found);
      files.push({ path, shown: last, size, read: () => Promise.resolve(whole) });
    }
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown;
    const problem = `the archive cannot be unpacked from about there on (${reasonOf(thrown)})`;
    throw damaged({ shown: last }, Math.min(fed, bytes.length), problem, thrown);
  } finally {
    extraction.destroy();
  }
  return files;
}
