import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { decode, encode, encodeBeforeFile, largestRequest } from '../../../../src-shared/contract/codec.ts';
import { contractVersion } from '../../../../src-shared/contract/contract.ts';
import { answerCall } from '../../../../src-shared/contract/server.ts';
import type { Handlers } from '../../../../src-shared/contract/server.ts';
import { startWindowServer } from './window-server.ts';
import type { WindowServer } from './window-server.ts';

const token = 'a-token-of-tests-0123456789';
const silenceMs = 200;
const handlers = {
  'runs/import': async ({ name, bytes }: { name: string; bytes: Uint8Array }) => {
    if (name === 'slow') await pause(5 * silenceMs);
    return { runId: `${name} of ${bytes.length}, ${bytes.at(-1)}` };
  },
} as unknown as Handlers;
let server: WindowServer;
let origin: string;

beforeAll(async () => {
  server = await startWindowServer({
    address: '127.0.0.1',
    port: 0,
    token,
    silenceMs,
    page: async (_request, response) => void response.end('a page'),
    onWindow: () => {},
    onCall: (message) => answerCall(message, handlers),
  });
  origin = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

interface PostedCall extends Record<'origin' | 'authorization', string> {
  readonly head: Uint8Array;
}

/** As the page posts a call with a file; `head` and what is said of its origin and token can be another's. */
function post(file: Uint8Array, { head = importHead(file.length), ...headers }: Partial<PostedCall> = {}) {
  return fetch(`${origin}/contract`, {
    method: 'POST',
    body: Buffer.concat([head, file]),
    headers: { origin, authorization: `Bearer ${token}`, ...headers },
  });
}

function importHead(size: number, name = 'a'): Uint8Array {
  const input = { name, bytes: new Uint8Array(0) };
  return encodeBeforeFile({ type: 'call', id: 7, name: 'runs/import', input }, size);
}

async function replyOf(response: Response): Promise<unknown> {
  return decode(new Uint8Array(await response.arrayBuffer()));
}

const letIn = `Authorization: Bearer ${token}`;

function headOf(host: string, ...more: string[]): string {
  return ['POST /contract HTTP/1.1', `Host: ${host}`, `Origin: http://${host}`, ...more, '', ''].join('\r\n');
}

/** All that is heard until the server closes the connection; nothing else is sent, and it is not ended here unless asked. */
async function heardAfter(parts: readonly (string | Uint8Array)[], ends = false): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  const heard: Buffer[] = [];
  const gone = new Promise((resolve) => socket.once('close', resolve));
  socket.on('data', (data) => heard.push(data)).on('error', () => {});
  for (const part of parts) socket.write(part);
  await pause(50);
  if (ends) socket.end();
  await gone;
  return Buffer.concat(heard).toString('latin1');
}

test('a call with a file is answered, and a refusal of the call comes the same way', async () => {
  const response = await post(new Uint8Array(3_000_000).fill(9));
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await replyOf(response)).toEqual({
    type: 'answered',
    id: 7,
    output: { runId: 'a of 3000000, 9' },
  });
  const unknown = encode({ type: 'call', id: 8, name: 'runs/none', input: {} });
  const refused = await post(new Uint8Array(0), { head: unknown });
  expect(await replyOf(refused)).toMatchObject({ type: 'refused', id: 8 });
});

test('it comes from the own page with the token', async () => {
  const others = [{ origin: 'http://evil.example' }, { origin: '' }];
  const strangers = ['Bearer ', 'Bearer wrong', `Basic ${token}`, token, ''];
  for (const headers of [...others, ...strangers.map((authorization) => ({ authorization }))])
    expect([headers, (await post(new Uint8Array(10), headers)).status]).toEqual([headers, 403]);
});

test('who is refused is refused before the body comes, and the connection ends', async () => {
  const own = `127.0.0.1:${server.port}`;
  const long = 'Content-Length: 60000000';
  const refused: [number, string][] = [
    [403, headOf(own, long)],
    [403, headOf('evil.example', letIn, long)],
    [411, headOf(own, letIn, 'Transfer-Encoding: chunked')],
    [413, headOf(own, letIn, `Content-Length: ${largestRequest + 1}`)],
  ];
  for (const [status, head] of refused)
    expect([head, await heardAfter([head])]).toEqual([head, expect.stringContaining(`HTTP/1.1 ${status} `)]);
});

test('what is no call makes no sense', async () => {
  const nonsense = [Uint8Array.of(1, 2, 3), encode({ type: 'hello', contract: contractVersion, token })];
  for (const head of nonsense) expect((await post(new Uint8Array(0), { head })).status).toBe(400);
});

test('a body that breaks off, or stops coming, is no call', async () => {
  const head = importHead(1000);
  const request = headOf(`127.0.0.1:${server.port}`, letIn, `Content-Length: ${head.length + 1000}`);
  for (const ends of [true, false]) expect(await heardAfter([request, head], ends)).not.toContain('200 OK');
  expect((await fetch(origin)).status).toBe(200);
});

test('an answer may take longer than a client may be silent', async () => {
  const response = await post(Uint8Array.of(4), { head: importHead(1, 'slow') });
  expect(await replyOf(response)).toMatchObject({ output: { runId: 'slow of 1, 4' } });
});
