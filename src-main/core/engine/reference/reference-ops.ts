/**
 * TensorOps by plain loops in float64: the definition every other engine is compared with. Slow on purpose; nothing
 * here is clever.
 */

import { sizeOf } from '../engine.ts';
import type { MatMulOptions, Shape, Tensor, TensorOps } from '../engine.ts';
import { batchedMatMulSizes, broadcastShape, kthLargestShape, matMulSizes, withAxis } from '../shapes.ts';
import { ReferenceTensor, around, concat, gather, read, slice, transpose } from './reference-tensor.ts';

export { ReferenceTensor } from './reference-tensor.ts';

/** Element by element over one operand. */
function map(a: Tensor, f: (x: number) => number): ReferenceTensor {
  const { shape, data } = read(a);
  return new ReferenceTensor(shape, data.map(f));
}

/** Element by element over two operands, broadcasting. */
function combine(a: Tensor, b: Tensor, f: (x: number, y: number) => number): ReferenceTensor {
  const [left, right] = [read(a), read(b)];
  const shape = broadcastShape(left.shape, right.shape);
  const data = new Float64Array(sizeOf(shape));
  const [stridesA, stridesB] = [broadcastStrides(left.shape, shape), broadcastStrides(right.shape, shape)];
  const index = shape.map(() => 0);
  let [offsetA, offsetB] = [0, 0];
  for (let i = 0; i < data.length; i += 1) {
    data[i] = f(left.data[offsetA] as number, right.data[offsetB] as number);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      offsetA += stridesA[axis] as number;
      offsetB += stridesB[axis] as number;
      if (((index[axis] as number) += 1) < (shape[axis] as number)) break;
      offsetA -= (stridesA[axis] as number) * (shape[axis] as number);
      offsetB -= (stridesB[axis] as number) * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return new ReferenceTensor(shape, data);
}

/** Distance between neighbours along each axis of `shape`; 0 where `own` is repeated. */
function broadcastStrides(own: Shape, shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = own.length - 1; axis >= 0; axis -= 1) {
    const size = own[axis] as number;
    if (size > 1) strides[axis + shape.length - own.length] = stride;
    stride *= size;
  }
  return strides;
}

/** Folds an axis to size 1. */
function reduce(
  a: Tensor,
  axis: number,
  start: number,
  f: (total: number, x: number) => number,
): ReferenceTensor {
  const tensor = read(a);
  const { outer, size, inner } = around(tensor.shape, axis);
  const data = new Float64Array(outer * inner).fill(start);
  for (let o = 0; o < outer; o += 1) {
    for (let s = 0; s < size; s += 1) {
      for (let i = 0; i < inner; i += 1) {
        const at = o * inner + i;
        data[at] = f(data[at] as number, tensor.data[(o * size + s) * inner + i] as number);
      }
    }
  }
  return new ReferenceTensor(withAxis(tensor.shape, axis, 1), data);
}

function matMul(a: Tensor, b: Tensor, options: MatMulOptions = {}): ReferenceTensor {
  const [left, right] = [read(a), read(b)];
  const { m, k, n } = matMulSizes(left.shape, right.shape, options);
  const [rowA, columnA] = options.transposeA === true ? [1, m] : [k, 1];
  const [rowB, columnB] = options.transposeB === true ? [1, k] : [n, 1];
  const alpha = options.alpha ?? 1;
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i += 1) {
    for (let l = 0; l < k; l += 1) {
      const x = alpha * (left.data[i * rowA + l * columnA] as number);
      if (x === 0) continue;
      for (let j = 0; j < n; j += 1) {
        const at = i * n + j;
        data[at] = (data[at] as number) + x * (right.data[l * rowB + j * columnB] as number);
      }
    }
  }
  return new ReferenceTensor([m, n], data);
}

function batchedMatMul(a: Tensor, b: Tensor, options: MatMulOptions = {}): ReferenceTensor {
  const [left, right] = [read(a), read(b)];
  const { count, m, n } = batchedMatMulSizes(left.shape, right.shape, options);
  const data = new Float64Array(count * m * n);
  for (let g = 0; g < count; g += 1) {
    data.set(matMul(matrixAt(left, g), matrixAt(right, g), options).data, g * m * n);
  }
  return new ReferenceTensor([count, m, n], data);
}

/** Matrix g of a tensor of three axes. */
function matrixAt({ shape, data }: ReferenceTensor, g: number): ReferenceTensor {
  const [, ...matrix] = shape;
  return new ReferenceTensor(matrix, data.subarray(g * sizeOf(matrix), (g + 1) * sizeOf(matrix)));
}

/** Sorted upwards, NaN comes last and so counts as the largest: it shows. */
function kthLargest(a: Tensor, k: number): ReferenceTensor {
  const tensor = read(a);
  const shape = kthLargestShape(tensor.shape, k);
  const size = tensor.shape.at(-1) as number;
  const data = new Float64Array(sizeOf(shape)).map((_, row) => {
    return tensor.data.slice(row * size, (row + 1) * size).sort()[size - k] as number;
  });
  return new ReferenceTensor(shape, data);
}

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

function select(condition: Tensor, a: Tensor, b: Tensor): ReferenceTensor {
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  const filled = (tensor: Tensor) => combine(tensor, referenceOps.fill(0, shape), (x) => x).data;
  const [truths, first, second] = [filled(condition), filled(a), filled(b)];
  const data = truths.map((truth, at) => (truth > 0 ? first[at] : second[at]) as number);
  return new ReferenceTensor(shape, data);
}

function softmax(a: Tensor): ReferenceTensor {
  const axis = a.shape.length - 1;
  const powers = combine(a, reduce(a, axis, -Infinity, Math.max), (x, top) => Math.exp(x - top));
  return combine(
    powers,
    reduce(powers, axis, 0, (total, x) => total + x),
    (x, total) => x / total,
  );
}

export const referenceOps: TensorOps = {
  constant: (values, shape) => new ReferenceTensor(shape, Float64Array.from(values)),
  fill: (value, shape) => new ReferenceTensor(shape, new Float64Array(sizeOf(shape)).fill(value)),
  matMul,
  matMulAdd: (a, b, c, options = {}) => {
    const { beta = 1 } = options;
    return combine(matMul(a, b, options), c, (product, term) => product + beta * term);
  },
  batchedMatMul,
  add: (a, b) => combine(a, b, (x, y) => x + y),
  subtract: (a, b) => combine(a, b, (x, y) => x - y),
  multiply: (a, b) => combine(a, b, (x, y) => x * y),
  divide: (a, b) => combine(a, b, (x, y) => x / y),
  scale: (a, factor) => map(a, (x) => x * factor),
  shift: (a, term) => map(a, (x) => x + term),
  greater: (a, b) => combine(a, b, (x, y) => (x > y ? 1 : 0)),
  select,
  negate: (a) => map(a, (x) => -x),
  square: (a) => map(a, (x) => x * x),
  squareRoot: (a) => map(a, Math.sqrt),
  exponential: (a) => map(a, Math.exp),
  logarithm: (a) => map(a, Math.log),
  absolute: (a) => map(a, Math.abs),
  round: (a) => map(a, roundHalfToEven),
  hyperbolicTangent: (a) => map(a, Math.tanh),
  relu: (a) => map(a, (x) => Math.max(x, 0)), // NaN stays NaN, so that a diverging net shows
  sigmoid: (a) => map(a, (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))),
  softplus: (a) => map(a, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  softmax,
  sum: (a, axis) => reduce(a, axis, 0, (total, x) => total + x),
  mean: (a, axis) => {
    const size = a.shape[axis] ?? 1;
    return map(
      reduce(a, axis, 0, (total, x) => total + x),
      (total) => total / size,
    );
  },
  sumOfSquares: (a, axis) => reduce(a, axis, 0, (total, x) => total + x * x),
  maximum: (a, axis) => reduce(a, axis, -Infinity, Math.max),
  kthLargest,
  concat,
  slice,
  gather,
  reshape: (a, shape) => new ReferenceTensor(shape, read(a).data),
  transpose,
  tile: (a, axis, count) => concat(new Array<Tensor>(count).fill(a), axis),
};
