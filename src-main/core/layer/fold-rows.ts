import type { Tensor, TensorOps } from '../engine/engine.ts';

/** Adds up the equal parts of `rows` rows that a tensor [k * rows, N] is made of. */
export function foldRows(ops: TensorOps, tensor: Tensor, rows: number): Tensor {
  const all = tensor.shape[0] as number;
  let total = all === rows ? tensor : ops.slice(tensor, 0, 0, rows);
  for (let begin = rows; begin < all; begin += rows)
    total = ops.add(total, ops.slice(tensor, 0, begin, begin + rows));
  return total;
}
