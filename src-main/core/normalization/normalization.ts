/** How a layer's input is scaled, so that the next layer cannot read off the goodness of the one below. */

import type { Tensor, TensorOps } from '../engine/engine.ts';

export interface Normalization {
  /** True: the mean over a row is subtracted first. */
  readonly subtractsMean: boolean;
  /**
   * The factor [B, 1] each row is multiplied by, from the row's sum of squares [B, 1] over `units` units, after its mean
   * was subtracted where it is. null: rows stay as they are.
   */
  rowScale(ops: TensorOps, sumOfSquares: Tensor, units: number): Tensor | null;
  /** Mean square of a normalized row of `units` units; null where it is not fixed. For warnings. */
  meanSquare(units: number): number | null;
}

/** Rows [B, N] less their means, and their sums of squares [B, 1]. */
export function centred(ops: TensorOps, rows: Tensor): { rows: Tensor; sumOfSquares: Tensor } {
  const moved = ops.subtract(rows, ops.mean(rows, 1));
  return { rows: moved, sumOfSquares: ops.sumOfSquares(moved, 1) };
}

/** Rows [B, N] as whoever reads them sees them; sumOfSquares [B, 1] is of the rows as they come. */
export function normalizeRows(
  ops: TensorOps,
  normalization: Normalization,
  rows: Tensor,
  sumOfSquares: Tensor = ops.sumOfSquares(rows, 1),
): Tensor {
  const given = normalization.subtractsMean ? centred(ops, rows) : { rows, sumOfSquares };
  const scale = normalization.rowScale(ops, given.sumOfSquares, rows.shape[1] as number);
  return scale === null ? given.rows : ops.multiply(given.rows, scale);
}
