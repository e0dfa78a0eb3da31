/** What the store's thread and its client say to each other. */

import type { ErrorRecord } from '../../src-shared/base/errors.ts';
import type { RunStore } from './run-store.ts';

export type StoreMethod = keyof RunStore;

/** What the thread is started with. */
export interface StoreThreadData {
  readonly folder: string;
  readonly flushMilliseconds: number | null;
}

export interface StoreRequest {
  readonly id: number;
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
}

export type StoreReply =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly error: ErrorRecord }
  | { readonly type: 'answered'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorRecord }
  /** A write in the background failed; nobody asked. */
  | { readonly type: 'background-failed'; readonly error: ErrorRecord };
