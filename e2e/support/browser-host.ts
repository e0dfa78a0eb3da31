/** The program served to a browser: `ffwb serve` as a process of its own, as a user starts it. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { patienceMs } from './progress.ts';

const entry = fileURLToPath(new URL('../../src-main/host/node/ffwb.ts', import.meta.url));

export interface BrowserHost {
  /** With the token: opens the window. */
  readonly address: string;
  readonly origin: string;
  readonly pid: number;
  /** Everything it printed. */
  said(): string;
  /** As Ctrl+C does; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Without a farewell, as a power cut does. */
  kill(): Promise<void>;
}

/** Where a host listens and whom it lets in; without it any free port and a token of its own. */
export interface HostPlace {
  readonly port: number;
  readonly token: string | null;
}

const anywhere: HostPlace = { port: 0, token: null };

export async function startBrowserHost(
  dataFolder: string,
  { port, token }: HostPlace = anywhere,
): Promise<BrowserHost> {
  const words = [entry, 'serve', '--port', String(port), '--data-dir', dataFolder];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FFWB_TOKEN: token ?? '' },
  });
  const heard: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const address = await addressFrom(child, heard, ended);
  return {
    address,
    origin: new URL(address).origin,
    pid: child.pid ?? 0,
    said: () => heard.join(''),
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function addressFrom(child: ChildProcess, heard: string[], ended: Promise<unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`the host ${why}; it said:\n${heard.join('')}`));
    const timer = setTimeout(() => fail('gave no address in time'), patienceMs);
    const listen = (text: string): void => {
      heard.push(text);
      const found = /https?:\/\/\S+\?token=\S+/.exec(heard.join(''));
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    child.stdout?.setEncoding('utf8').on('data', listen);
    child.stderr?.setEncoding('utf8').on('data', listen);
    void ended.then(() => fail('ended'));
  });
}
