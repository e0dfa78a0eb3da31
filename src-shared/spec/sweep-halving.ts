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
  /** null where it has no figure. */
  readonly objective: { readonly mean: number } | null;
  /** True where every seed has a figure. */
  readonly isWhole: boolean;
}

/** Below 0 where `a` is the better: whole ones by their mean, then those that lack a seed, then those without a figure. */
export function compareRanked(a: RankedPoint, b: RankedPoint): number {
  return (
    groupOf(a) - groupOf(b) || (a.objective?.mean ?? 0) - (b.objective?.mean ?? 0) || a.number - b.number
  );
}

function groupOf({ objective, isWhole }: RankedPoint): number {
  return objective === null ? 2 : isWhole ? 0 : 1;
}

/** The numbers of the points that go on to the next rung. One without any figure never does. */
export function promoted(points: readonly RankedPoint[], next: Rung): number[] {
  return points
    .filter(({ objective }) => objective !== null)
    .sort(compareRanked)
    .slice(0, next.points)
    .map(({ number }) => number);
}
