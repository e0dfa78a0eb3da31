/** Waiting for something that happens in another process. */

import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 2;

/** Resolves as soon as it holds; false when it does not within the time. */
export async function holdsWithin(limitMs: number, holds: () => boolean): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) return false;
    await sleep(lookEveryMs);
  }
  return true;
}
