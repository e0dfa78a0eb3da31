/** The built window as files over HTTP: each with its exact type, and nothing outside its folder, whatever is asked for. */

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Exactly these are served. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Answers a request for a page. Headers that every answer has are set already. */
export type ServePage = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function serveFolder(folder: string): ServePage {
  return async (request, response) => {
    const pathname = URL.parse(request.url ?? '/', 'http://localhost')?.pathname ?? '';
    const file = await findFile(folder, pathname);
    if (file === null) {
      response
        .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
        .end('There is no such page.\n');
      return;
    }
    // Files under assets/ have their content's hash in their name.
    const isLasting = pathname.startsWith('/assets/');
    response.writeHead(200, {
      'Content-Type': file.mediaType,
      'Content-Length': file.bytes,
      'Cache-Control': isLasting ? 'private, max-age=31536000, immutable' : 'no-cache',
    });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file.path), response).catch(() => response.destroy());
  };
}

interface FoundFile {
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** null: not there, no plain file, of a type that is not served, or outside the folder, also by a symbolic link. */
async function findFile(folder: string, pathname: string): Promise<FoundFile | null> {
  const name = decoded(pathname);
  const mediaType = name === null ? undefined : mediaTypes[extname(name)];
  if (name === null || mediaType === undefined) return null;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name));
    const info = await stat(path);
    if (!path.startsWith(root + sep) || !info.isFile()) return null;
    return { path, mediaType, bytes: info.size };
  } catch {
    return null; // not there
  }
}

function decoded(pathname: string): string | null {
  try {
    const name = decodeURIComponent(pathname);
    if (/[\\\0:]/.test(name)) return null;
    return name === '/' ? '/index.html' : name;
  } catch {
    return null;
  }
}
