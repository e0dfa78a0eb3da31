/** The contract over a WebSocket to the program that served this page. */

import type { Transport } from '../../src-shared/contract/transport.ts';

/** Resolves once it is open. Throws with a reason in words when it cannot be. */
export function openWebSocketTransport(address: string): Promise<Transport> {
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(new WebSocketTransport(socket)), { once: true });
    socket.addEventListener('error', () => reject(new Error('the program cannot be reached')), {
      once: true,
    });
  });
}

class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(bytes: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
  }

  onMessage(listener: (bytes: Uint8Array) => void): void {
    this.#socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
    });
  }

  onClose(listener: (reason: string) => void): void {
    this.#socket.addEventListener(
      'close',
      ({ reason }) => listener(reason === '' ? 'the program closed it' : reason),
      {
        once: true,
      },
    );
  }

  close(reason: string): void {
    this.#socket.close(1000, reason.slice(0, 100));
  }
}
