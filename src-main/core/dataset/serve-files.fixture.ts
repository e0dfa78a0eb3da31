/** A web server for tests, on this machine only. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Serves files by name until the test ends; returns its address. `cutAfter` ends each answer early, after so many bytes. */
export async function serveFiles(
  files: Readonly<Record<string, Uint8Array>>,
  cutAfter = Infinity,
): Promise<string> {
  const server = createServer((request, response) => {
    const file = files[request.url?.slice(1) ?? ''];
    if (file === undefined) {
      response.writeHead(404, 'Not Found').end();
    } else if (file.length > cutAfter) {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, cutAfter), () => response.destroy());
    } else {
      response.writeHead(200).end(file);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
