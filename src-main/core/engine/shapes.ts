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
