/**
 * What carries the contract's bytes between the window and the program: Electron IPC, a WebSocket, or memory. A transport
 * knows nothing of what it carries; one message in is one message out, whole and in order.
 */

export interface Transport {
  /** Lost without a word once closed; `onClose` tells of that. */
  send(bytes: Uint8Array): void;
  /** Called once, before anything can arrive. */
  onMessage(listener: (bytes: Uint8Array) => void): void;
  /** Called once; the listener is told in words why, once. */
  onClose(listener: (reason: string) => void): void;
  close(reason: string): void;
}
