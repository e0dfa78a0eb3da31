import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { createContractClient } from '../../../../src-shared/contract/client.ts';
import type { ContractClient } from '../../../../src-shared/contract/client.ts';
import { decode, encode, largestRequest } from '../../../../src-shared/contract/codec.ts';
import { contractVersion } from '../../../../src-shared/contract/contract.ts';
import { serveContract } from '../../../../src-shared/contract/server.ts';
import type { Handlers } from '../../../../src-shared/contract/server.ts';
import type { Transport } from '../../../../src-shared/contract/transport.ts';
import { hostNames, isOwnHost } from './access.ts';
import { serveFolder } from './static-files.ts';
import { startWindowServer } from './window-server.ts';
import type { WindowServer } from './window-server.ts';

const token = 'a-token-of-tests-0123456789';
const pingMs = 300;
const greetingMs = 600;
let folder: string;
let server: WindowServer;
let origin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-serve-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.json'), '"secret"');
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>Page</title>');
  writeFileSync(join(folder, 'page', 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'page', 'notes.exe'), '');
  symlinkSync(join(folder, 'secret.json'), join(folder, 'page', 'link.json'));
  server = await startWindowServer({
    address: '127.0.0.1',
    port: 0,
    token,
    pingMs,
    greetingMs,
    page: serveFolder(join(folder, 'page')),
    onWindow: (transport, admits) =>
      serveContract(
        transport,
        { 'settings/get': () => ({ slots: 3 }) } as unknown as Handlers,
        () => () => {},
        admits,
      ),
    onCall: async () => null,
  });
  origin = `http://127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function get(path: string): Promise<Response> {
  return fetch(`${origin}${path}`, { redirect: 'manual' });
}

/** The status line's number for a request written byte by byte, which fetch would tidy up. */
function statusOf(request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(request));
    socket.once('data', (data) => {
      resolve(Number(/^HTTP\/1.1 (\d{3})/.exec(data.toString('latin1'))?.[1]));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

function socketWith(headers: Record<string, string>, path = '/contract'): WebSocket {
  const { origin: from, ...others } = headers;
  return new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
    headers: others,
    ...(from === undefined ? {} : { origin: from }),
  });
}

/** What lies below a socket, for bytes that no WebSocket would send. */
function rawSocketOf(socket: WebSocket): NodeJS.WritableStream {
  return (socket as unknown as { _socket: NodeJS.WritableStream })._socket;
}

/** The code a connection was closed with, or the HTTP status it was refused with. */
function fateOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => {});
  });
}

/** A socket that was let in. */
async function letIn(): Promise<WebSocket> {
  const socket = socketWith({ origin });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const welcome = new Promise((resolve) => socket.once('message', resolve));
  socket.send(encode({ type: 'hello', contract: contractVersion, token }));
  await welcome;
  return socket;
}

function openWindow(): Promise<Transport> {
  const socket = socketWith({ origin });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        send: (bytes) => socket.send(bytes),
        onMessage: (listener) =>
          void socket.on('message', (data) => listener(new Uint8Array(data as Buffer))),
        onClose: (listener) => void socket.on('close', (_code, reason) => listener(reason.toString())),
        close: (reason) => socket.close(1000, reason),
      }),
    );
  });
}

function windowClient(says: string | null = token): ContractClient {
  return createContractClient({
    open: openWindow,
    token: async () => says,
    retryAfter: () => null,
    wait: async () => {},
  });
}

test("the files of the window are nobody's secret: no answer holds the token, and none sets a cookie", async () => {
  for (const path of ['/', `/?token=${token}`, '/?token=wrong', '/assets/index-1a2b.js']) {
    const response = await get(path);
    expect([path, response.status, response.headers.get('set-cookie')]).toEqual([path, 200, null]);
    expect([...response.headers.values(), await response.text()].join()).not.toContain(token);
  }
});

test('whoever says another token, or none, or has only a cookie, is answered nothing', async () => {
  for (const says of [null, '', 'wrong', `${token}x`, token.toUpperCase()])
    await expect(windowClient(says).call('settings/get', {})).rejects.toMatchObject({
      code: 'contract/refused',
    });
  const socket = socketWith({ origin, cookie: `ffwb-${server.port}=${token}; token=${token}` });
  const heard: unknown[] = [];
  socket.on('message', (data) => heard.push(decode(new Uint8Array(data as Buffer))));
  socket.on('open', () => socket.send(encode({ type: 'call', id: 1, name: 'settings/get', input: {} })));
  expect([await fateOf(socket), heard]).toEqual([1000, []]);
});

test('every answer has the policy, also a refusal', async () => {
  for (const response of [await get('/'), await get('/none.js')]) {
    const of = (name: string) => response.headers.get(name);
    expect(of('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
    expect(of('content-security-policy')).toMatch(/connect-src 'self'.*frame-ancestors 'none'/);
    expect([of('x-content-type-options'), of('referrer-policy'), of('x-frame-options')]).toEqual([
      'nosniff',
      'no-referrer',
      'DENY',
    ]);
    expect(of('access-control-allow-origin')).toBeNull();
  }
});

test('files have their exact type; what is not there, or no part of the window, is not served', async () => {
  const about = async (path: string) => {
    const response = await get(path);
    return [response.status, response.headers.get('content-type'), (await response.text()).slice(0, 15)];
  };
  expect(await about('/')).toEqual([200, 'text/html; charset=utf-8', '<!doctype html>']);
  expect(await about('/assets/index-1a2b.js')).toEqual([200, 'text/javascript; charset=utf-8', 'export {};']);
  for (const path of ['/none.js', '/assets', '/notes.exe', '/link.json', '/constructor'])
    expect([path, (await about(path))[0]]).toEqual([path, 404]);
});

test('no path leads out of the folder', async () => {
  const paths = [
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/..%5csecret.json',
    '/assets/../../secret.json',
    '//secret.json/../../secret.json',
    `${folder}/secret.json`,
    '/%00/../secret.json',
    '/%',
  ];
  for (const path of paths) {
    const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
    expect([path, await statusOf(request)]).toEqual([path, 404]);
  }
});

test('a name that was pointed here by somebody else is refused, with the right token too', async () => {
  for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1.evil.example', '', '[::2]']) {
    const request = `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    expect([host, await statusOf(request)]).toEqual([host, 403]);
  }
  for (const host of [`localhost:${server.port}`, 'LOCALHOST', '127.0.0.1:9', '[::1]:80']) {
    const request = `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    expect([host, await statusOf(request)]).toEqual([host, 200]);
  }
});

test('listening everywhere, it goes by the names of this machine only', () => {
  const names = hostNames('0.0.0.0');
  expect(isOwnHost({ host: 'localhost' }, names)).toBe(true);
  expect(isOwnHost({ host: 'evil.example' }, names)).toBe(false);
});

test('only reading is answered', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await fetch(origin, { method });
    expect([method, response.status]).toEqual([method, 405]);
  }
});

test('a socket is opened by the own page only', async () => {
  const refused: [Record<string, string>, string?][] = [
    [{}],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: `http://127.0.0.1:${server.port + 1}` }],
    [{ origin: 'http://evil.example', host: 'evil.example' }],
    // A proxy's word about itself lets no page of elsewhere in.
    [{ origin: 'https://evil.example', host: 'hub.example', 'x-forwarded-host': 'hub.example' }],
    [{ origin }, '/other'],
    [{ origin }, '/contract?x'],
  ];
  for (const [headers, path] of refused)
    expect([headers, await fateOf(socketWith(headers, path))]).toEqual([headers, 403]);
});

test('a socket that a proxy passes on is opened for the page of that proxy', async () => {
  const passedOn: Record<string, string>[] = [
    { origin: 'https://hub.example', host: 'hub.example', 'x-forwarded-for': '10.0.0.1' },
    { origin: 'https://hub.example', 'x-forwarded-host': 'hub.example, inner.example' },
  ];
  for (const headers of passedOn) {
    const socket = socketWith(headers, '/contract');
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.close();
  }
});

test('two windows are served at once', async () => {
  const [one, other] = [windowClient(), windowClient()];
  const answers = await Promise.all([one.call('settings/get', {}), other.call('settings/get', {})]);
  expect(answers).toEqual([{ slots: 3 }, { slots: 3 }]);
  one.close();
  expect(await other.call('settings/get', {})).toEqual({ slots: 3 });
  other.close();
});

test('a message that is too large, or text, ends the connection and nothing else', async () => {
  const [large, text] = [await letIn(), await letIn()];
  large.send(new Uint8Array(largestRequest + 1));
  text.send('hello');
  expect(await Promise.all([large, text].map(fateOf))).toEqual([1009, 1003]);
  const client = windowClient();
  expect(await client.call('settings/get', {})).toEqual({ slots: 3 });
  client.close();
});

test('frames that are none, and messages that make no sense, end the connection', async () => {
  const nonsense = await letIn();
  for (let count = 0; count < 20; count += 1) nonsense.send(Uint8Array.of(0xc1, count));
  expect(await fateOf(nonsense)).toBe(1000);
  const broken = await letIn();
  // An unmasked frame with reserved bits, which a browser never sends.
  rawSocketOf(broken).write(Uint8Array.of(0xf2, 0x01, 0x00));
  expect(await fateOf(broken)).toBe(1002);
});

test('a message that never ends is not waited for', async () => {
  const slow = await letIn();
  // A masked binary frame that announces a thousand bytes, of which no more come: no pong fits in between.
  rawSocketOf(slow).write(Uint8Array.of(0x82, 0xfe, 0x03, 0xe8, 0, 0, 0, 0, 1, 2, 3));
  expect(await fateOf(slow)).toBe(1006);
});

test('before the greeting the first nonsense ends the connection, and so do many bytes and a long silence', async () => {
  const open = async (): Promise<WebSocket> => {
    const socket = socketWith({ origin });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    return socket;
  };
  const nonsense = await open();
  nonsense.send(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff));
  expect(await fateOf(nonsense)).toBe(1000);
  const many = await open();
  many.send(new Uint8Array(1e6));
  expect(await fateOf(many)).toBe(1006);
  const begin = performance.now();
  const silent = await open();
  const pinging = setInterval(() => silent.ping(), 50);
  expect(await fateOf(silent)).toBe(1006);
  clearInterval(pinging);
  expect(performance.now() - begin).toBeLessThan(greetingMs + 2000);
});

test('connections that never greet cannot keep a window out', async () => {
  const strangers = Array.from({ length: 100 }, () => socketWith({ origin }));
  const fates = strangers.map(fateOf);
  const client = windowClient();
  expect(await client.call('settings/get', {})).toEqual({ slots: 3 });
  expect(new Set(await Promise.all(fates))).toEqual(new Set([1006]));
  expect(await client.call('settings/get', {})).toEqual({ slots: 3 });
  client.close();
});

test('a port in use is said in words', async () => {
  const again = startWindowServer({
    address: '127.0.0.1',
    port: server.port,
    token,
    page: serveFolder(folder),
    onWindow: () => {},
    onCall: async () => null,
  });
  await expect(again).rejects.toMatchObject({ code: 'input/invalid' });
});
