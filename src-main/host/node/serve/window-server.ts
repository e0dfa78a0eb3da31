/**
 * The browser host's server: the window's files over HTTP and the contract over a WebSocket, for whoever has the token.
 * It knows nothing of what the contract is about.
 */

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { largestRequest } from '../../../../src-shared/contract/codec.ts';
import type { Transport } from '../../../../src-shared/contract/transport.ts';
import { pageHeaders } from '../../../service/page-policy.ts';
import { cookieFor, createAccess, hasCookie, isOwnHost, isOwnOrigin, isPassedOn, isToken } from './access.ts';
import type { Access } from './access.ts';
import type { ServePage } from './static-files.ts';
import { WebSocketTransport, pingEveryMs } from './web-socket-transport.ts';

/** Windows at a time. */
const mostWindows = 64;
const headersTimeoutMs = 10_000;
/** How long windows may take to hear that the program is closing. */
const farewellMs = 1_000;

export interface WindowServerOptions {
  /** What to listen on. */
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string;
  readonly page: ServePage;
  /** Called with the program's end of each new connection. */
  readonly onWindow: (transport: Transport) => void;
  /** Somebody else listens for other WebSockets on this server, as hot reload does; else they are refused. */
  readonly sharesSockets?: boolean;
  readonly pingMs?: number;
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
  const { address, token } = options;
  const server = createServer({ headersTimeout: headersTimeoutMs, requestTimeout: 30_000 });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const access = createAccess(token, address, port);
  const windows = new Set<WebSocketTransport>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestRequest,
    perMessageDeflate: false,
    clientTracking: false,
  });
  server.on('request', (request, response) => void answer(request, response, access, options.page));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isContract = request.url === '/contract';
    if (!isContract && options.sharesSockets === true && mayConnect(request, access)) return;
    if (!isContract || !mayConnect(request, access) || windows.size >= mostWindows)
      return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const transport = new WebSocketTransport(webSocket, options.pingMs ?? pingEveryMs);
      windows.add(transport);
      webSocket.once('close', () => windows.delete(transport));
      options.onWindow(transport);
    });
  });
  const name = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${port}/?token=${token}`,
    port,
    server,
    close: () => close(server, windows),
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
  access: Access,
  page: ServePage,
): Promise<void> {
  try {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    if (!isOwnHost(request.headers, access) && !isPassedOn(request.headers))
      return refuse(response, 403, foreignHostText);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'Only GET and HEAD are answered here.');
    }
    const given = tokenIn(request);
    if (given !== null && isToken(given, access)) {
      // The token leaves the address, so that it stands in no history and no screenshot.
      response.writeHead(303, {
        Location: './', // wherever a proxy has put this page
        'Set-Cookie': cookieFor(access),
        'Cache-Control': 'no-store',
      });
      response.end();
      return;
    }
    if (!hasCookie(request.headers, access)) return refuse(response, 403, noTokenText);
    await page(request, response);
  } catch (thrown) {
    if (response.headersSent) response.destroy();
    else refuse(response, 500, `Something went wrong: ${reasonOf(thrown)}`);
  }
}

const foreignHostText =
  'This server does not go by that name. Open the address that the workbench printed when it started.';
const noTokenText =
  'This is a Forward-Forward Workbench. Open the whole address that it printed when it started, with its token.';

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

function tokenIn(request: IncomingMessage): string | null {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  return url === null || url.pathname !== '/' ? null : url.searchParams.get('token');
}

function mayConnect({ headers }: IncomingMessage, access: Access): boolean {
  const isOurs = isOwnHost(headers, access) || isPassedOn(headers);
  return isOurs && isOwnOrigin(headers) && hasCookie(headers, access);
}

function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => {});
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/** Windows are told; those that do not listen are cut off. */
async function close(server: Server, windows: ReadonlySet<WebSocketTransport>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const window of windows) window.leave();
  const cutOff = setTimeout(() => {
    for (const window of windows) window.terminate();
    server.closeAllConnections();
  }, farewellMs);
  server.closeIdleConnections();
  await closed;
  clearTimeout(cutOff);
}
