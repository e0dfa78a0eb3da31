/**
 * The store's thread: holds the only connection that writes, so that neither a large query nor a slow disk ever
 * blocks a window or a trainer. Entry of a worker; started by client.ts.
 */

import { parentPort, workerData } from 'node:worker_threads';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { asWorkbenchError } from '../../src-shared/base/errors.ts';
import type { StoreReply, StoreRequest, StoreThreadData } from './messages.ts';
import { openRunStore } from './open.ts';
import type { RunStore } from './run-store.ts';

const port = assertDefined(parentPort, 'the port to the parent: this file is a worker');

function say(reply: StoreReply): void {
  port.postMessage(reply);
}

async function answer(store: RunStore, { id, method, args }: StoreRequest): Promise<void> {
  try {
    // Arguments and method come from the typed client of the same process.
    const value = await (store[method] as (...args: readonly unknown[]) => unknown)(...args);
    say({ type: 'answered', id, value });
  } catch (thrown) {
    say({ type: 'failed', id, error: asWorkbenchError(thrown, 'store/failed').toRecord() });
  }
  if (method === 'close') port.close();
}

async function main({ folder, flushMilliseconds }: StoreThreadData): Promise<void> {
  try {
    const store = await openRunStore(folder, {
      ...(flushMilliseconds === null ? {} : { flushMilliseconds }),
      onFailure: (error) => say({ type: 'background-failed', error: error.toRecord() }),
    });
    port.on('message', (request: StoreRequest) => void answer(store, request));
    say({ type: 'opened' });
  } catch (thrown) {
    say({ type: 'refused', error: asWorkbenchError(thrown, 'store/failed').toRecord() });
    port.close();
  }
}

await main(workerData as StoreThreadData);
