/** Finds out which host this page lives in. */

import type { Transport } from '../../src-shared/contract/transport.ts';
import { createElectronTransport } from './electron-transport.ts';
import { openWebSocketTransport } from './web-socket-transport.ts';

/** Where the program listens: the page's own address, with the token it was opened with. */
function socketAddress(): string {
  const { protocol, host } = window.location;
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/contract`;
}

export async function openTransport(): Promise<Transport> {
  if (window.workbenchPipe !== undefined) return createElectronTransport(window.workbenchPipe);
  return openWebSocketTransport(socketAddress());
}
