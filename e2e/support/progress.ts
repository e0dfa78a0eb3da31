/**
 * Waiting for progress, not for seconds: a machine that is busy or slow takes longer, and a test must not mind. It fails
 * only where nothing moved for a long time.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** Nothing may stand still for longer. Far more than any single step takes on a slow and busy machine. */
export const patienceMs = 300_000;
/** Of a whole test that waits by progress: only what runs in circles meets it. */
export const mostMs = 3_600_000;
const lookEveryMs = 50;

export interface Patience {
  readonly patienceMs?: number;
  readonly lookEveryMs?: number;
}

/**
 * Reads until it holds, and returns what was read then. Every value that differs from the one before counts as progress;
 * what is read should therefore show how far things are (a step, a list), not only whether they are done.
 */
export async function untilProgress<T>(
  read: () => T | Promise<T>,
  holds: (value: T) => boolean,
  options: Patience = {},
): Promise<T> {
  const patience = options.patienceMs ?? patienceMs;
  let last = await read();
  let movedAt = performance.now();
  while (!holds(last)) {
    await sleep(options.lookEveryMs ?? lookEveryMs);
    const next = await read();
    const now = performance.now();
    if (!isDeepStrictEqual(next, last)) movedAt = now;
    else if (now - movedAt > patience)
      throw new Error(
        `Nothing moved for ${Math.round(patience / 1000)} s. Last seen: ${JSON.stringify(next)}`,
      );
    last = next;
  }
  return last;
}

/** Waits until what is read is this. */
export async function settles<T>(read: () => Promise<T>, expected: T, options: Patience = {}): Promise<void> {
  await untilProgress(read, (value) => isDeepStrictEqual(value, expected), options).catch(
    (thrown: unknown) => {
      throw new Error(`It never was ${JSON.stringify(expected)}.`, { cause: thrown });
    },
  );
}
