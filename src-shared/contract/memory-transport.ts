/** Two transports joined in memory: for tests, and the definition of how a transport behaves. */

import { assert } from '../base/assert.ts';
import type { Transport } from './transport.ts';

/** What one end sends, the other receives, in a later turn. */
export function createMemoryTransports(): [Transport, Transport] {
  const [left, right] = [new MemoryTransport(), new MemoryTransport()];
  left.other = right;
  right.other = left;
  return [left, right];
}

class MemoryTransport implements Transport {
  other: MemoryTransport | null = null;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #closeListener: ((reason: string) => void) | null = null;
  #closed = false;

  send(bytes: Uint8Array): void {
    const sent = bytes.slice();
    void Promise.resolve().then(() => this.other?.receive(sent));
  }

  receive(bytes: Uint8Array): void {
    if (!this.#closed) this.#listener?.(bytes);
  }

  onMessage(listener: (bytes: Uint8Array) => void): void {
    assert(this.#listener === null, 'a transport has one listener');
    this.#listener = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.#closeListener = listener;
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeListener?.(reason);
    const { other } = this;
    void Promise.resolve().then(() => other?.close(reason));
  }
}
