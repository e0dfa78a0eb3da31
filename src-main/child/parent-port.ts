/**
 * A child's line to the process that started it, whichever host that is: Electron's `utilityProcess` gives
 * `process.parentPort`, Node's `fork` gives `process.send`.
 */

import { assert } from '../../src-shared/base/assert.ts';
import { farewell } from './hosted-process.ts';

export interface ParentPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The parent went away, or closed the line. */
  onDisconnect(listener: () => void): void;
  /** Resolves once everything posted is on its way, then hangs up. */
  close(): Promise<void>;
}

/** What Electron adds to `process` in a utility process; typed here because Node's types do not know it. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export function openParentPort(): ParentPort {
  const { parentPort } = process as { parentPort?: ElectronParentPort };
  return parentPort === undefined ? forkedPort() : electronPort(parentPort);
}

/** A host that does not answer is gone. */
const farewellMs = 2_000;

function electronPort(port: ElectronParentPort): ParentPort {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) =>
      port.on('message', ({ data }) => {
        if (data === farewell) answer();
        else listener(data);
      }),
    onDisconnect: () => {}, // Electron ends its utility processes itself; the watch on the parent's id is the net.
    close: async () => {
      port.postMessage(farewell);
      await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, farewellMs))]);
    },
  };
}

function forkedPort(): ParentPort {
  assert(process.send !== undefined, 'this process was started without a line to its host');
  let unsent = 0;
  let whenSent = (): void => {};
  return {
    post: (message) => {
      if (!process.connected) return;
      unsent += 1;
      process.send?.(message, undefined, undefined, () => {
        unsent -= 1;
        if (unsent === 0) whenSent();
      });
    },
    onMessage: (listener) => void process.on('message', listener),
    onDisconnect: (listener) => void process.on('disconnect', listener),
    close: async () => {
      if (unsent > 0) await new Promise<void>((resolve) => (whenSent = resolve));
      if (process.connected) process.disconnect();
    },
  };
}
