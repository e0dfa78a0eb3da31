/** The contract over a WebSocket to the program that served this page. */

import type { FileSource, Transport } from '../../src-shared/contract/transport.ts';

/**
 * Resolves once it is open. Throws with a reason in words when it cannot be. Calls with a file go to the same address by
 * HTTP, with what `tokenOf` says: the browser takes such a file from the disk to the program by itself.
 */
export function openWebSocketTransport(
  address: string,
  tokenOf: () => Promise<string | null>,
): Promise<Transport> {
  const socket = new WebSocket(address.replace(/^http/, 'ws'));
  socket.binaryType = 'arraybuffer';
  const exchange = async (head: Uint8Array, file: FileSource): Promise<Uint8Array | null> => {
    const body = new Blob([head as Uint8Array<ArrayBuffer>, file as Blob]);
    const headers = { Authorization: `Bearer ${await tokenOf()}` };
    const response = await fetch(address, { method: 'POST', body, headers });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    // A proxy may take no files, or none of that size; and a program that was started anew does not know the token.
    if (response.status < 500) return null;
    throw new Error(`the answer to a file was HTTP status ${response.status}`);
  };
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(new WebSocketTransport(socket, exchange)), { once: true });
    socket.addEventListener('error', () => reject(new Error('the program cannot be reached')), {
      once: true,
    });
  });
}

class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  readonly exchange: NonNullable<Transport['exchange']>;

  constructor(socket: WebSocket, exchange: NonNullable<Transport['exchange']>) {
    this.#socket = socket;
    this.exchange = exchange;
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
