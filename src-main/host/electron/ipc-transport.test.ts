/** Electron's own objects are stood in for by plain ones: what is tested is whom the transport believes. */

import { EventEmitter } from 'node:events';

import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { beforeEach, expect, test } from 'vitest';

import { largestRequest } from '../../../src-shared/contract/codec.ts';
import { isFromWindow, listenForWindow } from './ipc-transport.ts';
import { bytesChannel, closedChannel, openChannel } from './pipe-channels.ts';
import { chooseWindowAddress } from './window-address.ts';

const address = chooseWindowAddress(null);

class Contents extends EventEmitter {
  readonly mainFrame = { url: 'app://workbench/index.html#/runs', parent: null };
  readonly sent: unknown[][] = [];
  destroyed = false;

  isDestroyed(): boolean {
    return this.destroyed;
  }

  send(...message: unknown[]): void {
    this.sent.push(message);
  }
}

let contents: Contents;
let ipc: EventEmitter;
let log: string[];

beforeEach(() => {
  contents = new Contents();
  ipc = new EventEmitter();
  log = [];
  let connections = 0;
  listenForWindow({
    ipc: ipc as unknown as IpcMain,
    contents: contents as unknown as WebContents,
    address,
    onConnection: (transport) => {
      const name = `connection ${++connections}`;
      log.push(name);
      // As the host does where the store is still being opened.
      queueMicrotask(() => {
        transport.onMessage((bytes) => {
          log.push(`${name} got ${bytes.byteLength}`);
          transport.send(bytes);
        });
        transport.onClose((reason) => log.push(`${name} closed: ${reason}`));
      });
    },
  });
});

const fromWindow = () => ({ sender: contents, senderFrame: contents.mainFrame });
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('bytes go in and out, also those that come before anybody listens', async () => {
  ipc.emit(openChannel, fromWindow());
  ipc.emit(bytesChannel, fromWindow(), Uint8Array.of(1, 2));
  await later();
  ipc.emit(bytesChannel, fromWindow(), Uint8Array.of(3));
  expect(log).toEqual(['connection 1', 'connection 1 got 2', 'connection 1 got 1']);
  expect(contents.sent).toEqual([
    [bytesChannel, Uint8Array.of(1, 2)],
    [bytesChannel, Uint8Array.of(3)],
  ]);
});

test('a new connection ends the one before without a word to the window, which knows', async () => {
  ipc.emit(openChannel, fromWindow());
  await later();
  ipc.emit(openChannel, fromWindow());
  expect(log).toEqual([
    'connection 1',
    'connection 1 closed: the window began a new connection',
    'connection 2',
  ]);
  expect(contents.sent).toEqual([]);
});

test('nobody but the main frame of the window, showing its own page, is heard', () => {
  const { mainFrame } = contents;
  const strangers = [
    { sender: contents, senderFrame: null },
    { sender: contents, senderFrame: { ...mainFrame } },
    { sender: contents, senderFrame: { url: mainFrame.url, parent: mainFrame } },
    { sender: new Contents(), senderFrame: mainFrame },
  ];
  for (const stranger of strangers) ipc.emit(openChannel, stranger);
  for (const url of ['https://example.org/', 'app://other/', 'file:///a.html', 'about:blank', '']) {
    mainFrame.url = url;
    ipc.emit(openChannel, fromWindow());
    expect(
      isFromWindow(fromWindow() as unknown as IpcMainEvent, contents as unknown as WebContents, address),
    ).toBe(false);
  }
  expect(log).toEqual([]);
});

test.each([
  ['text', ['hello'], 'it sent something that is no message'],
  ['two things', [new Uint8Array(1), new Uint8Array(1)], 'it sent something that is no message'],
  ['nothing', [], 'it sent something that is no message'],
  ['too much', [new Uint8Array(largestRequest + 1)], 'it sent a message that is too large'],
])('a window that sends %s is told and cut off', async (_, parts, reason) => {
  ipc.emit(openChannel, fromWindow());
  await later();
  ipc.emit(bytesChannel, fromWindow(), ...parts);
  ipc.emit(bytesChannel, fromWindow(), Uint8Array.of(1));
  expect(log).toEqual(['connection 1', `connection 1 closed: ${reason}`]);
  expect(contents.sent).toEqual([[closedChannel, reason]]);
});

test('a crash ends the connection, and with the window the listening ends', async () => {
  ipc.emit(openChannel, fromWindow());
  await later();
  contents.emit('render-process-gone');
  contents.emit('destroyed');
  expect(log).toEqual(['connection 1', 'connection 1 closed: the window crashed']);
  expect([ipc.listenerCount(openChannel), ipc.listenerCount(bytesChannel)]).toEqual([0, 0]);
});
