/** Finds out which host this page lives in. */

import type { Transport } from '../../src-shared/contract/transport.ts';
import { createElectronTransport } from './electron-transport.ts';
import { pageToken } from './page-token.ts';
import { openWebSocketTransport } from './web-socket-transport.ts';

/** Where the program listens: the page's own address. */
function socketAddress(): string {
  const { protocol, host } = window.location;
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/contract`;
}

export async function openTransport(): Promise<Transport> {
  if (window.workbenchPipe !== undefined) return createElectronTransport(window.workbenchPipe);
  return openWebSocketTransport(socketAddress());
}

/** What the program is told of who this page is. In Electron nothing: the program knows its own window. */
export async function tokenOfPage(): Promise<string | null> {
  return window.workbenchPipe === undefined ? pageToken.find() : null;
}

/** The program did not let this page in. */
export function forgetToken(): void {
  pageToken.forget();
}
