/** How measured times spread: goals are told by the 95th percentile, so that few slow ones cannot hide behind many quick ones. */

export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly highest: number;
  readonly count: number;
}

/** By nearest rank. Throws a RangeError where there is nothing. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number);
  return { median: at(0.5), p95: at(0.95), highest: at(1), count: sorted.length };
}

/** Tenths are as fine as these clocks are. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
