/**
 * Sobol's sequence: points that fill a cube evenly, however many are taken. Direction numbers: Joe and Kuo, "Constructing
 * Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), the first lines of their
 * table new-joe-kuo-6. A point is a pure function of its index, so a sequence can be gone on with at any time.
 */

import { assert, assertDefined } from './assert.ts';

/** By dimension from the second on: degree and inner coefficients of the primitive polynomial, first direction numbers. */
const joeKuo: readonly (readonly [degree: number, coefficients: number, first: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

export const mostSobolDimensions = joeKuo.length + 1;

const bits = 32;

/** Each as an unsigned 32-bit integer: the numbers v_1 .. v_32 of Bratley and Fox (1988). */
function directionsOf(dimension: number): Uint32Array {
  const directions = new Uint32Array(bits);
  if (dimension === 0) return directions.map((_, bit) => 2 ** (bits - 1 - bit));
  const [degree, coefficients, first] = assertDefined(joeKuo[dimension - 1], `dimension ${dimension}`);
  for (let bit = 0; bit < bits; bit += 1) {
    if (bit < degree) {
      directions[bit] = (first[bit] as number) << (bits - 1 - bit);
      continue;
    }
    const before = directions[bit - degree] as number;
    let value = before ^ (before >>> degree);
    for (let k = 1; k < degree; k += 1)
      if ((coefficients >>> (degree - 1 - k)) & 1) value ^= directions[bit - k] as number;
    directions[bit] = value;
  }
  return directions;
}

export class SobolSequence {
  readonly #directions: readonly Uint32Array[];
  readonly #shifts: readonly number[];

  /** `shifts`: 32 bits for each dimension, which every point of it is shifted by (exclusive or); none: the sequence itself. */
  constructor(dimensions: number, shifts: readonly number[] = []) {
    assert(dimensions >= 1 && dimensions <= mostSobolDimensions, `Sobol points of ${dimensions} dimensions`);
    this.#directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension));
    this.#shifts = shifts;
  }

  /** Each coordinate in [0, 1), in the order of Gray's code; `index` from 0 to 2^32 - 1. */
  point(index: number): number[] {
    const code = (index ^ (index >>> 1)) >>> 0;
    return this.#directions.map((directions, dimension) => {
      let value = this.#shifts[dimension] ?? 0;
      for (let bit = 0; code >>> bit !== 0 && bit < bits; bit += 1)
        if ((code >>> bit) & 1) value ^= directions[bit] as number;
      return (value >>> 0) / 2 ** bits;
    });
  }
}
