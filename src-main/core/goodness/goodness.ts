/** What a goodness function must offer: a number per example from a layer's activities, and its derivative. */

import type { Tensor, TensorOps } from '../engine/engine.ts';

/** A goodness that adds up what units give one by one: factor(units) * sum of terms. */
export interface UnitSum {
  factor(units: number): number;
  /** True where the terms are squares of activities. */
  readonly squares?: true;
  /** What each unit gives, element by element. */
  terms(ops: TensorOps, activity: Tensor): Tensor;
  /** `upstream`, broadcast, times the derivative of each unit's term; of the shape of `activity`, whatever its rank. */
  slopes(ops: TensorOps, upstream: Tensor, activity: Tensor): Tensor;
}

/**
 * Legend: B rows (examples), N units. activity [B, N]; sumOfSquares [B, 1] of the same rows, given because
 * normalization needs it too.
 */
export interface Goodness {
  /** Goodness g [B, 1]. */
  of(ops: TensorOps, activity: Tensor, sumOfSquares: Tensor): Tensor;
  /** upstream dL/dg [B, 1] -> dL/dactivity [B, N]. */
  chain(ops: TensorOps, upstream: Tensor, activity: Tensor): Tensor;
  /** True when the derivative is 0 where the activity is 0. */
  readonly derivativeVanishesAtZero: boolean;
  /** The largest value it can take over units of activity at most `bound`; Infinity when unbounded. */
  largest(units: number, bound: number): number;
  /** The smallest value over such units; left out where it has none, or where that hangs on the activation. */
  smallest?(units: number, bound: number): number;
  /**
   * Its expected value for `units` units of rectified normal activities that have that mean square. With a mean square of
   * 1, twice what a layer starts from, it is the threshold "expected".
   */
  expected(units: number, meanSquare: number): number;
  /** True where it hangs on the mean activity, which only a normalization that subtracts the mean hides from the next layer. */
  readonly readsMean?: true;
  /** Set where it is such a sum: parts of a layer are then judged where they stand, without being moved together. */
  readonly sums?: UnitSum;
  /** Why it cannot be taken over so many units, in words; null where it can. */
  misfit?(units: number): string | null;
}

/** N of an activity [B, N]. */
export function unitsOf({ shape }: Tensor): number {
  return shape[1] as number;
}
