/**
 * Two users on one machine: what the second can read of the first while the first opens the window: processes, files,
 * ports and sockets. Needs a Linux on which tests may act as somebody else, so root; docs/trust.md lists what is promised.
 */

import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { decode, encode } from '../src-shared/contract/codec.ts';
import { contractVersion } from '../src-shared/contract/contract.ts';

const entry = fileURLToPath(new URL('../src-main/host/node/ffwb.ts', import.meta.url));
const canBeSomebodyElse = process.platform === 'linux' && process.getuid?.() === 0;
if (!canBeSomebodyElse)
  process.stderr.write('The specs of two users were left out: only root on Linux runs them.\n');
/** "nobody". */
const second = { uid: 65_534, gid: 65_534 };

let place: string;
let dataFolder: string;
let host: ChildProcess;
let url: URL;
let token: string;

/** What a shell of the second user prints; failures are no matter, only what can be read. */
function asSecond(script: string): string {
  const quiet = `exec 2>/dev/null; ${script}; true`;
  return execFileSync('/bin/sh', ['-c', quiet], {
    ...second,
    cwd: '/',
    encoding: 'latin1',
    maxBuffer: 2 ** 26,
  });
}

describe.skipIf(!canBeSomebodyElse)('a second user of the machine', () => {
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'ffwb-two-users-'));
    chmodSync(place, 0o755);
    dataFolder = join(place, 'data');
    mkdirSync(join(place, 'tmp'), { mode: 0o777 });
    chmodSync(join(place, 'tmp'), 0o1777);
    // Stands for the browser: notes what it was started with, and stays in the list of processes.
    writeFileSync(join(place, 'browser'), `#!/bin/sh\necho "$@" > '${place}/started-with'\nsleep 20\n`, {
      mode: 0o755,
    });
    const { SSH_CONNECTION: _, ...environment } = process.env;
    host = spawn(
      process.execPath,
      [entry, 'serve', '--open', '--port', '0', '--data-dir', dataFolder, '--json'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...environment,
          DISPLAY: ':99',
          BROWSER: join(place, 'browser'),
          XDG_DATA_DIRS: join(place, 'none'),
          XDG_DATA_HOME: join(place, 'none'),
          TMPDIR: join(place, 'tmp'),
        },
      },
    );
    let said = '';
    host.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
    await vi.waitFor(() => expect(said.trimEnd()).toMatch(/\}$/), { timeout: 120_000 });
    url = new URL((JSON.parse(said) as { url: string }).url);
    token = url.searchParams.get('token') ?? 'none';
    await vi.waitFor(() => expect(existsSync(join(place, 'started-with'))).toBe(true), { timeout: 120_000 });
  }, 180_000);
  afterAll(async () => {
    const ended = new Promise((resolve) => host.once('exit', resolve));
    host.kill('SIGTERM');
    await ended;
    rmSync(place, { recursive: true, force: true });
  });

  test('finds the token in no process: neither the host nor the browser was started with it', () => {
    const processes = asSecond('cat /proc/[0-9]*/cmdline');
    expect(processes).toContain('ffwb.ts');
    expect(processes).not.toContain(token);
    expect(asSecond(`cat /proc/${host.pid}/environ`)).toBe('');
    expect(readFileSync(join(place, 'started-with'), 'utf8')).toMatch(/ffwb-open-\w+\/open\.html\s*$/);
  });

  test('reads no file of the first: not the data folder, not the page that opens the browser', () => {
    const page = readFileSync(join(place, 'started-with'), 'utf8').trim().replace('file://', '');
    expect(readFileSync(page, 'utf8')).toContain(token);
    expect(
      asSecond(
        `ls '${dataFolder}'; cat '${dataFolder}/workbench.sqlite' '${page}'; ls -R '${place}/tmp/'ffwb-*`,
      ),
    ).toBe('');
    expect(asSecond(`grep -rl '${token}' '${place}'`)).toBe('');
  });

  test('gets at the port the window itself, which holds nothing of anybody, and no answer', async () => {
    const page = await fetch(new URL('/', url));
    expect([page.status, (await page.text()).includes(token)]).toEqual([200, false]);
    expect([...page.headers.keys()]).not.toContain('set-cookie');
    expect(await fateOfGreeting('another-token')).toEqual(['stranger']);
  });

  test('finds no socket with a name, and one port, of this machine only', () => {
    expect(asSecond('cat /proc/net/unix')).not.toMatch(/ffwb/);
    const port = Number(url.port).toString(16).toUpperCase().padStart(4, '0');
    const listening = asSecond('cat /proc/net/tcp /proc/net/tcp6')
      .split('\n')
      .filter((line) => line.includes(`:${port} `) && / 0A /.test(line));
    expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${port}`]);
  });

  test('once the window is open, the page that opened it is gone', async () => {
    const page = readFileSync(join(place, 'started-with'), 'utf8').trim().replace('file://', '');
    expect(await fateOfGreeting(token)).toEqual(['welcome']);
    await expect.poll(() => existsSync(page)).toBe(false);
  });
});

/** The types of what is answered to a greeting. */
async function fateOfGreeting(says: string): Promise<string[]> {
  const options = { headers: { origin: url.origin } };
  const socket = new (WebSocket as unknown as new (address: string, options: object) => WebSocket)(
    `ws://${url.host}/contract`,
    options,
  );
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error('the socket was refused'));
    socket.onopen = () => socket.send(encode({ type: 'hello', contract: contractVersion, token: says }));
    socket.onmessage = ({ data }) => {
      resolve([(decode(new Uint8Array(data as ArrayBuffer)) as { type: string }).type]);
      socket.close();
    };
  });
}
