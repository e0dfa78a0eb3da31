/** Histograms and rank statistics of goodness: how well a layer tells positives from negatives. */

export interface Histogram {
  /** Lower edge of the first bin and upper edge of the last. */
  readonly low: number;
  readonly high: number;
  readonly counts: Uint32Array;
}

const bins = 64;

/** Equally wide bins from `low` to `high`; values outside count in the outermost bins, NaN is left out. */
export function histogramOf(values: Float64Array, low: number, high: number): Histogram {
  const counts = new Uint32Array(bins);
  const scale = high > low ? bins / (high - low) : 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) * scale)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { low, high, counts };
}

/** The smallest and the largest number in several lists; [0, 1] when there is none. */
export function rangeOf(...lists: readonly Float64Array[]): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const values of lists) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : { low: 0, high: 1 };
}

/**
 * Area under the ROC curve: the probability that a random positive is higher than a random negative, ties counted
 * half. Exact, by ranks (Mann-Whitney). NaN when either list is empty.
 */
export function areaUnderCurve(positives: Float64Array, negatives: Float64Array): number {
  const above = Float64Array.from(positives).sort();
  const below = Float64Array.from(negatives).sort();
  let [less, lessOrEqual, total] = [0, 0, 0];
  for (const value of above) {
    while (less < below.length && (below[less] as number) < value) less += 1;
    while (lessOrEqual < below.length && (below[lessOrEqual] as number) <= value) lessOrEqual += 1;
    total += (less + lessOrEqual) / 2;
  }
  return total / (above.length * below.length);
}

/** Mean and population standard deviation. */
export function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  let total = 0;
  for (const value of values) total += value;
  const mean = total / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
