/**
 * Few dimensions that hold nearly all that many do: the range of a matrix found by power iterations from a random start
 * (Halko, Martinsson and Tropp, "Finding structure with randomness", 2011). What lays points out afterwards is then
 * quick, whatever the width of a layer.
 *
 * Legend: R rows (points), C columns (dimensions), W width (dimensions that are left).
 */

import type { RandomStream } from '../../src-shared/base/random.ts';

/** More make the leading directions more exact; with so many they are right to several digits. */
const powerIterations = 6;
/** A direction shorter than this, against the longest, holds nothing but rounding. */
const negligible = 1e-10;

export interface Sketch {
  /** [R][W or C, if that is less], each column with mean zero. */
  readonly rows: readonly (readonly number[])[];
  /** The sum of squares of all the centred values, before anything was left out. */
  readonly squares: number;
}

/** `values` [R, C]. */
export function sketch(
  values: Float32Array,
  rowCount: number,
  columns: number,
  width: number,
  random: RandomStream,
): Sketch {
  const centred = centre(values, rowCount, columns);
  let squares = 0;
  for (const value of centred) squares += value * value;
  const row = (of: Float64Array, index: number, size: number) =>
    of.subarray(index * size, (index + 1) * size);
  if (columns <= width) {
    return {
      rows: Array.from({ length: rowCount }, (_, index) => [...row(centred, index, columns)]),
      squares,
    };
  }
  let basis = Float64Array.from({ length: width * columns }, () => random.normal()); // [W, C]
  for (let iteration = 0; iteration < powerIterations; iteration += 1) {
    orthonormalize(basis, width, columns);
    const next = new Float64Array(width * columns);
    for (let index = 0; index < rowCount; index += 1) {
      const point = row(centred, index, columns);
      for (let direction = 0; direction < width; direction += 1) {
        addScaled(row(next, direction, columns), point, dot(point, row(basis, direction, columns)));
      }
    }
    basis = next;
  }
  orthonormalize(basis, width, columns);
  const rows = Array.from({ length: rowCount }, (_, index) =>
    Array.from({ length: width }, (_unused, direction) =>
      dot(row(centred, index, columns), row(basis, direction, columns)),
    ),
  );
  return { rows, squares };
}

function centre(values: Float32Array, rows: number, columns: number): Float64Array {
  const sum = new Float64Array(columns);
  values.forEach((value, at) => (sum[at % columns] = (sum[at % columns] as number) + value));
  return Float64Array.from(values, (value, at) => value - (sum[at % columns] as number) / rows);
}

/** Gram-Schmidt, twice over, because once leaves too much rounding. A direction that depends on others becomes zero. */
function orthonormalize(basis: Float64Array, width: number, columns: number): void {
  const direction = (index: number) => basis.subarray(index * columns, (index + 1) * columns);
  let longest = 0;
  for (let index = 0; index < width; index += 1) {
    const own = direction(index);
    const before = Math.sqrt(dot(own, own));
    longest = Math.max(longest, before);
    for (let pass = 0; pass < 2; pass += 1) {
      for (let other = 0; other < index; other += 1)
        addScaled(own, direction(other), -dot(own, direction(other)));
    }
    const length = Math.sqrt(dot(own, own));
    const scale = length > negligible * longest ? 1 / length : 0;
    for (let at = 0; at < columns; at += 1) own[at] = (own[at] as number) * scale;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

/** target += factor * source */
function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at += 1)
    target[at] = (target[at] as number) + factor * (source[at] as number);
}
