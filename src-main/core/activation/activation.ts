/** What an activation function must offer: its value and, beside it, its derivative. */

import type { Tensor, TensorOps } from '../engine/engine.ts';

export interface Activation {
  /** y = f(total input), element by element. */
  apply(ops: TensorOps, totalInput: Tensor): Tensor;
  /** upstream * f'(total input). */
  chain(ops: TensorOps, upstream: Tensor, totalInput: Tensor, activity: Tensor): Tensor;
  /** True when the derivative is 0 or 1, and 1 exactly where the activity is not 0 (so gating by activity is free). */
  readonly derivativeIsGate: boolean;
  /** The largest absolute value of an activity; Infinity when unbounded. */
  readonly bound: number;
  /** Expected square of the activity for a standard normal total input; used by estimates and warnings. */
  readonly meanSquare: number;
}
