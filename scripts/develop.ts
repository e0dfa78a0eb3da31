/**
 * `npm run dev`: the window with hot reload. In Electron where its program is there (electron-vite), else, or with
 * `--browser`, in a browser: vite works inside the browser host, so that the page, its token and its socket are those
 * users have. Changes of the program itself need a restart.
 */

import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';

import { WorkbenchError } from '../src-shared/base/errors.ts';
import { mostPort, tokenFromEnvironment, usualPort } from '../src-main/host/node/commands/serve.ts';
import { chooseDataFolder } from '../src-main/host/data-folder-choice.ts';
import { serveWindow } from '../src-main/host/node/serve/serve-window.ts';
import { Terminal } from '../src-main/host/node/terminal/terminal.ts';
import { findElectron } from './electron-binary.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const terminal = new Terminal({ stdout: process.stdout, stderr: process.stderr, json: false });

const { values: options } = parseArgs({
  options: {
    browser: { type: 'boolean', default: false },
    open: { type: 'boolean', default: false },
    port: { type: 'string', default: String(usualPort) },
    'data-dir': { type: 'string' },
  },
});

const electron = options.browser ? null : await findElectron((line) => terminal.note(line));
if (electron !== null && 'path' in electron) developDesktop();
else {
  if (electron !== null)
    terminal.note(`Hot reload in a browser instead of Electron, because ${electron.why}.`);
  await developInBrowser();
}

/** Error: input/invalid. */
function portOf(text: string): number {
  const port = text.trim() === '' ? NaN : Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= mostPort) return port;
  throw new WorkbenchError('input/invalid', {
    problem: `"${text}" is no port`,
    remedy: `Give --port a whole number from 0 to ${mostPort}.`,
  });
}

function developDesktop(): void {
  const folder = dirname(createRequire(import.meta.url).resolve('electron-vite/package.json'));
  const child = spawn(process.execPath, [join(folder, 'bin', 'electron-vite.js'), 'dev'], {
    cwd: project,
    stdio: 'inherit',
  });
  process.on('SIGINT', () => {});
  child.on('exit', (code) => process.exit(code ?? 0));
}

async function developInBrowser(): Promise<void> {
  let vite: ViteDevServer | null = null;
  try {
    await serveWindow({
      dataFolder: chooseDataFolder(options['data-dir']),
      address: '127.0.0.1',
      port: portOf(options.port),
      token: tokenFromEnvironment(process.env['FFWB_TOKEN']),
      open: options.open,
      terminal,
      page: (request, response) => servePage(vite, request, response),
      prepare: async ({ server }) => {
        vite = await createServer({
          configFile: join(project, 'vite.config.ts'),
          appType: 'spa',
          server: { middlewareMode: true, hmr: { server } },
        });
        return () => vite?.close() ?? Promise.resolve();
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError)) throw thrown;
    terminal.fail({ code: thrown.code, message: thrown.message, next: thrown.next });
    process.exitCode = thrown.exitCode;
  }
  process.exit();
}

function servePage(
  vite: ViteDevServer | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return new Promise((resolve) => {
    response.on('close', resolve);
    vite?.middlewares(request, response, () => response.writeHead(404).end('There is no such page.\n'));
  });
}
