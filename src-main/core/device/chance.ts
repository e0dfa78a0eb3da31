/**
 * Chance for whole matrices from few numbers. Drawing one for every element would cost more than the arithmetic it goes
 * with; every column c brings a number b_c, and a slope s and a start t are brought for the rows, all whole and below the
 * prime p. The element of row r and column c is
 *
 *     (((r s + t) mod p + b_c) mod p + 1/2) / p,   between 0 and 1
 *
 * Any two elements are independent, as long as their rows differ by no multiple of p, and every engine has the same ones
 * to the bit: all numbers on the way are whole and below 2^24.
 *
 * Legend: R rows, C columns.
 */

import type { RandomStream } from '../../../src-shared/base/random.ts';
import { modulus, remainder } from '../dropout/units.ts';
import type { Shape, Tensor, TensorOps } from '../engine/engine.ts';

/** What a matrix of so many columns needs: one number for each, then slope and start. */
export function chanceShape(columns: number): Shape {
  return [1, columns + 2];
}

export function drawChance(columns: number, random: RandomStream): Float32Array {
  return Float32Array.from({ length: columns + 2 }, () => random.integer(modulus));
}

/** Numbers spread evenly between 0 and 1, [R, C], from what was brought, [1, C + 2]. */
export function spread(ops: TensorOps, brought: Tensor, rows: number): Tensor {
  const columns = (brought.shape[1] as number) - 2;
  const part = (begin: number, end: number) => ops.slice(brought, 1, begin, end);
  const places = ops.constant(
    Array.from({ length: rows }, (_, row) => row % modulus),
    [rows, 1],
  );
  const product = ops.multiply(places, part(columns, columns + 1));
  const ofRows = remainder(ops, ops.add(product, part(columns + 1, columns + 2)));
  const sum = ops.add(ofRows, part(0, columns));
  const over = ops.greater(sum, ops.constant([modulus - 0.5], [1, 1]));
  const drawn = ops.subtract(sum, ops.scale(over, modulus));
  return ops.scale(ops.shift(drawn, 0.5), 1 / modulus);
}
