/** Times of sides that take turns: how they spread, and their ratio round by round. */

import { assertDefined } from '../src-shared/base/assert.ts';

export interface Spread {
  readonly median: number;
  /** The 10 % and the 90 % quantile. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => assertDefined(sorted[Math.round(share * (sorted.length - 1))], 'a value');
  return { median: at(0.5), low: at(0.1), high: at(0.9), count: sorted.length };
}

/** `ours` over `theirs`, round by round. */
export function ratiosOf(ours: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(theirs.map((time, round) => assertDefined(ours[round], 'round') / time));
}

/** Milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
