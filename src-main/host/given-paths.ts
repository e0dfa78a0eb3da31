/**
 * Paths as a user writes them, in any option, argument, setting or variable: "~" is the home folder, and what is relative
 * starts where the user is. `npm run` moves to the package's folder before it starts a program and leaves the place it was
 * called from in INIT_CWD; a script of another package that starts this program is taken at its working folder.
 */

import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expandHome } from '../../src-shared/base/home-path.ts';

/** This program's own package: the same place from the source and from the built out/main/main.js. */
const ownPackage = fileURLToPath(new URL('../../package.json', import.meta.url));

/** What a path's meaning depends on. */
export interface PathSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly workingFolder: string;
  readonly home: string;
  /** The program's package.json. */
  readonly ownPackage: string;
}

/** Absolute, without "." and "..". An empty text is the caller's folder. */
export function givenPath(text: string, around: PathSurroundings = pathsOfThisProcess()): string {
  const expanded = expandHome(text, around.home);
  return isAbsolute(expanded) ? resolve(expanded) : resolve(callersFolder(around), expanded);
}

/** Where the user was when the program was asked for. */
export function callersFolder(around: PathSurroundings = pathsOfThisProcess()): string {
  const { environment, workingFolder } = around;
  const caller = environment['INIT_CWD'];
  const startedBy = environment['npm_package_json'];
  if (caller === undefined || !isAbsolute(caller) || startedBy === undefined) return workingFolder;
  const isOurs = isSamePlace(startedBy, around.ownPackage);
  // A script that went elsewhere by itself means its own place.
  const hasStayed = isSamePlace(join(workingFolder, 'package.json'), around.ownPackage);
  return isOurs && hasStayed ? caller : workingFolder;
}

function isSamePlace(one: string, other: string): boolean {
  return one === other || real(one) === real(other);
}

/** Where nothing is, as it was written. */
function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

function pathsOfThisProcess(): PathSurroundings {
  return { environment: process.env, workingFolder: process.cwd(), home: homedir(), ownPackage };
}
