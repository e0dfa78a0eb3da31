/**
 * The contract's bytes over Electron's IPC. Each message is taken only from the main frame of the workbench's own
 * window while that shows the workbench's own page; anything else is dropped without an answer.
 */

import type { IpcMain, IpcMainEvent, WebContents } from 'electron';

import { largestRequest } from '../../../src-shared/contract/codec.ts';
import type { Transport } from '../../../src-shared/contract/transport.ts';
import { bytesChannel, closedChannel, openChannel } from './pipe-channels.ts';
import { isOwnAddress } from './window-address.ts';
import type { WindowAddress } from './window-address.ts';

export interface IpcListenerOptions {
  readonly ipc: IpcMain;
  /** The one window whose messages count. */
  readonly contents: WebContents;
  readonly address: WindowAddress;
  /** Called with the window's end of each new connection. */
  readonly onConnection: (transport: Transport) => void;
}

/** Takes connections of one window until its contents are destroyed. */
export function listenForWindow({ ipc, contents, address, onConnection }: IpcListenerOptions): void {
  let current: IpcTransport | null = null;
  const end = (reason: string): void => {
    current?.end(reason);
    current = null;
  };
  const open = (event: IpcMainEvent): void => {
    if (!isFromWindow(event, contents, address)) return;
    end('the window began a new connection');
    current = new IpcTransport(contents);
    onConnection(current);
  };
  const take = (event: IpcMainEvent, ...parts: unknown[]): void => {
    if (!isFromWindow(event, contents, address)) return;
    const [bytes] = parts;
    if (parts.length !== 1 || !(bytes instanceof Uint8Array))
      current?.close('it sent something that is no message');
    else if (bytes.byteLength > largestRequest) current?.close('it sent a message that is too large');
    else current?.receive(bytes);
  };

  ipc.on(openChannel, open);
  ipc.on(bytesChannel, take);
  // A page that is loaded anew opens anew, which ends what was before.
  contents.on('render-process-gone', () => end('the window crashed'));
  contents.once('destroyed', () => {
    end('the window was closed');
    ipc.off(openChannel, open);
    ipc.off(bytesChannel, take);
  });
}

/** The sender's frame is null once it has gone elsewhere; then nobody is left whom to trust. */
export function isFromWindow(event: IpcMainEvent, contents: WebContents, address: WindowAddress): boolean {
  const frame = event.senderFrame;
  if (frame === null || event.sender !== contents || contents.isDestroyed()) return false;
  return frame === contents.mainFrame && frame.parent === null && isOwnAddress(frame.url, address);
}

/** So many messages may come before anybody listens: the window starts while the store is still being opened. */
const earlyLimit = 100;

class IpcTransport implements Transport {
  readonly #contents: WebContents;
  #onMessage: ((bytes: Uint8Array) => void) | null = null;
  #onClose: ((reason: string) => void) | null = null;
  #early: Uint8Array[] = [];
  #ended = false;

  constructor(contents: WebContents) {
    this.#contents = contents;
  }

  send(bytes: Uint8Array): void {
    if (!this.#ended && !this.#contents.isDestroyed()) this.#contents.send(bytesChannel, bytes);
  }

  onMessage(listener: (bytes: Uint8Array) => void): void {
    this.#onMessage = listener;
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) this.receive(bytes);
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener;
  }

  close(reason: string): void {
    if (this.#ended) return;
    if (!this.#contents.isDestroyed()) this.#contents.send(closedChannel, reason);
    this.end(reason);
  }

  receive(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (this.#onMessage !== null) this.#onMessage(bytes);
    else if (this.#early.length < earlyLimit) this.#early.push(bytes);
    else this.close('it sent too much before the program was ready');
  }

  /** The window is gone or knows already. */
  end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onClose?.(reason);
  }
}
