/** Finds out which host this page lives in. */

import type { Transport } from '../../src-shared/contract/transport.ts';
import { createElectronTransport } from './electron-transport.ts';
import { openWebSocketTransport } from './web-socket-transport.ts';

/** Where the program listens: beside the page, also where a proxy serves that below another path. */
function socketAddress(): string {
  const address = new URL('contract', document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = '';
  address.hash = '';
  return address.href;
}

export async function openTransport(): Promise<Transport> {
  if (window.workbenchPipe !== undefined) return createElectronTransport(window.workbenchPipe);
  return openWebSocketTransport(socketAddress());
}

/** True where a program answers at this page's address and does not know this page: it was started anew. */
export async function isRefused(): Promise<boolean> {
  if (window.workbenchPipe !== undefined) return false;
  try {
    return (await fetch(window.location.pathname, { cache: 'no-store' })).status === 403;
  } catch {
    return false; // nobody answers: it is not running
  }
}
