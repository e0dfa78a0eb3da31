/**
 * Builds the desktop program for specs, unless what is built is newer than all that it is made of: into a folder of its
 * own that looks like the project, so that nobody else who builds or runs it is in the way.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../', import.meta.url));
const sources = ['src-main', 'src-shared', 'src-renderer', 'electron.vite.config.ts', 'vite.config.ts'];
const products = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
/** Where the built program is, with package.json and resources beside it as in the project. */
export const builtProject = join(project, 'out', 'desktop-specs');
const lockFolder = join(project, 'out', '.building-desktop-specs');
const patienceMs = 900_000;

/** Two files of specs may ask at once; one builds and the other waits. */
export async function buildDesktop(): Promise<void> {
  await takeLock();
  try {
    if (!isStale()) return;
    const { status, stdout, stderr } = spawnSync(process.execPath, [electronVite, 'build'], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, FFWB_DESKTOP_OUT: join(builtProject, 'out') },
    });
    if (status !== 0) throw new Error(`The desktop program cannot be built:\n${stdout}${stderr}`);
    copyFileSync(join(project, 'package.json'), join(builtProject, 'package.json'));
    const resources = join(builtProject, 'resources');
    if (!existsSync(resources)) symlinkSync(join(project, 'resources'), resources, 'junction');
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

const electronVite = join(project, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');

async function takeLock(): Promise<void> {
  mkdirSync(join(project, 'out'), { recursive: true });
  for (const until = Date.now() + patienceMs; Date.now() < until;) {
    try {
      mkdirSync(lockFolder);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  throw new Error(`Somebody else is building; if nobody is, remove ${lockFolder}.`);
}

function isStale(): boolean {
  const built = Math.min(...products.map((path) => changedAt(join(builtProject, path)) ?? 0));
  return sources.some((path) => newest(join(project, path)) > built);
}

function newest(path: string): number {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const isTest = (name: string): boolean => /[.]test[.]ts$|^fixtures$|^README/.test(name);
  const inside = readdirSync(path).filter((name) => !isTest(name));
  return Math.max(0, ...inside.map((name) => newest(join(path, name))));
}

function changedAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
