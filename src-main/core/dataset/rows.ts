/** From bytes and labels to the numbers a net takes. */

import type { Grid } from '../net/grid.ts';
import { copyBytes, piecesOf } from './bytes.ts';
import type { Dataset, Split } from './dataset.ts';

/** What a net needs to know of a dataset. */
export interface InputFacts {
  readonly image: Grid;
  readonly classes: number;
  /** The largest of all training inputs. */
  readonly largestInput: number;
  /** The smallest; absent: 0. */
  readonly smallestInput?: number;
}

export function inputFacts(dataset: Dataset): InputFacts {
  let [lowest, highest] = [255, 0];
  for (const piece of piecesOf(dataset.splits.train.pixels)) {
    for (const byte of piece) {
      if (byte > highest) highest = byte;
      if (byte < lowest) lowest = byte;
    }
    if (highest === 255 && lowest === 0) break;
  }
  const numbers = byteValues(dataset); // a larger byte is a larger number
  const [smallestInput, largestInput] = [numbers[lowest] as number, numbers[highest] as number];
  return { image: dataset.image, classes: dataset.classNames.length, largestInput, smallestInput };
}

/**
 * Rows [count, values] of the examples of a split that `indexes` names, as the net's numbers: of each image its last
 * `values` values, so that the first ones can make room for a label. Written into `into` where it is given.
 */
export function imageRows(
  dataset: Dataset,
  split: Split,
  indexes: Uint32Array,
  values: number,
  into: Float32Array | null = null,
): Float32Array {
  const { inputSize } = dataset;
  const numbers = byteValues(dataset);
  const rows = into ?? new Float32Array(indexes.length * values);
  const image = new Uint8Array(values);
  for (let row = 0; row < indexes.length; row += 1) {
    const end = ((indexes[row] as number) + 1) * inputSize;
    copyBytes(split.pixels, end - values, image);
    for (let i = 0, to = row * values; i < values; i += 1)
      rows[to + i] = numbers[image[i] as number] as number;
  }
  return rows;
}

/** One-hot rows [count, classes]. */
export function oneHotRows(labels: Uint8Array, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (rows[row * classes + label] = 1));
  return rows;
}

/** The net's number for each byte. */
export function byteValues(dataset: Dataset): Float32Array {
  return Float32Array.from(
    { length: 256 },
    (_, byte) => (byte / 255 - dataset.pixelMean) / dataset.pixelDeviation,
  );
}

/** The indexes begin .. end-1. */
export function indexRange(begin: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - begin }, (_, index) => begin + index);
}
