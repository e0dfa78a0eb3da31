/**
 * The WebSockets of windows, and those that are not windows yet: whoever has not said the token has little time, few
 * bytes and no place of anybody else's; and once the server closes, nobody stays.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';

import { largestRequest } from '../../../../src-shared/contract/codec.ts';
import type { Admission } from '../../../../src-shared/contract/server.ts';
import type { Transport } from '../../../../src-shared/contract/transport.ts';
import { isToken } from './access.ts';
import { WebSocketTransport } from './web-socket-transport.ts';

/** Windows at a time. */
const mostWindows = 64;
/** Connections at a time that have not greeted; of more the oldest is cut off, so that nobody can keep windows out. */
const mostStrangers = 32;
/** All that may come before a greeting is taken, frames and all, in bytes. */
const mostStrangerBytes = 4096;

export interface ConnectionLimits {
  readonly pingMs: number;
  /** How long a connection may take to greet. */
  readonly greetingMs: number;
}

/** Called with the program's end of each new connection, and who may use it. */
export type OnWindow = (transport: Transport, admits: Admission) => void;

export class WindowConnections {
  readonly #token: string;
  readonly #limits: ConnectionLimits;
  readonly #onWindow: OnWindow;
  readonly #windows = new Set<WebSocketTransport>();
  /** Oldest first. */
  readonly #strangers = new Set<WebSocketTransport>();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestRequest,
    perMessageDeflate: false,
    clientTracking: false,
  });

  constructor(token: string, limits: ConnectionLimits, onWindow: OnWindow) {
    this.#token = token;
    this.#limits = limits;
    this.#onWindow = onWindow;
  }

  get isFull(): boolean {
    return this.#windows.size >= mostWindows;
  }

  /** For an upgrade that comes from the own page under an own name. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    let bytes = 0; // `head` comes once more, as data
    const count = (data: Buffer): void => {
      bytes += data.length;
      if (bytes > mostStrangerBytes) socket.destroy();
    };
    socket.on('data', count);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const transport = new WebSocketTransport(webSocket, this.#limits.pingMs);
      const late = setTimeout(() => transport.terminate(), this.#limits.greetingMs);
      this.#takeStranger(transport);
      webSocket.once('close', () => {
        clearTimeout(late);
        this.#strangers.delete(transport);
        this.#windows.delete(transport);
      });
      this.#onWindow(transport, (token) => {
        if (!isToken(token, this.#token)) return false;
        if (this.#windows.has(transport)) return true;
        if (this.isFull) return false;
        clearTimeout(late);
        socket.off('data', count);
        this.#strangers.delete(transport);
        this.#windows.add(transport);
        return true;
      });
    });
  }

  /** Windows are told that the program closes; who is none is cut off. */
  leave(): void {
    for (const window of this.#windows) window.leave();
    for (const stranger of this.#strangers) stranger.terminate();
  }

  #takeStranger(transport: WebSocketTransport): void {
    this.#strangers.add(transport);
    const [oldest] = this.#strangers;
    if (this.#strangers.size > mostStrangers) oldest?.terminate();
  }
}
