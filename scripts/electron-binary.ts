/**
 * Electron's program for `npm start` and `npm run dev`. Its package brings no binary: that is fetched when it is first
 * wanted, which not every machine can or should do. Nothing here fails; it says why there is none.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { hasDisplay } from '../src-main/host/node/serve/display.ts';

/** A machine that is offline knows at once; one behind a wall that swallows everything waits this long at most. */
const probeMs = 5_000;
/** For about 110 MB. */
const fetchMs = 5 * 60_000;

export type ElectronBinary = { readonly path: string } | { readonly why: string };

/** The binary where it is there or can be fetched, else why not, as the end of "because ...". */
export async function findElectron(say: (line: string) => void): Promise<ElectronBinary> {
  if (!hasDisplay()) return { why: 'there is no display here' };
  const folder = packageFolder();
  if (folder === null) return { why: 'the package electron is not installed' };
  const there = installedBinary(folder);
  if (there !== null) return { path: there };
  if (process.env['ELECTRON_SKIP_BINARY_DOWNLOAD'] !== undefined)
    return { why: 'its program is not here, and ELECTRON_SKIP_BINARY_DOWNLOAD forbids to fetch it' };
  if (!(await isReachable(folder))) return { why: 'its program is not here and cannot be fetched' };
  say('Fetching Electron (about 110 MB), once.');
  const { status } = spawnSync(process.execPath, [join(folder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: fetchMs,
  });
  const fetched = status === 0 ? installedBinary(folder) : null;
  return fetched === null ? { why: 'its program could not be fetched' } : { path: fetched };
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** As electron's own index.js finds it, which would begin to fetch it. */
function installedBinary(folder: string): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null;
  if (name === null && override === undefined) return null;
  const path = join(override ?? join(folder, 'dist'), name ?? 'electron');
  return existsSync(path) ? path : null;
}

/** Whether the place it is fetched from answers. */
async function isReachable(folder: string): Promise<boolean> {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const mirror = process.env['npm_config_electron_mirror'] ?? process.env['ELECTRON_MIRROR'];
  const base = mirror ?? 'https://github.com/electron/electron/releases/download/';
  try {
    const address = new URL(`v${version}/SHASUMS256.txt`, base.endsWith('/') ? base : `${base}/`);
    const response = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(probeMs) });
    return response.ok;
  } catch {
    return false;
  }
}
