/**
 * A parameter's gradient, kept as a product of two factors where it is one, so that an optimizer can add it to what it
 * keeps in one fused call.
 */

import type { Tensor, TensorOps } from './engine.ts';

/**
 * The gradient left^T right, a sum over R rows: left [R, a], right [R, b], gradient [a, b]. `transposed`: the rows lie
 * along the last axis, left [.., a, R], right [.., b, R], gradient left right^T [.., a, b], with any leading axis a batch
 * of products.
 */
export interface ProductGradient {
  readonly left: Tensor;
  readonly right: Tensor;
  readonly transposed?: true;
}

/** A product, or a tensor of the parameter's shape. */
export type Gradient = ProductGradient | { readonly whole: Tensor };

/** The gradient as a tensor of the parameter's shape, times `factor`. */
export function wholeGradient(ops: TensorOps, gradient: Gradient, factor = 1): Tensor {
  if ('whole' in gradient) return scaled(ops, gradient.whole, factor);
  const { left, right } = gradient;
  const options = {
    ...(gradient.transposed === true ? { transposeB: true } : { transposeA: true }),
    ...(factor === 1 ? {} : { alpha: factor }),
  };
  return left.shape.length === 2 ? ops.matMul(left, right, options) : ops.batchedMatMul(left, right, options);
}

/** alpha * gradient + beta * to. */
export function addGradient(
  ops: TensorOps,
  gradient: Gradient,
  to: Tensor,
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): Tensor {
  if ('whole' in gradient || gradient.left.shape.length > 2)
    return ops.add(scaled(ops, to, beta), wholeGradient(ops, gradient, alpha));
  const { left, right, transposed } = gradient;
  const flags = transposed === true ? { transposeB: true } : { transposeA: true };
  return ops.matMulAdd(left, right, to, { ...flags, alpha, beta });
}

function scaled(ops: TensorOps, tensor: Tensor, factor: number): Tensor {
  return factor === 1 ? tensor : ops.scale(tensor, factor);
}
