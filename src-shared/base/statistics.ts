/** What a handful of figures come to. */

export interface MeanAndDeviation {
  readonly mean: number;
  /** Of the sample (n - 1); null for a single value. */
  readonly deviation: number | null;
  readonly n: number;
}

/** Of the finite values; null where there are none. */
export function statisticsOf(values: readonly (number | null)[]): MeanAndDeviation | null {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const n = finite.length;
  if (n === 0) return null;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, deviation: null, n };
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (n - 1)), n };
}
