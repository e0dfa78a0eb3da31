/**
 * What a database connection may do, as types: a query takes a readable one, a command a writable one, so that a
 * reader's connection can never reach a command. `open.ts` and tests make them; nothing else casts.
 */

import type { Database } from 'better-sqlite3';

declare const readable: unique symbol;
declare const writable: unique symbol;

export type ReadableDatabase = Database & { readonly [readable]: true };
export type WritableDatabase = ReadableDatabase & { readonly [writable]: true };
