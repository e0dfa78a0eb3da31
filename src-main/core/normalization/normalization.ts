/** How a layer's input is scaled, so that the next layer cannot read off the goodness of the one below. */

import type { Tensor, TensorOps } from '../engine/engine.ts';

export interface Normalization {
  /**
   * The factor [B, 1] each row is multiplied by, from the row's sum of squares [B, 1] over `units` units. null: rows
   * stay as they are.
   */
  rowScale(ops: TensorOps, sumOfSquares: Tensor, units: number): Tensor | null;
  /** Mean square of a normalized row of `units` units; null where it is not fixed. For warnings. */
  meanSquare(units: number): number | null;
}
