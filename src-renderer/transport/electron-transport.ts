/** The contract over the byte pipe that Electron's preload script puts into the page. */

import type { Transport } from '../../src-shared/contract/transport.ts';

/** What the preload script exposes, and all it exposes. */
export interface BytePipe {
  send(bytes: Uint8Array): void;
  onMessage(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: (reason: string) => void): void;
}

declare global {
  interface Window {
    readonly workbenchPipe?: BytePipe;
  }
}

export function createElectronTransport(pipe: BytePipe): Transport {
  let closeListener: ((reason: string) => void) | null = null;
  return {
    send: (bytes) => pipe.send(bytes),
    onMessage: (listener) => pipe.onMessage(listener),
    onClose: (listener) => {
      closeListener = listener;
      pipe.onClose(listener);
    },
    close: (reason) => closeListener?.(reason),
  };
}
