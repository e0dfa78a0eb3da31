/** Finds out which host this page lives in. */

import type { Transport } from '../../src-shared/contract/transport.ts';
import { createElectronTransport } from './electron-transport.ts';
import { pageToken } from './page-token.ts';
import { openWebSocketTransport } from './web-socket-transport.ts';

/** Where the program listens: beside the page, also where a proxy serves that below another path. */
function contractAddress(): string {
  const address = new URL('contract', document.baseURI);
  address.search = '';
  address.hash = '';
  return address.href;
}

export async function openTransport(): Promise<Transport> {
  if (window.workbenchPipe !== undefined) return createElectronTransport(window.workbenchPipe);
  return openWebSocketTransport(contractAddress(), () => pageToken.find());
}

/** What the program is told of who this page is. In Electron nothing: the program knows its own window. */
export async function tokenOfPage(): Promise<string | null> {
  return window.workbenchPipe === undefined ? pageToken.find() : null;
}

/** The program did not let this page in. */
export function forgetToken(): void {
  pageToken.forget();
}

/** Resolves once another page of this program tells a token that may be tried. */
export function anotherToken(): Promise<void> {
  return pageToken.another();
}
