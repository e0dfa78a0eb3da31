/**
 * What carries the contract's bytes between the window and the program: Electron IPC, a WebSocket, or memory. A transport
 * knows nothing of what it carries; one message in is one message out, whole and, but for those with a file, in order.
 */

export interface Transport {
  /** Lost without a word once closed; `onClose` tells of that. */
  send(bytes: Uint8Array): void;
  /** Called once, before anything can arrive. */
  onMessage(listener: (bytes: Uint8Array) => void): void;
  /** Called once; the listener is told in words why, once. */
  onClose(listener: (reason: string) => void): void;
  close(reason: string): void;
  /**
   * Carries a message that ends with a file, `head` before it, past the connection, and brings back the answer; so that a
   * large file need not lie in the window's memory, nor keep other messages waiting. null: nobody on the way takes that, and
   * nothing was done. Throws where that is not known. Left out where a message is as good.
   */
  exchange?(head: Uint8Array, file: FileSource): Promise<Uint8Array | null>;
}

/** Bytes that are not read yet, as a browser's Blob has them. */
export interface FileSource {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}
