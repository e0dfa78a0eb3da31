/** How a cost grows: the power of the size that fits it. */

/** value = factor * size^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
  /** The farthest point is so many times above or below the law; 1: all lie on it. */
  readonly worst: number;
}

/** A size and what was measured there. */
export type SizeAndValue = readonly [size: number, value: number];

/** By least squares between the logarithms; null for fewer than two sizes, or where a number has no logarithm. */
export function powerLawOf(points: readonly SizeAndValue[]): PowerLaw | null {
  if (new Set(points.map(([size]) => size)).size < 2) return null;
  if (!points.flat().every((number) => Number.isFinite(number) && number > 0)) return null;
  const logs = points.map(([size, value]) => [Math.log(size), Math.log(value)] as const);
  const mean = (of: (pair: readonly [number, number]) => number): number =>
    logs.reduce((sum, pair) => sum + of(pair), 0) / logs.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const exponent = mean(([x, y]) => (x - meanX) * (y - meanY)) / mean(([x]) => (x - meanX) ** 2);
  const offset = meanY - exponent * meanX;
  const worst = Math.exp(Math.max(...logs.map(([x, y]) => Math.abs(y - offset - exponent * x))));
  return { exponent, factor: Math.exp(offset), worst };
}

/** The exponent between the two largest sizes: where a cost that is there at any size weighs least. */
export function lastExponent(points: readonly SizeAndValue[]): number | null {
  const largest = points.toSorted(([a], [b]) => a - b).slice(-2);
  return powerLawOf(largest)?.exponent ?? null;
}
