/**
 * Preloaded into every process that the stand-in's `utilityProcess.fork` starts: gives it `process.parentPort` and takes
 * away what a forked Node has and a utility process has not. It ends when its parent does, as Electron's do.
 */

import { EventEmitter } from 'node:events';
import { isMainThread } from 'node:worker_threads';

class ParentPort extends EventEmitter {
  readonly #send: (message: unknown) => void;
  #listening = false;

  constructor(send: (message: unknown) => void) {
    super();
    this.#send = send;
  }

  postMessage(message: unknown): void {
    this.#send(message);
  }

  override on(event: string, listener: (event: { data: unknown }) => void): this {
    super.on(event, listener);
    if (!this.#listening) {
      this.#listening = true;
      process.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    }
    return this;
  }
}

if (isMainThread && process.send !== undefined) {
  const send = process.send.bind(process);
  Object.defineProperty(process, 'parentPort', { value: new ParentPort((message) => void send(message)) });
  Object.defineProperty(process, 'send', { value: undefined });
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
