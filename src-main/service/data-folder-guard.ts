/**
 * Says whether a place lies inside a data folder, so that nothing a user asks to be written lands among the workbench's
 * own files. Places are compared, not texts: links are followed to where they lead, and folders are the same when their
 * device and inode are, which also holds for letter case, short names and mounts. It looks, and changes nothing.
 */

import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { backupsFolder, databaseFile } from '../store/data-folder.ts';
import { runIdPattern } from '../store/run-id.ts';

/** As many links in a row as Linux follows. */
const mostLinks = 40;

/** Any of these makes a folder a data folder, whether or not its database is there. */
const markers = ['workbench.sqlite', 'workbench.lock'];

/**
 * Where writing to `path` (absolute) would put the bytes: with every link followed, also a link at its end that leads to
 * nothing yet. What does not exist stays as it is written, below the nearest folder that does.
 */
export function realPlace(path: string, links = mostLinks): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    const parent = dirname(absolute);
    if (parent === absolute) return absolute;
    const here = join(realPlace(parent, links), absolute.slice(parent.length).replace(/^[/\\]/, ''));
    const target = linkTarget(here);
    if (target === null || links === 0) return here;
    return realPlace(resolve(dirname(here), target), links - 1);
  }
}

/**
 * The data folder that `place` lies in, or null. Any folder with the marks of one counts, and those of `known`, which may
 * not be there yet. A file that is the same as one of a known folder under another name (a hard link) lies in it too.
 */
export function dataFolderAround(place: string, known: readonly string[]): string | null {
  const path = realPlace(place);
  const own = known.map((folder) => ({ folder, parts: partsOf(folder) }));
  for (const ancestor of withAncestors(path)) {
    if (looksLikeDataFolder(ancestor)) return ancestor;
    const owner = own.find(({ folder, parts }) => realPlace(folder) === ancestor || isAmong(ancestor, parts));
    if (owner !== undefined) return owner.folder;
  }
  return known.find((folder) => hasFile(folder, path)) ?? null;
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // no link, or nothing there
  }
}

function* withAncestors(path: string): Generator<string> {
  for (let here = path; ; here = dirname(here)) {
    yield here;
    if (dirname(here) === here) return;
  }
}

function looksLikeDataFolder(folder: string): boolean {
  if (markers.some((name) => isThere(join(folder, name)))) return true;
  // "runs" is a name that others use too: only run folders of this program's make it one.
  return namesIn(join(folder, 'runs')).some((name) => runIdPattern.test(name)) || hasBackups(folder);
}

function hasBackups(folder: string): boolean {
  return namesIn(backupsFolder(folder)).some((name) => /^workbench-.*\.sqlite$/.test(name));
}

/** The folder and the folders in it, which may be links or mounts from elsewhere. */
function partsOf(folder: string): BigIntStats[] {
  return [folder, ...['runs', 'backups', 'datasets'].map((name) => join(folder, name))].flatMap(identity);
}

function isAmong(path: string, found: readonly BigIntStats[]): boolean {
  return identity(path).some(({ dev, ino }) => found.some((each) => each.dev === dev && each.ino === ino));
}

/** Only what goes by several names, or a database that is a link, needs a look at every file. */
function hasFile(folder: string, path: string): boolean {
  const [wanted] = identity(path);
  if (wanted === undefined || !wanted.isFile()) return false;
  const isSame = (file: string): boolean => isAmong(file, [wanted]);
  if (isSame(databaseFile(folder))) return true;
  return wanted.nlink > 1n && filesBelow(folder).some(isSame);
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // not there
  }
}

/** What is there, links followed; empty where nothing is. Inodes of Windows need all 64 bits. */
function identity(path: string): BigIntStats[] {
  const found = unlessAbsent(() => statSync(path, { bigint: true }));
  return found === null ? [] : [found];
}

function isThere(path: string): boolean {
  return unlessAbsent(() => lstatSync(path)) !== null;
}

/** Where looking is forbidden, nothing is known: that error is thrown. */
function unlessAbsent<T>(look: () => T): T | null {
  try {
    return look();
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return null;
    throw thrown;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no folder
  }
}
