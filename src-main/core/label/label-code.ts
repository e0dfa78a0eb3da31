/**
 * The values of the input that a label takes, its cells: by class one each, or several that say the same.
 *
 * Legend: R rows, C classes, L cells.
 */

import type { Tensor, TensorOps } from '../engine/engine.ts';

export interface LabelCode {
  /** So many first values of the image. */
  readonly cells: number;
  /** [C, L]: what each cell holds under each label, as a share of the label's value. Null: a cell per class, one-hot. */
  readonly shares: Float32Array | null;
}

/** `each` cells per class, one class after the other; those of the others hold `rest` of the value. */
export function blockCode(classes: number, each: number, rest: number): LabelCode {
  const cells = classes * each;
  const shares = new Float32Array(classes * cells).fill(rest);
  for (let label = 0; label < classes; label += 1)
    shares.fill(1, label * cells + label * each, label * cells + (label + 1) * each);
  return { cells, shares };
}

/** Label rows [R, C] at their value as the cells that stand in the input, [R, L]. */
export function labelCells(ops: TensorOps, { cells, shares }: LabelCode, labels: Tensor): Tensor {
  if (shares === null) return labels;
  return ops.matMul(labels, ops.constant(Array.from(shares), [shares.length / cells, cells]));
}

/** The same outside of any engine: one row [C] as cells [L]. */
export function cellsOf({ cells, shares }: LabelCode, row: Float32Array): Float32Array {
  if (shares === null) return row;
  return Float32Array.from({ length: cells }, (_, cell) =>
    row.reduce((sum, value, label) => sum + value * (shares[label * cells + cell] as number), 0),
  );
}
