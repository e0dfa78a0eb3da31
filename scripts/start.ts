/**
 * `npm start`: the workbench in Electron where its program is there or can be fetched, else in the default browser; what
 * was chosen is said in one sentence. Works without a display too. Options go to the host: `npm start -- --data-dir DIR`.
 */

import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isUpToDate } from '../src-main/host/node/serve/window-build.ts';
import { findElectron } from './electron-binary.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
/** An Electron that ends sooner than this, and not well, never showed a window: a library or a permission is missing. */
const soonMs = 10_000;

const words = process.argv.slice(2);
const reason = words.includes('--browser') ? 'it was asked for' : await startDesktop();
if (reason !== null) await startBrowserHost(reason);

/** Null once the window was there and was closed; else why there was none. */
async function startDesktop(): Promise<string | null> {
  const electron = await findElectron(say);
  if ('why' in electron) return electron.why;
  if (!buildDesktop()) return 'the desktop program could not be built';
  const begin = performance.now();
  const child = spawn(electron.path, [project, ...words], { stdio: 'inherit' });
  // Ctrl+C reaches the child too, and it says when it is done.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', resolve);
  });
  const neverShown = code !== 0 && code !== null && performance.now() - begin < soonMs;
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  return neverShown ? `it ended at once with code ${code}` : null;
}

/** True when out/ holds the desktop program as its sources are now. */
function buildDesktop(): boolean {
  const sources = ['src-main', 'src-shared', 'src-renderer', 'electron.vite.config.ts', 'vite.config.ts'];
  if (isUpToDate(join(project, 'out', 'main', 'main.js'), [...sources, 'package.json'])) return true;
  say('Building the desktop program.');
  const folder = dirname(createRequire(import.meta.url).resolve('electron-vite/package.json'));
  const built = spawnSync(process.execPath, [join(folder, 'bin', 'electron-vite.js'), 'build'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return built.status === 0;
}

async function startBrowserHost(why: string): Promise<void> {
  say(`The workbench opens in a browser instead of Electron, because ${why}.`);
  const own = words.filter((word) => word !== '--browser');
  process.argv.splice(2, Infinity, 'serve', '--open', ...own);
  await import('../src-main/host/node/ffwb.ts');
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
