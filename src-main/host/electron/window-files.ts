/** The built window's files as answers to requests of its page: exactly these kinds, from that folder and no other. */

import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

import { pageHeaders } from '../../service/page-policy.ts';
import { isOwnAddress } from './window-address.ts';
import type { WindowAddress } from './window-address.ts';

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

/** What the page gets for a request. Never throws. */
export async function answerWithFile(
  request: { readonly method: string; readonly url: string },
  folder: string,
  address: WindowAddress,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const file = isOwnAddress(request.url, address) ? findFile(request.url, folder) : null;
  if (file === null) return refuse(404);
  try {
    const bytes = await readFile(file.path);
    const body = request.method === 'HEAD' ? null : new Uint8Array(bytes);
    return new Response(body, { headers: { ...pageHeaders, 'content-type': file.mediaType } });
  } catch {
    return refuse(404); // Not there, or a folder.
  }
}

/** The file a URL names, or null: nothing outside the folder, nothing of another kind. */
function findFile(url: string, folder: string): { path: string; mediaType: string } | null {
  let name: string;
  try {
    name = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
  if (/[\\:\0]/.test(name)) return null;
  const root = normalize(folder + sep);
  const path = normalize(join(root, name === '/' ? 'index.html' : name));
  const mediaType = mediaTypes[extname(path)];
  return path.startsWith(root) && mediaType !== undefined ? { path, mediaType } : null;
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: pageHeaders });
}
