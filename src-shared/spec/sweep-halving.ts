/**
 * Successive halving (Jamieson and Talwalkar, 2016): all points train for a few epochs, the best of them go on, and so
 * forth; only the last train to the end. Those that go on resume where they stopped. Pure.
 */

import { assert } from '../base/assert.ts';
import type { HalvingChoice } from './sweep.ts';

/** A stretch of training, at whose end points are compared. */
export interface Rung {
  /** Counted from a run's start; null: to the end of its schedule. */
  readonly epochs: number | null;
  /** How many points train that far. */
  readonly points: number;
}

/** `epochs`: of the whole schedule. The first rung has all points, the last one ends with the schedule. */
export function halvingRungs(points: number, epochs: number, choice: HalvingChoice): Rung[] {
  assert(points >= 1 && epochs > 0, 'halving of nothing');
  const rungs: Rung[] = [];
  let left = points;
  for (let at = choice.firstEpochs; at < epochs && left > 1; at *= choice.factor) {
    rungs.push({ epochs: at, points: left });
    left = Math.max(1, Math.floor(left / choice.factor));
  }
  return [...rungs, { epochs: null, points: left }];
}

/** Epochs trained in all, of one seed; what halving spares beside `points * epochs`. */
export function halvingEpochs(rungs: readonly Rung[], epochs: number): number {
  let before = 0;
  let sum = 0;
  for (const rung of rungs) {
    const to = rung.epochs ?? epochs;
    sum += rung.points * (to - before);
    before = to;
  }
  return sum;
}

export interface RankedPoint {
  readonly number: number;
  /** The objective's mean; null where it has none. */
  readonly mean: number | null;
  /** True where every seed has a figure. */
  readonly isWhole: boolean;
}

/** Best first: whole ones by their mean, then those that lack a seed, then those without any figure. */
export function ranked<P extends RankedPoint>(points: readonly P[]): P[] {
  const group = ({ mean, isWhole }: RankedPoint): number => (mean === null ? 2 : isWhole ? 0 : 1);
  return points.toSorted(
    (a, b) => group(a) - group(b) || (a.mean ?? 0) - (b.mean ?? 0) || a.number - b.number,
  );
}

/** The numbers of the points that go on to the next rung. One without any figure never does. */
export function promoted(points: readonly RankedPoint[], next: Rung): number[] {
  return ranked(points)
    .filter(({ mean }) => mean !== null)
    .slice(0, next.points)
    .map(({ number }) => number);
}
