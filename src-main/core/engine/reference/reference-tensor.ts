/** Tensors of the reference engine, and the operations that only move numbers: plain loops, the definition. */

import { assert } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { Shape, Tensor } from '../engine.ts';
import { concatShape, gatherShape, sliceShape, transposeShape } from '../shapes.ts';

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

export function read(tensor: Tensor): ReferenceTensor {
  assert(tensor instanceof ReferenceTensor, 'a tensor of another engine reached the reference engine');
  return tensor;
}

/** [outer, axis, inner] sizes around an axis. */
export function around(shape: Shape, axis: number): { outer: number; size: number; inner: number } {
  assert(axis >= 0 && axis < shape.length, `axis ${axis} is not in shape [${shape}]`);
  return {
    outer: sizeOf(shape.slice(0, axis)),
    size: shape[axis] as number,
    inner: sizeOf(shape.slice(axis + 1)),
  };
}

export function concat(parts: readonly Tensor[], axis: number): ReferenceTensor {
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

export function slice(a: Tensor, axis: number, begin: number, end: number): ReferenceTensor {
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

export function gather(a: Tensor, axis: number, indices: readonly number[]): ReferenceTensor {
  const tensor = read(a);
  const shape = gatherShape(tensor.shape, axis, indices);
  const { outer, size, inner } = around(tensor.shape, axis);
  const data = new Float64Array(sizeOf(shape));
  for (let o = 0; o < outer; o += 1) {
    indices.forEach((index, at) => {
      if (index === -1) return;
      const from = (o * size + index) * inner;
      data.set(tensor.data.subarray(from, from + inner), (o * indices.length + at) * inner);
    });
  }
  return new ReferenceTensor(shape, data);
}

export function transpose(a: Tensor, order: readonly number[]): ReferenceTensor {
  const tensor = read(a);
  const shape = transposeShape(tensor.shape, order);
  const strideOf = (axis: number) => sizeOf(tensor.shape.slice(axis + 1));
  const data = new Float64Array(tensor.data.length);
  for (let at = 0; at < data.length; at += 1) {
    let [rest, from] = [at, 0];
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] as number;
      from += (rest % size) * strideOf(order[axis] as number);
      rest = Math.floor(rest / size);
    }
    data[at] = tensor.data[from] as number;
  }
  return new ReferenceTensor(shape, data);
}
