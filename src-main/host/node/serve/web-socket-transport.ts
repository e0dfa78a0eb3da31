/** The contract over one window's WebSocket. What is no binary message of sane size ends the connection. */

import type { RawData, WebSocket } from 'ws';

import type { Transport } from '../../../../src-shared/contract/transport.ts';

/** A window that does not take what it is sent is let go before it fills the memory, in bytes. */
const mostWaiting = 768 * 2 ** 20;
/** A window that does not answer a ping before the next one is gone, or sends one message for ever. */
export const pingEveryMs = 30_000;

/** How long a window that broke the protocol may take to hear of it. */
const farewellMs = 500;

/** Codes of RFC 6455. */
const closeCodes = { normal: 1000, goingAway: 1001, notBinary: 1003, tooSlow: 1008 } as const;

export class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  readonly #pings: NodeJS.Timeout;
  #onMessage: ((bytes: Uint8Array) => void) | null = null;
  #onClose: ((reason: string) => void) | null = null;
  #isAlive = true;
  #reason: string | null = null;

  constructor(socket: WebSocket, pingMs: number = pingEveryMs) {
    this.#socket = socket;
    this.#pings = setInterval(() => this.#ping(), pingMs).unref();
    socket.on('message', (data, isBinary) => this.#take(data, isBinary));
    socket.on('pong', () => (this.#isAlive = true));
    // Said by ws of what breaks the protocol, such as a message that is too large. It says goodbye itself, but would wait
    // long for an answer from somebody who is still sending.
    socket.on('error', (error) => {
      this.#reason ??= error.message;
      setTimeout(() => socket.terminate(), farewellMs).unref();
    });
    socket.once('close', () => {
      clearInterval(this.#pings);
      this.#onClose?.(this.#reason ?? 'the window closed it');
    });
  }

  send(bytes: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > mostWaiting)
      this.#end(closeCodes.tooSlow, 'the window takes too little');
    else this.#socket.send(bytes);
  }

  onMessage(listener: (bytes: Uint8Array) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener;
  }

  close(reason: string): void {
    this.#end(closeCodes.normal, reason);
  }

  /** The program is closing. */
  leave(): void {
    this.#end(closeCodes.goingAway, 'the program was closed');
  }

  /** Without a farewell. */
  terminate(): void {
    this.#socket.terminate();
  }

  #take(data: RawData, isBinary: boolean): void {
    if (!isBinary) this.#end(closeCodes.notBinary, 'messages are binary');
    else if (this.#socket.readyState === this.#socket.OPEN) this.#onMessage?.(plainBytes(data as Buffer));
  }

  #ping(): void {
    if (!this.#isAlive) {
      this.#reason ??= 'the window does not answer';
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** A reason may have 123 bytes. */
  #end(code: number, reason: string): void {
    this.#reason ??= reason;
    this.#socket.close(code, reason.slice(0, 100));
  }
}

/** Without what Node's Buffers do differently. */
function plainBytes({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
