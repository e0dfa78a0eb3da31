/**
 * The store as everybody outside its thread uses it: the same methods, with promises. Errors cross the border as
 * records and come out as WorkbenchErrors.
 */

import { Worker } from 'node:worker_threads';

import { WorkbenchError, asWorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import type { StoreMethod, StoreReply, StoreRequest, StoreThreadData } from './messages.ts';
import type { RunStoreClient } from './run-store.ts';

export interface StoreThreadOptions {
  /** Told when recording failed, in the background or in `record`, and when the thread died. Must not throw. */
  readonly onFailure: (error: WorkbenchError) => void;
  /** The thread's entry, for builds that put it elsewhere. */
  readonly entry?: URL;
  readonly flushMilliseconds?: number;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: WorkbenchError): void;
}

/**
 * Starts the store's thread on a folder. Errors: those of openRunStore. After `close`, or when the thread died, every
 * call fails with store/failed.
 */
export async function openStoreThread(folder: string, options: StoreThreadOptions): Promise<RunStoreClient> {
  const thread = new StoreThread(folder, options);
  await thread.opened;
  const own: Partial<RunStoreClient> = {
    record: async (run, events) => {
      try {
        await thread.request('record', [run, events]);
      } catch (thrown) {
        options.onFailure(asWorkbenchError(thrown, 'store/failed'));
      }
    },
    close: async () => {
      try {
        await thread.request('close', []);
      } finally {
        await thread.exited;
      }
    },
  };
  return new Proxy(own, {
    get: (target, name) => {
      // Whoever is awaited is asked for "then": a store has none.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      const ask = (...args: unknown[]) => thread.request(name as StoreMethod, args);
      return (Reflect.get(target, name) as typeof ask | undefined) ?? ask;
    },
  }) as RunStoreClient;
}

class StoreThread {
  readonly opened: Promise<void>;
  readonly exited: Promise<void>;
  readonly #worker: Worker;
  readonly #onFailure: (error: WorkbenchError) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opening: Waiting;
  #nextId = 1;
  /** Why nothing can be asked any more. */
  #ended: WorkbenchError | null = null;

  constructor(folder: string, { entry, flushMilliseconds, onFailure }: StoreThreadOptions) {
    const workerData: StoreThreadData = { folder, flushMilliseconds: flushMilliseconds ?? null };
    const opening = Promise.withResolvers<unknown>();
    const exited = Promise.withResolvers<void>();
    this.#onFailure = onFailure;
    this.#opening = opening;
    this.opened = opening.promise.then(() => undefined);
    this.exited = exited.promise;
    this.#worker = new Worker(entry ?? new URL('./store-thread.ts', import.meta.url), { workerData });
    this.#worker.on('message', (reply: StoreReply) => this.#take(reply));
    this.#worker.on('error', (thrown: unknown) => this.#died(reasonOf(thrown)));
    this.#worker.on('exit', () => {
      this.#died('its thread ended');
      exited.resolve();
    });
  }

  request(method: StoreMethod, args: readonly unknown[]): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const request: StoreRequest = { id: this.#nextId, method, args };
    this.#nextId += 1;
    try {
      this.#worker.postMessage(request);
      this.#waiting.set(request.id, { resolve, reject });
    } catch (thrown) {
      reject(asWorkbenchError(thrown, 'store/failed')); // something that cannot be cloned
    }
    if (method === 'close')
      this.#ended = new WorkbenchError('store/failed', { reason: 'the store is closed' });
    return promise;
  }

  #take(reply: StoreReply): void {
    switch (reply.type) {
      case 'opened':
        this.#opening.resolve(undefined);
        return;
      case 'refused':
        this.#ended = WorkbenchError.fromRecord(reply.error);
        this.#opening.reject(this.#ended);
        return;
      case 'answered':
        this.#settle(reply.id)?.resolve(reply.value);
        return;
      case 'failed':
        this.#settle(reply.id)?.reject(WorkbenchError.fromRecord(reply.error));
        return;
      case 'background-failed':
        this.#onFailure(WorkbenchError.fromRecord(reply.error));
        return;
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** The thread is gone: expected after `close` or a refusal, else a failure everybody who waits hears of. */
  #died(reason: string): void {
    if (this.#ended === null) {
      this.#ended = new WorkbenchError('store/failed', { reason });
      this.#onFailure(this.#ended);
    }
    const ended = this.#ended;
    this.#opening.reject(ended);
    for (const waiting of this.#waiting.values()) waiting.reject(ended);
    this.#waiting.clear();
  }
}
