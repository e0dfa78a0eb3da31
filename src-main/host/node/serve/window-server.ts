/**
 * The browser host's server: the window's files over HTTP, which hold nothing of anybody's, and the contract over a
 * WebSocket, calls with a file by HTTP, for whoever says the token. It knows nothing of what the contract is about.
 */

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { pageHeaders } from '../../../service/page-policy.ts';
import { hostNames, isOwnHost, isOwnOrigin, isPassedOn } from './access.ts';
import { answerPostedCall } from './posted-call.ts';
import type { OnCall } from './posted-call.ts';
import type { ServePage } from './static-files.ts';
import { pingEveryMs } from './web-socket-transport.ts';
import { WindowConnections } from './window-connections.ts';
import type { OnWindow } from './window-connections.ts';

/** Milliseconds. None of them concerns a window that was let in. */
const limits = {
  /** For a request's headers, from the connection's first moment. */
  headers: 10_000,
  /** For all of a request: a large file over a slow line. */
  request: 600_000,
  /** Between two bytes, in either direction. */
  silence: 30_000,
  /** How often it is looked whether those are over. */
  check: 1_000,
  greeting: 5_000,
  /** For whoever was refused to read why. */
  refusal: 500,
  /** How long windows may take to hear that the program is closing. */
  farewell: 1_000,
} as const;
/** Of any kind, at a time. */
const mostConnections = 512;

export interface WindowServerOptions {
  /** What to listen on. */
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string;
  readonly page: ServePage;
  readonly onWindow: OnWindow;
  /** For calls that come by HTTP, of whoever said the token. */
  readonly onCall: OnCall;
  /** Somebody else listens for other WebSockets on this server, as hot reload does; else they are refused. */
  readonly sharesSockets?: boolean;
  readonly pingMs?: number;
  readonly greetingMs?: number;
  readonly silenceMs?: number;
}

export interface WindowServer {
  /** With the token: for the user, and nobody else. */
  readonly url: string;
  readonly port: number;
  /** The HTTP server, for what hot reload adds to it. */
  readonly server: Server;
  close(): Promise<void>;
}

/** Error: input/invalid where the address and port cannot be listened on. */
export async function startWindowServer(options: WindowServerOptions): Promise<WindowServer> {
  const {
    address,
    token,
    pingMs = pingEveryMs,
    greetingMs = limits.greeting,
    silenceMs = limits.silence,
  } = options;
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: limits.check,
  });
  server.maxConnections = mostConnections;
  server.timeout = silenceMs; // not of WebSockets, which are asked for signs of life
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const names = hostNames(address);
  const windows = new WindowConnections(token, { pingMs, greetingMs }, options.onWindow);
  server.on('request', (request, response) => void answer(request, response, names, options));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isContract = request.url === '/contract';
    const { headers } = request;
    const isOwn = (isOwnHost(headers, names) || isPassedOn(headers)) && isOwnOrigin(headers);
    if (!isContract && options.sharesSockets === true && isOwn) return;
    if (!isContract || !isOwn || windows.isFull) refuseUpgrade(socket);
    else windows.take(request, socket, head);
  });
  const name = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${port}/?token=${token}`,
    port,
    server,
    close: () => close(server, windows, open),
  };
}

function listen(server: Server, { address, port }: WindowServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const problem = `${address}, port ${port}, cannot be listened on: ${reasonOf(error)}`;
      reject(
        new WorkbenchError('input/invalid', { problem, remedy: 'Choose others with --host and --port.' }),
      );
    });
    server.listen(port, address, resolve);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  names: ReadonlySet<string>,
  options: WindowServerOptions,
): Promise<void> {
  try {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    if (!isOwnHost(request.headers, names) && !isPassedOn(request.headers))
      return refuse(response, 403, foreignHostText);
    if (request.method === 'POST' && request.url === '/contract')
      return await answerCall(request, response, options);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'Only GET and HEAD are answered here.');
    }
    await options.page(request, response);
  } catch (thrown) {
    if (response.headersSent) response.destroy();
    else refuse(response, 500, `Something went wrong: ${reasonOf(thrown)}`);
  }
}

const foreignHostText =
  'This server does not go by that name. Open the address that the workbench printed when it started.';

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  { token, onCall }: WindowServerOptions,
): Promise<void> {
  const answer = await answerPostedCall(request, token, onCall);
  if (answer === null) return void response.destroy();
  if ('refusal' in answer) return refuse(response, answer.status, answer.refusal);
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' });
  response.end(answer.reply);
}

/** Whatever else somebody who was refused is still sending is not listened to. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.shouldKeepAlive = false;
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

/** Whoever was refused does not stay, whether he closes his end or not. */
function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => {});
  socket.resume();
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  const over = setTimeout(() => socket.destroy(), limits.refusal);
  socket.once('close', () => clearTimeout(over));
}

/** Windows are told; who does not listen is cut off, and so is everybody else who is still there. */
async function close(server: Server, windows: WindowConnections, open: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  windows.leave();
  const cutOff = setTimeout(() => {
    for (const socket of open) socket.destroy();
  }, limits.farewell);
  server.closeIdleConnections();
  await closed;
  clearTimeout(cutOff);
}
