/**
 * What each operation sends back: from dL/d(result), how much its operands share in it. One entry per operation, in the
 * order of TensorOps; differentiate.ts walks them.
 *
 * y: the result, g: its adjoint dL/dy. An adjoint has its tensor's axes, but stays narrow (size 1) along those where all
 * its numbers are the same, as a sum's are: operations of single elements broadcast it, the others widen it first.
 */

import { sizeOf } from './engine.ts';
import type { MatMulOptions, Shape, Tensor, TensorOps } from './engine.ts';
import type { Gradient } from './gradient.ts';
import { withAxis } from './shapes.ts';

/** The way back to one operand. Nothing is computed before it is asked for. */
export interface Flow {
  readonly to: Tensor;
  readonly adjoint: (g: Tensor) => Tensor;
  /** The same for an operand that is a parameter: two factors, not yet multiplied. */
  readonly product?: (g: Tensor) => Gradient;
}

export type AdjointRules = {
  readonly [Name in keyof TensorOps]: (
    ops: TensorOps,
    y: Tensor,
    ...operands: Parameters<TensorOps[Name]>
  ) => readonly Flow[];
};

/** Repeats a narrow adjoint to a whole tensor. */
export function widen(ops: TensorOps, g: Tensor, shape: Shape): Tensor {
  return shape.reduce((wide, size, axis) => widenAxis(ops, wide, axis, size), g);
}

function widenAxis(ops: TensorOps, g: Tensor, axis: number, size: number): Tensor {
  return g.shape[axis] === size ? g : ops.tile(g, axis, size);
}

/** Adds up what a broadcast operand gave to many elements; `shape` is the result's, which g may be narrower than. */
function fold(ops: TensorOps, g: Tensor, shape: Shape, own: Shape): Tensor {
  const extra = shape.length - own.length;
  let [folded, factor] = [g, 1];
  shape.forEach((size, axis) => {
    if (size === 1 || (own[axis - extra] ?? 1) !== 1) return;
    if (folded.shape[axis] === 1) factor *= size;
    else folded = ops.sum(folded, axis);
  });
  if (extra > 0) folded = ops.reshape(folded, folded.shape.slice(extra));
  return factor === 1 ? folded : ops.scale(folded, factor);
}

/** To an operand that is combined element by element. */
function each(ops: TensorOps, y: Tensor, to: Tensor, adjoint: (g: Tensor) => Tensor): Flow {
  return { to, adjoint: (g) => fold(ops, adjoint(g), y.shape, to.shape) };
}

/** To a term of a sum, taken `factor` times. A row under all rows, as a bias is, also has the product factor^T g. */
function term(ops: TensorOps, y: Tensor, to: Tensor, factor = 1): Flow {
  const flow = each(ops, y, to, (g) => (factor === 1 ? g : ops.scale(g, factor)));
  const [rows, columns] = y.shape;
  const isRow = y.shape.length === 2 && to.shape.length === 2 && to.shape[0] === 1;
  if (!isRow || rows === undefined || rows === 1 || to.shape[1] !== columns) return flow;
  return {
    ...flow,
    product: (g) => ({ left: ops.fill(factor, [rows, 1]), right: widen(ops, g, y.shape) }),
  };
}

/** To the factors of y = alpha A B, where A is a or its transpose, and B likewise: dA = alpha g B^T, dB = alpha A^T g. */
function factors(
  ops: TensorOps,
  product: 'matMul' | 'batchedMatMul',
  y: Tensor,
  [a, b]: readonly [Tensor, Tensor],
  { transposeA = false, transposeB = false, alpha = 1 }: MatMulOptions = {},
): [Flow, Flow] {
  const wide = (g: Tensor) => widen(ops, g, y.shape);
  return [
    {
      to: a,
      adjoint: (g) =>
        transposeA
          ? ops[product](b, wide(g), { transposeA: transposeB, transposeB: true, alpha })
          : ops[product](wide(g), b, { transposeB: !transposeB, alpha }),
    },
    {
      to: b,
      adjoint: (g) =>
        transposeB
          ? ops[product](wide(g), a, { transposeA: true, transposeB: transposeA, alpha })
          : ops[product](a, wide(g), { transposeA: !transposeA, alpha }),
    },
  ];
}

/** As `factors`, with b's gradient as a product where the rows of `a` are a batch. */
function matrixFactors(ops: TensorOps, y: Tensor, a: Tensor, b: Tensor, options: MatMulOptions = {}): Flow[] {
  const [toA, toB] = factors(ops, 'matMul', y, [a, b], options);
  const { transposeA = false, transposeB = false, alpha = 1 } = options;
  if (transposeA) return [toA, toB];
  const product = (g: Tensor): Gradient => {
    const scaled = (x: Tensor, here: boolean) => (here && alpha !== 1 ? ops.scale(x, alpha) : x);
    const aIsSmaller = sizeOf(a.shape) < sizeOf(y.shape); // the factor goes where the fewest numbers are
    const [rows, upstream] = [scaled(a, aIsSmaller), scaled(widen(ops, g, y.shape), !aIsSmaller)];
    return transposeB ? { left: upstream, right: rows } : { left: rows, right: upstream };
  };
  return [toA, { ...toB, product }];
}

/** Shares g equally among the elements of `a` that are marked 1, along an axis. */
function shareOut(ops: TensorOps, g: Tensor, marked: Tensor, axis: number): Tensor {
  return ops.multiply(ops.divide(g, ops.sum(marked, axis)), marked);
}

/** Puts zeros around g, so that it stands at `begin` of an axis that has `size` elements. */
function pad(ops: TensorOps, g: Tensor, axis: number, begin: number, size: number): Tensor {
  const after = size - begin - (g.shape[axis] as number);
  const zeros = (count: number) => (count === 0 ? [] : [ops.fill(0, withAxis(g.shape, axis, count))]);
  const parts = [...zeros(begin), g, ...zeros(after)];
  return parts.length === 1 ? g : ops.concat(parts, axis);
}

/** Gathers back: each element takes the sum of all positions it went to, which are few or padded with zeros. */
function gatherBack(
  ops: TensorOps,
  g: Tensor,
  axis: number,
  indices: readonly number[],
  size: number,
): Tensor {
  const positions = Array.from({ length: size }, (): number[] => []);
  indices.forEach((index, at) => positions[index]?.push(at));
  const most = positions.reduce((count, own) => Math.max(count, own.length), 1);
  const rounds = Array.from({ length: most }, (_, round) => positions.map((own) => own[round] ?? -1)).flat();
  const gathered = ops.gather(g, axis, rounds);
  if (most === 1) return gathered;
  const [before, after] = [g.shape.slice(0, axis), g.shape.slice(axis + 1)];
  const sums = ops.sum(ops.reshape(gathered, [...before, most, size, ...after]), axis);
  return ops.reshape(sums, [...before, size, ...after]);
}

function untile(ops: TensorOps, g: Tensor, axis: number, count: number): Tensor {
  if (count === 1) return g;
  if (g.shape[axis] === 1) return ops.scale(g, count);
  const [before, after] = [g.shape.slice(0, axis), g.shape.slice(axis + 1)];
  const size = (g.shape[axis] as number) / count;
  const sums = ops.sum(ops.reshape(g, [...before, count, size, ...after]), axis);
  return ops.reshape(sums, [...before, size, ...after]);
}

export const adjointRules: AdjointRules = {
  constant: () => [],
  fill: () => [],

  matMul: (ops, y, a, b, options) => matrixFactors(ops, y, a, b, options),
  matMulAdd: (ops, y, a, b, c, options = {}) => [
    ...matrixFactors(ops, y, a, b, options),
    term(ops, y, c, options.beta),
  ],
  batchedMatMul: (ops, y, a, b, options) => factors(ops, 'batchedMatMul', y, [a, b], options),

  add: (ops, y, a, b) => [term(ops, y, a), term(ops, y, b)],
  subtract: (ops, y, a, b) => [term(ops, y, a), each(ops, y, b, (g) => ops.negate(g))],
  multiply: (ops, y, a, b) => [
    each(ops, y, a, (g) => ops.multiply(g, b)),
    each(ops, y, b, (g) => ops.multiply(g, a)),
  ],
  divide: (ops, y, a, b) => [
    each(ops, y, a, (g) => ops.divide(g, b)),
    each(ops, y, b, (g) => ops.negate(ops.multiply(ops.divide(g, b), y))),
  ],
  scale: (ops, _, a, factor) => [{ to: a, adjoint: (g) => ops.scale(g, factor) }],
  shift: (_ops, _, a) => [{ to: a, adjoint: (g) => g }],
  greater: () => [], // constant but for jumps
  select: (ops, y, condition, a, b) => [
    each(ops, y, a, (g) => ops.select(condition, g, ops.fill(0, []))),
    each(ops, y, b, (g) => ops.select(condition, ops.fill(0, []), g)),
  ],

  negate: (ops, _, a) => [{ to: a, adjoint: (g) => ops.negate(g) }],
  square: (ops, _, a) => [{ to: a, adjoint: (g) => ops.multiply(ops.scale(g, 2), a) }],
  /** 0 at 0, where it is infinitely steep: a row of zeros has no direction to be sent back in. */
  squareRoot: (ops, y, a) => {
    const zero = () => ops.fill(0, []);
    const slope = (g: Tensor) => ops.divide(ops.scale(g, 0.5), y);
    return [{ to: a, adjoint: (g) => ops.select(ops.greater(y, zero()), slope(g), zero()) }];
  },
  exponential: (ops, y, a) => [{ to: a, adjoint: (g) => ops.multiply(g, y) }],
  logarithm: (ops, _, a) => [{ to: a, adjoint: (g) => ops.divide(g, a) }],
  /** 0 at 0. */
  absolute: (ops, _, a) => {
    const sign = () => ops.subtract(ops.greater(a, ops.fill(0, [])), ops.greater(ops.fill(0, []), a));
    return [{ to: a, adjoint: (g) => ops.multiply(g, sign()) }];
  },
  round: () => [], // constant but for jumps
  hyperbolicTangent: (ops, y, a) => [
    { to: a, adjoint: (g) => ops.multiply(g, ops.shift(ops.negate(ops.square(y)), 1)) },
  ],
  /** 0 at 0. */
  relu: (ops, y, a) => [{ to: a, adjoint: (g) => ops.multiply(g, ops.greater(y, ops.fill(0, []))) }],
  sigmoid: (ops, y, a) => [
    { to: a, adjoint: (g) => ops.multiply(g, ops.multiply(y, ops.shift(ops.negate(y), 1))) },
  ],
  softplus: (ops, _, a) => [{ to: a, adjoint: (g) => ops.multiply(g, ops.sigmoid(a)) }],
  softmax: (ops, y, a) => {
    const centred = (g: Tensor) => ops.subtract(g, ops.sum(ops.multiply(g, y), y.shape.length - 1));
    return [{ to: a, adjoint: (g) => ops.multiply(centred(g), y) }];
  },

  sum: (_ops, _, a) => [{ to: a, adjoint: (g) => g }],
  mean: (ops, _, a, axis) => [{ to: a, adjoint: (g) => ops.scale(g, 1 / (a.shape[axis] as number)) }],
  sumOfSquares: (ops, _, a) => [{ to: a, adjoint: (g) => ops.multiply(ops.scale(g, 2), a) }],
  /** To the positions of the maximum, shared equally among ties. */
  maximum: (ops, y, a, axis) => {
    const marked = () => ops.shift(ops.negate(ops.greater(y, a)), 1);
    return [{ to: a, adjoint: (g) => shareOut(ops, g, marked(), axis) }];
  },
  /** To the elements equal to the k-th largest, shared equally among them. */
  kthLargest: (ops, y, a) => {
    const unequal = () => ops.add(ops.greater(y, a), ops.greater(a, y));
    const marked = () => ops.shift(ops.negate(unequal()), 1);
    return [{ to: a, adjoint: (g) => shareOut(ops, g, marked(), a.shape.length - 1) }];
  },

  concat: (ops, _, parts, axis) =>
    parts.map((part, index) => {
      const begin = parts.slice(0, index).reduce((total, other) => total + (other.shape[axis] as number), 0);
      const end = begin + (part.shape[axis] as number);
      return { to: part, adjoint: (g) => (g.shape[axis] === 1 ? g : ops.slice(g, axis, begin, end)) };
    }),
  slice: (ops, _, a, axis, begin, end) => [
    {
      to: a,
      adjoint: (g) => pad(ops, widenAxis(ops, g, axis, end - begin), axis, begin, a.shape[axis] as number),
    },
  ],
  gather: (ops, _, a, axis, indices) => [
    {
      to: a,
      adjoint: (g) => {
        const wide = widenAxis(ops, g, axis, indices.length);
        return gatherBack(ops, wide, axis, indices, a.shape[axis] as number);
      },
    },
  ],
  reshape: (ops, y, a) => [
    {
      to: a,
      adjoint: (g) => {
        const one = a.shape.map(() => 1);
        return sizeOf(g.shape) === 1 ? ops.reshape(g, one) : ops.reshape(widen(ops, g, y.shape), a.shape);
      },
    },
  ],
  transpose: (ops, _, a, order) => {
    const back = order.map((_axis, axis) => order.indexOf(axis));
    return [{ to: a, adjoint: (g) => ops.transpose(g, back) }];
  },
  tile: (ops, _, a, axis, count) => [{ to: a, adjoint: (g) => untile(ops, g, axis, count) }],
};
