/**
 * A proxy as Jupyter and clusters have: it serves the program below a path of its own, which it takes off, under a name
 * that the program does not know. `hostHeader` says whether the program hears that name or its own.
 */

import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface PrefixProxy {
  /** Such as "http://hub.localhost:41234/user/ada/proxy/3392/". */
  readonly address: string;
  close(): Promise<void>;
}

export async function startPrefixProxy(
  upstreamPort: number,
  hostHeader: 'as asked' | 'of the program',
): Promise<PrefixProxy> {
  const prefix = `/user/ada/proxy/${upstreamPort}`;
  const sockets = new Set<Socket>();
  const passedOn = ({ headers }: IncomingMessage): IncomingHttpHeaders => ({
    ...headers,
    host: hostHeader === 'as asked' ? headers.host : `127.0.0.1:${upstreamPort}`,
    'x-forwarded-host': headers.host,
    'x-forwarded-prefix': prefix,
  });
  const pathOf = ({ url = '' }: IncomingMessage): string | null =>
    url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : null;

  const server = createServer((incoming, outgoing) => {
    const path = pathOf(incoming);
    if (path === null) return void outgoing.writeHead(404).end('Nothing of the program is here.');
    const options = { port: upstreamPort, host: '127.0.0.1', method: incoming.method, path };
    const onward = request({ ...options, headers: passedOn(incoming) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const path = pathOf(incoming);
    if (path === null) return void socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    const upstream = connect(upstreamPort, '127.0.0.1', () => {
      const lines = Object.entries(passedOn(incoming)).map(([name, value]) => `${name}: ${String(value)}`);
      upstream.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://hub.localhost:${port}${prefix}/`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.forEach((socket) => socket.destroy());
      return closed;
    },
  };
}
