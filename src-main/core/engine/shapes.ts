/**
 * Shape rules shared by every engine: what a result's shape is, and the errors for operands that do not fit.
 */

import { assert } from '../../../src-shared/base/assert.ts';
import type { EngineTensor, MatMulOptions, Program, Shape } from './engine.ts';

/** The shape of an element-by-element result under NumPy's broadcasting rule. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    assert(sizeA === sizeB || sizeA === 1 || sizeB === 1, `shapes [${a}] and [${b}] do not broadcast`);
    return Math.max(sizeA, sizeB);
  });
}

/** Rows, inner size and columns of a matrix product. */
export function matMulSizes(
  a: Shape,
  b: Shape,
  options: MatMulOptions = {},
): { m: number; k: number; n: number } {
  assert(a.length === 2 && b.length === 2, `matMul needs matrices, not [${a}] and [${b}]`);
  const [rowsA, columnsA] = a as [number, number];
  const [rowsB, columnsB] = b as [number, number];
  const [m, k] = options.transposeA === true ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = options.transposeB === true ? [columnsB, rowsB] : [rowsB, columnsB];
  assert(k === inner, `matMul of [${a}] and [${b}] does not fit`);
  return { m, k, n };
}

/** The shape of a batched product, and the number of matrices: sizes as in `matMulSizes`. */
export function batchedMatMulSizes(
  a: Shape,
  b: Shape,
  options: MatMulOptions = {},
): { count: number; m: number; k: number; n: number } {
  assert(a.length === 3 && b.length === 3, `batchedMatMul needs three axes, not [${a}] and [${b}]`);
  const [[count, ...matrixA], [countB, ...matrixB]] = [a as [number, ...Shape], b as [number, ...Shape]];
  assert(count === countB, `batchedMatMul of [${a}] and [${b}] does not fit`);
  return { count, ...matMulSizes(matrixA, matrixB, options) };
}

/** `shape` with one axis replaced. */
export function withAxis(shape: Shape, axis: number, size: number): Shape {
  assert(axis >= 0 && axis < shape.length, `axis ${axis} is not in shape [${shape}]`);
  return shape.map((old, index) => (index === axis ? size : old));
}

/** The shape of a concatenation along `axis`. */
export function concatShape(shapes: readonly Shape[], axis: number): Shape {
  const [first] = shapes;
  assert(first !== undefined, 'concat of nothing');
  for (const shape of shapes) {
    const fits = shape.length === first.length && shape.every((size, i) => i === axis || size === first[i]);
    assert(fits, `concat of [${first}] and [${shape}] along axis ${axis} does not fit`);
  }
  return withAxis(
    first,
    axis,
    shapes.reduce((total, shape) => total + (shape[axis] ?? 0), 0),
  );
}

/** The shape of the elements begin .. end-1 along `axis`. */
export function sliceShape(shape: Shape, axis: number, begin: number, end: number): Shape {
  const size = shape[axis] ?? 0;
  assert(begin >= 0 && begin < end && end <= size, `slice ${begin}..${end} is outside 0..${size}`);
  return withAxis(shape, axis, end - begin);
}

/** The shape of the elements at `indices` of `axis`; -1 stands for zeros. */
export function gatherShape(shape: Shape, axis: number, indices: readonly number[]): Shape {
  const size = shape[axis] ?? 0;
  for (const index of indices) {
    assert(
      Number.isInteger(index) && index >= -1 && index < size,
      `gather of ${index} is outside 0..${size}`,
    );
  }
  assert(indices.length > 0, 'gather of nothing');
  return withAxis(shape, axis, indices.length);
}

/** The shape with axes in another order. */
export function transposeShape(shape: Shape, order: readonly number[]): Shape {
  const all = order.length === shape.length && shape.every((_, axis) => order.includes(axis));
  assert(all, `[${order}] is not an order of the axes of [${shape}]`);
  return order.map((axis) => shape[axis] as number);
}

/** `shape` with its last axis folded to the k-th largest number. */
export function kthLargestShape(shape: Shape, k: number): Shape {
  const size = shape.at(-1) ?? 0;
  assert(Number.isInteger(k) && k >= 1 && k <= size, `there is no number ${k} of the largest in [${shape}]`);
  return withAxis(shape, shape.length - 1, 1);
}

/** Asserts that every input of a program is there, with its shape. */
export function checkInputs(program: Program, inputs: Readonly<Record<string, EngineTensor>>): void {
  for (const [name, shape] of Object.entries(program.inputs)) {
    const given = inputs[name];
    assert(given !== undefined, `program ${program.name} misses input ${name}`);
    assert(
      given.shape.length === shape.length && given.shape.every((size, axis) => size === shape[axis]),
      `program ${program.name} wants ${name} as [${shape}], not [${given.shape}]`,
    );
  }
}
