/**
 * The byte pipe between the page and the program, and nothing else: no Electron object, no event and no channel name
 * reaches the page. It runs sandboxed and isolated, before the page's own scripts.
 */

import { contextBridge, ipcRenderer } from 'electron';

import { bytesChannel, closedChannel, openChannel } from './pipe-channels.ts';

/** What the page sees as `window.workbenchPipe`; src-renderer/transport/electron-transport.ts is its other side. */
interface BytePipe {
  send(bytes: Uint8Array): void;
  onMessage(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: (reason: string) => void): void;
}

let onMessage: ((bytes: Uint8Array) => void) | null = null;
let onClose: ((reason: string) => void) | null = null;

ipcRenderer.on(bytesChannel, (_event, bytes: Uint8Array) => onMessage?.(bytes));
ipcRenderer.on(closedChannel, (_event, reason: string) => onClose?.(reason));

const pipe: BytePipe = {
  send: (bytes) => ipcRenderer.send(bytesChannel, bytes),
  // Whoever listens begins a new connection; the one before it, if any, is over.
  onMessage: (listener) => {
    onMessage = listener;
    onClose = null;
    ipcRenderer.send(openChannel);
  },
  onClose: (listener) => {
    onClose = listener;
  },
};

contextBridge.exposeInMainWorld('workbenchPipe', pipe);
