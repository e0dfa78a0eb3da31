/** The server's end, while clients are there that have no mind to leave. */

import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { startWindowServer } from './window-server.ts';
import type { WindowServer } from './window-server.ts';

function start(): Promise<WindowServer> {
  return startWindowServer({
    address: '127.0.0.1',
    port: 0,
    token: 'a-token-of-tests-0123456789',
    page: async (_request, response) => void response.write('a page that never ends'),
    onWindow: () => {},
    onCall: async () => null,
  });
}

/** A client that says something and never closes its end, whatever it is told. */
async function clinging(port: number, says: string): Promise<{ socket: Socket; gone: Promise<void> }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {}).resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(says);
  return { socket, gone };
}

const upgrade = (port: number, origin: string): string =>
  [
    'GET /contract HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Origin: ${origin}`,
    '\r\n',
  ].join('\r\n');

test('a refused upgrade does not stay open, though its client never closes', async () => {
  const server = await start();
  const { socket } = await clinging(server.port, upgrade(server.port, 'http://evil.example'));
  // The server's own count: the client's end stays half open until it is reset.
  await expect.poll(() => connections(server)).toBe(0);
  socket.destroy();
  await server.close();
});

test('closing ends within two seconds, whoever is there', async () => {
  const server = await start();
  const { port } = server;
  const clients = await Promise.all(
    [
      '',
      'GET / HTTP/1.1\r\n',
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
      upgrade(port, 'http://evil.example'),
      upgrade(port, `http://127.0.0.1:${port}`),
    ].map((says) => clinging(port, says)),
  );
  const window = new WebSocket(`ws://127.0.0.1:${port}/contract`, { origin: `http://127.0.0.1:${port}` });
  window.on('error', () => {});
  await new Promise((resolve) => window.once('open', resolve));
  const begin = performance.now();
  await server.close();
  expect(performance.now() - begin).toBeLessThan(2000);
  expect(await connections(server)).toBe(0);
  for (const { socket } of clients) socket.destroy();
});

function connections({ server }: WindowServer): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
}
