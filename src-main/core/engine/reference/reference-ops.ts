/**
 * TensorOps by plain loops in float64: the definition every other engine is compared with. Slow on purpose; nothing
 * here is clever.
 */

import { assert } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { MatMulOptions, Shape, Tensor, TensorOps } from '../engine.ts';
import { broadcastShape, concatShape, matMulSizes, sliceShape, withAxis } from '../shapes.ts';

export class ReferenceTensor implements Tensor {
  readonly shape: Shape;
  /** Row-major. */
  readonly data: Float64Array;

  constructor(shape: Shape, data: Float64Array) {
    assert(sizeOf(shape) === data.length, `shape [${shape}] does not hold ${data.length} numbers`);
    this.shape = shape;
    this.data = data;
  }
}

function read(tensor: Tensor): ReferenceTensor {
  assert(tensor instanceof ReferenceTensor, 'a tensor of another engine reached the reference engine');
  return tensor;
}

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

/** [outer, axis, inner] sizes around an axis. */
function around(shape: Shape, axis: number): { outer: number; size: number; inner: number } {
  assert(axis >= 0 && axis < shape.length, `axis ${axis} is not in shape [${shape}]`);
  return {
    outer: sizeOf(shape.slice(0, axis)),
    size: shape[axis] as number,
    inner: sizeOf(shape.slice(axis + 1)),
  };
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

function concat(parts: readonly Tensor[], axis: number): ReferenceTensor {
  const tensors = parts.map(read);
  const shape = concatShape(
    tensors.map((tensor) => tensor.shape),
    axis,
  );
  const { outer, size, inner } = around(shape, axis);
  const data = new Float64Array(sizeOf(shape));
  let begin = 0;
  for (const tensor of tensors) {
    const block = (tensor.shape[axis] as number) * inner;
    for (let o = 0; o < outer; o += 1) {
      data.set(tensor.data.subarray(o * block, (o + 1) * block), (o * size + begin) * inner);
    }
    begin += tensor.shape[axis] as number;
  }
  return new ReferenceTensor(shape, data);
}

function slice(a: Tensor, axis: number, begin: number, end: number): ReferenceTensor {
  const tensor = read(a);
  const { outer, size, inner } = around(tensor.shape, axis);
  const shape = sliceShape(tensor.shape, axis, begin, end);
  const block = (end - begin) * inner;
  const data = new Float64Array(outer * block);
  for (let o = 0; o < outer; o += 1) {
    const from = (o * size + begin) * inner;
    data.set(tensor.data.subarray(from, from + block), o * block);
  }
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
  add: (a, b) => combine(a, b, (x, y) => x + y),
  subtract: (a, b) => combine(a, b, (x, y) => x - y),
  multiply: (a, b) => combine(a, b, (x, y) => x * y),
  divide: (a, b) => combine(a, b, (x, y) => x / y),
  scale: (a, factor) => map(a, (x) => x * factor),
  shift: (a, term) => map(a, (x) => x + term),
  greater: (a, b) => combine(a, b, (x, y) => (x > y ? 1 : 0)),
  negate: (a) => map(a, (x) => -x),
  square: (a) => map(a, (x) => x * x),
  squareRoot: (a) => map(a, Math.sqrt),
  exponential: (a) => map(a, Math.exp),
  logarithm: (a) => map(a, Math.log),
  absolute: (a) => map(a, Math.abs),
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
  concat,
  slice,
  reshape: (a, shape) => new ReferenceTensor(shape, read(a).data),
  tile: (a, axis, count) => concat(new Array<Tensor>(count).fill(a), axis),
};
