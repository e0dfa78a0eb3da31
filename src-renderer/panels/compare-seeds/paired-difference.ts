/**
 * Two configurations trained from the same seeds: the difference seed by seed and a 95 % interval of its mean. Pairing
 * takes out what the seeds share, so that fewer of them tell two configurations apart.
 */

import { studentQuantile } from '../../../src-shared/base/student-t.ts';

export interface SeedResult {
  readonly seed: number;
  readonly value: number;
}

export interface SeedPair {
  readonly seed: number;
  readonly left: number;
  readonly right: number;
  /** right - left */
  readonly difference: number;
}

export interface PairedDifference {
  /** By seed, upwards. */
  readonly pairs: readonly SeedPair[];
  /** Of right - left; null without a pair. */
  readonly mean: number | null;
  /** Sample standard deviation of the differences; null below two pairs. */
  readonly deviation: number | null;
  /** 95 % interval of the mean by Student's t with n - 1 degrees of freedom; null below two pairs. */
  readonly interval: readonly [number, number] | null;
  /** Seeds that one side lacks. */
  readonly unpaired: readonly number[];
  /** Seeds that a side ran more than once; its first result counts. */
  readonly repeated: readonly number[];
}

/** Results that are no numbers (a run without an evaluation, or one that diverged) count as lacking. */
export function pairedDifference(
  left: readonly SeedResult[],
  right: readonly SeedResult[],
): PairedDifference {
  const [leftBySeed, rightBySeed] = [firstBySeed(left), firstBySeed(right)];
  const seeds = [...new Set([...leftBySeed.keys(), ...rightBySeed.keys()])].sort((a, b) => a - b);
  const pairs = seeds.flatMap((seed): SeedPair[] => {
    const [ofLeft, ofRight] = [leftBySeed.get(seed), rightBySeed.get(seed)];
    if (ofLeft === undefined || ofRight === undefined) return [];
    return [{ seed, left: ofLeft, right: ofRight, difference: ofRight - ofLeft }];
  });
  return {
    pairs,
    ...intervalOfMean(pairs.map(({ difference }) => difference)),
    unpaired: seeds.filter((seed) => !leftBySeed.has(seed) || !rightBySeed.has(seed)),
    repeated: seeds.filter((seed) => isRepeated(left, seed) || isRepeated(right, seed)),
  };
}

function intervalOfMean(
  values: readonly number[],
): Pick<PairedDifference, 'mean' | 'deviation' | 'interval'> {
  const count = values.length;
  if (count === 0) return { mean: null, deviation: null, interval: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, deviation: null, interval: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1));
  const half = (studentQuantile(0.975, count - 1) * deviation) / Math.sqrt(count);
  return { mean, deviation, interval: [mean - half, mean + half] };
}

function firstBySeed(results: readonly SeedResult[]): Map<number, number> {
  const bySeed = new Map<number, number>();
  for (const { seed, value } of results)
    if (Number.isFinite(value) && !bySeed.has(seed)) bySeed.set(seed, value);
  return bySeed;
}

function isRepeated(results: readonly SeedResult[], seed: number): boolean {
  return results.filter((each) => each.seed === seed && Number.isFinite(each.value)).length > 1;
}
