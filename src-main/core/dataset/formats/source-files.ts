/**
 * From what a user gives, folders, archives and single files, to the files that formats read. Archives are told by what
 * is in them, not by their names.
 */

import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { isLeftBehind } from './entry-path.ts';
import { damaged, mostFiles, mostUnpacked, refused } from './format.ts';
import type { SourceFile } from './format.ts';
import { isTar, tarFiles } from './tar-files.ts';
import { isZip, tooMany, tooMuch, zipFiles } from './zip-files.ts';

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const deepestFolder = 16;

/** The files that were given, archives unpacked. Errors: dataset/damaged, dataset/refused. */
export async function sourceFiles(given: readonly NamedFile[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const { name: whole, bytes } of given) {
    const name = basename(whole);
    const plain = isGzip(bytes) ? gunzipped(name, bytes) : bytes;
    if (isZip(plain)) files.push(...zipFiles(name, plain));
    else if (isTar(plain)) files.push(...(await tarFiles(name, plain)));
    else {
      const path = plain === bytes ? name : name.replace(/[.]gz$/i, '');
      files.push({ path, shown: name, size: plain.length, read: () => Promise.resolve(plain) });
    }
  }
  return files;
}

/** What lies at paths of this machine: all files of a folder, or one file. Errors: dataset/unreadable, damaged, refused. */
export async function filesAt(paths: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths) {
    const found = await reading(path, () => stat(path));
    if (found.isDirectory()) files.push(...(await folderFiles(path)));
    else if (found.isFile())
      files.push(
        ...(await sourceFiles([{ name: basename(path), bytes: await readWhole(path, path, found.size) }])),
      );
    else throw unreadable(path, 'it is neither a file nor a folder');
  }
  return files;
}

/** In the order of their names; what systems leave behind is left out, links are refused. */
async function folderFiles(root: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  const walk = async (folder: string, prefix: string, depth: number): Promise<void> => {
    const entries = await reading(folder, () => readdir(folder, { withFileTypes: true }));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isLeftBehind(entry.name)) continue;
      const [at, path] = [join(folder, entry.name), `${prefix}${entry.name}`];
      if (entry.isDirectory()) {
        if (depth === deepestFolder)
          throw refused(`${at} lies too deep`, 'Take the folder that holds the images.');
        await walk(at, `${path}/`, depth + 1);
      } else if (entry.isFile()) {
        if (files.length >= mostFiles) throw tooMany(root);
        const { size } = await reading(at, () => stat(at));
        files.push({ path, shown: at, size, read: () => readUnpacked(at, size) });
      } else {
        throw refused(`${at} is no file but a link or a device`, 'Put the files themselves there.');
      }
    }
  };
  await walk(root, '', 1);
  return files;
}

async function readUnpacked(path: string, size: number): Promise<Uint8Array> {
  const bytes = await readWhole(path, path, size);
  return isGzip(bytes) ? gunzipped(path, bytes) : bytes;
}

async function readWhole(path: string, shown: string, size: number): Promise<Uint8Array> {
  if (size > mostUnpacked)
    throw refused(
      `${shown} has ${size} bytes, more than the ${mostUnpacked} that are read`,
      'Take fewer examples.',
    );
  return reading(path, () => readFile(path));
}

/** Error: dataset/unreadable. */
async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    throw unreadable(path, reasonOf(thrown), thrown);
  }
}

function unreadable(file: string, reason: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('dataset/unreadable', { file, reason }, { cause });
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

function gunzipped(name: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooMuch(name);
    const problem = `its gzip data cannot be unpacked (${reasonOf(thrown)})`;
    throw damaged({ shown: name }, bytes.length, problem, thrown);
  }
}
