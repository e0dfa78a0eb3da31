/** First values of weights, by the number of inputs of a unit. */

import type { RandomStream } from '../../../src-shared/base/random.ts';

export type FirstWeights = 'normal' | 'uniform';

/**
 * Values of a matrix [rows, columns] of units by inputs, drawn input by input: N(0, 1/fan-in), or evenly from
 * +-1/sqrt(fan-in).
 */
export function firstValues(
  first: FirstWeights,
  [rows, columns]: readonly number[],
  fanIn: number,
  random: RandomStream,
): Float32Array {
  const [height, width] = [rows as number, columns as number];
  const values = new Float32Array(height * width);
  const scale = 1 / Math.sqrt(fanIn);
  for (let column = 0; column < width; column += 1) {
    for (let row = 0; row < height; row += 1) {
      values[row * width + column] =
        scale * (first === 'uniform' ? 2 * random.uniform() - 1 : random.normal());
    }
  }
  return values;
}
