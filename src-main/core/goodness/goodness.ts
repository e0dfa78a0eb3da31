/** What a goodness function must offer: a number per example from a layer's activities, and its derivative. */

import type { Tensor, TensorOps } from '../engine/engine.ts';

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
  /** Its expected value for `units` units whose activities have that mean square. */
  expected(units: number, meanSquare: number): number;
}
