/**
 * The built window, made anew where it is not there or older than what it is made from. A program that came without its
 * sources comes with the window built.
 */

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';

const project = fileURLToPath(new URL('../../../../', import.meta.url));
const built = join(project, 'out', 'renderer');
const sources = ['src-renderer', 'src-shared', 'vite.config.ts', 'svelte.config.js', 'package.json'];

/** Returns its folder. `say` is told in one line when it has to be built. Error: window/not-built. */
export async function ensureWindow(say: (line: string) => void): Promise<string> {
  if (isUpToDate(join(built, 'index.html'), sources)) return built;
  say(existsSync(built) ? 'Building the window anew, because its sources changed.' : 'Building the window.');
  await buildWindow();
  return built;
}

/** True where `file` is there and none of the project's `sources` (files and folders) changed after it was made. */
export function isUpToDate(file: string, madeFrom: readonly string[]): boolean {
  if (!existsSync(file)) return false;
  const madeAt = statSync(file).mtimeMs;
  return madeFrom.every((source) => newestChange(join(project, source)) <= madeAt);
}

/** Milliseconds since 1970; 0 where nothing is there. Tests change nothing. */
function newestChange(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/**
 * Beside the old one, which is served until the new one is whole; in a process of its own, because building takes more
 * memory than all that the host does later.
 */
async function buildWindow(): Promise<void> {
  const fresh = `${built}.${process.pid}.new`;
  const old = `${built}.${process.pid}.old`;
  try {
    const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
    const words = [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'];
    await promisify(execFile)(process.execPath, words, { cwd: project });
    if (existsSync(built)) await rename(built, old);
    await rename(fresh, built);
  } catch (thrown) {
    throw new WorkbenchError('window/not-built', { reason: reasonOf(thrown) }, { cause: thrown });
  } finally {
    await Promise.all([fresh, old].map((folder) => rm(folder, { recursive: true, force: true })));
  }
}
