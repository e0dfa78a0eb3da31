/** `ffwb serve` as a user starts it: the real program, its real window, its real end. */

import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectRaw } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';

import { createContractClient } from '../../../../src-shared/contract/client.ts';
import type { ContractClient } from '../../../../src-shared/contract/client.ts';
import { answerOf, endOf, runFfwb, startFfwb } from '../fixtures/run-ffwb.ts';
import type { Ended } from '../fixtures/run-ffwb.ts';

// The window may have to be built first, on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

interface Served {
  readonly url: string;
  readonly port: number;
  readonly ended: Promise<Ended>;
  end(): void;
}

let folder: string;
let served: Served;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-served-'));
  served = await serve();
});
afterAll(async () => {
  served.end();
  await served.ended;
  rmSync(folder, { recursive: true, force: true });
});

async function serve(dataFolder: string = folder): Promise<Served> {
  const child = startFfwb(dataFolder, ['serve', '--port', '0', '--json']);
  const ended = endOf(child);
  let said = '';
  const answer = new Promise<{ url: string; port: number }>((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      said += text;
      if (said.trimEnd().endsWith('}')) resolve(JSON.parse(said) as { url: string; port: number });
    });
    void ended.then(({ stderr }) => reject(new Error(`it ended too early: ${stderr}`)));
  });
  return { ...(await answer), ended, end: () => void child.kill('SIGTERM') };
}

async function connect({ url, port }: Served): Promise<ContractClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, { origin: `http://127.0.0.1:${port}` });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return createContractClient({
    open: async () => ({
      send: (bytes) => socket.send(bytes),
      onMessage: (listener) => void socket.on('message', (data) => listener(new Uint8Array(data as Buffer))),
      onClose: (listener) => void socket.on('close', (_code, reason) => listener(reason.toString())),
      close: (reason) => socket.close(1000, reason),
    }),
    token: async () => new URL(url).searchParams.get('token'),
    retryAfter: () => null,
    wait: async () => {},
  });
}

test('the window is served, with all that it needs', async () => {
  const get = (path: string) => fetch(new URL(path, served.url));
  const page = await (await get('/')).text();
  const script = /<script [^>]*src="([^"]+)"/.exec(page)?.[1] ?? 'none';
  const loaded = await get(script);
  expect([loaded.status, loaded.headers.get('content-type')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
  ]);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/); // the policy would keep it from running
});

test('the contract is answered, and the folder is in use meanwhile', async () => {
  const window = await connect(served);
  expect(await window.call('workbench/info', {})).toMatchObject({ host: 'node', dataFolder: folder });
  const second = await runFfwb(folder, 'serve', '--port', '0');
  expect([second.code, second.stderr]).toEqual([4, expect.stringContaining('in use') as string]);
  window.close();
});

test('asked to end while a run trains, it tells the window and leaves a run that can be resumed', async () => {
  const window = await connect(served);
  const presets = await window.call('spec/presets', {});
  const draft = {
    ...(presets.find((each) => each.name === 'quick-start')?.draft as Record<string, never>),
    dataset: { kind: 'synthetic' },
    engine: { kind: 'reference' },
    layers: [{ kind: 'dense', units: 20 }],
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
    negatives: { kind: 'uniform' },
    training: { kind: 'together', epochs: 5000, batchSize: 100 }, // longer than the test
  };
  const { runIds } = await window.call('runs/create', { draft, preset: null, seeds: [], tags: [] });
  const [run = ''] = runIds;
  await new Promise<void>((resolve) =>
    window.on('run/advanced', ({ status, step }) =>
      status === 'running' && step > 0 ? resolve() : undefined,
    ),
  );
  const lost = new Promise<void>((resolve) =>
    window.onState((state) => (state === 'disconnected' ? resolve() : undefined)),
  );
  served.end();
  await lost;
  const { code, stderr } = await served.ended;
  expect([code, stderr]).toEqual([0, expect.stringContaining('can be resumed') as string]);
  expect(await answerOf(folder, 'show', run)).toMatchObject({ status: 'stopped', checkpoints: [{}] });
  served = await serve();
  const again = await connect(served);
  await again.call('runs/resume', { run });
  await again.call('runs/stop', { run });
  again.close();
});

test('asked to end, it does not wait for clients that were refused and never leave', async () => {
  const other = mkdtempSync(join(tmpdir(), 'ffwb-served-'));
  const otherServed = await serve(other);
  const clients = await Promise.all(
    [
      '',
      'GET / HTTP/1.1\r\n',
      `GET /contract HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`,
    ].map(async (says) => {
      const socket = connectRaw({ port: otherServed.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {}).resume();
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(says);
      return socket;
    }),
  );
  const begin = performance.now();
  otherServed.end();
  expect((await otherServed.ended).code).toBe(0);
  expect(performance.now() - begin).toBeLessThan(2000);
  for (const socket of clients) socket.destroy();
  rmSync(other, { recursive: true, force: true });
});

test('a token that is too short is refused', async () => {
  vi.stubEnv('FFWB_TOKEN', 'short');
  const { code, stderr } = await runFfwb(folder, 'serve', '--port', '0');
  vi.unstubAllEnvs();
  expect([code, stderr]).toEqual([2, expect.stringContaining('FFWB_TOKEN') as string]);
});
