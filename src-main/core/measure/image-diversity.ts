/**
 * How many different images a maker makes. Each image is given the class of the nearest real example, which on digits is
 * wrong for about one in twenty:
 *
 *     diversity   sqrt(mean squared distance of two images of a class / that of two real ones): 1 as far apart, 0 all alike
 *     classes     the share of classes that some image is of: the modes covered (Srivastava et al. 2017, arXiv 1705.07761)
 *     distinct    the share of images whose nearest real example is no other image's
 *     right-class the share of images that are of the class they were meant to be of
 *
 * A generator that has collapsed has few classes, or few distinct images, or a diversity near 0.
 *
 * Legend: n images, R real examples, I values of an image.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program } from '../engine/engine.ts';
import type { Numbers } from './program-runner.ts';

/** Squared distances between images [n, I] and real ones [R, I]. Output: "distances" [n, R]. */
export function distancesProgram(images: number, real: number, size: number): Program {
  return {
    name: `distances of ${images} images to ${real} examples`,
    inputs: { images: [images, size], real: [real, size] },
    build: (ops, tensors) => {
      const made = assertDefined(tensors['images'], 'images');
      const examples = assertDefined(tensors['real'], 'real');
      const own = ops.sumOfSquares(made, 1);
      const theirs = ops.reshape(ops.sumOfSquares(examples, 1), [1, real]);
      const products = ops.matMul(made, examples, { transposeB: true, alpha: -2 });
      return { distances: ops.add(ops.add(products, own), theirs) };
    },
  };
}

/** The index of the nearest of R examples, for each row of distances [n, R]. */
export function nearest(distances: Numbers, real: number): number[] {
  return Array.from({ length: distances.length / real }, (_, row) => {
    const own = distances.subarray(row * real, (row + 1) * real);
    let best = 0;
    own.forEach((distance, at) => {
      if (distance < (own[best] as number)) best = at;
    });
    return best;
  });
}

export interface Judged {
  readonly classes: number;
  /** Images [n, I], by class of each. */
  readonly images: Numbers;
  readonly judged: readonly number[];
  /** Index of the real example nearest to each. */
  readonly nearest: readonly number[];
  /** The class each was meant to be of; null: none in particular. */
  readonly meant: readonly number[] | null;
  /** Real images [R, I] and their labels. */
  readonly real: Numbers;
  readonly labels: Uint8Array;
}

/** The measures by name; "diversity" is left out where no class has two images. */
export function diversityOf(drawn: Judged): Record<string, number> {
  const { classes, judged, nearest: neighbours, meant } = drawn;
  const count = judged.length;
  const diversity = relativeSpread(drawn);
  return {
    ...(diversity === null ? {} : { diversity }),
    classes: new Set(judged).size / classes,
    distinct: new Set(neighbours).size / count,
    ...(meant === null
      ? {}
      : { 'right-class': judged.filter((label, at) => label === meant[at]).length / count }),
  };
}

/** Of images in the class they were meant to be of, else in that of the nearest example; weighted by how many there are. */
function relativeSpread({ classes, images, judged, meant, real, labels }: Judged): number | null {
  const size = images.length / judged.length;
  const own = meant ?? judged;
  let [made, there, total] = [0, 0, 0];
  for (let label = 0; label < classes; label += 1) {
    const ofMade = own.flatMap((each, at) => (each === label ? [at] : []));
    const ofReal = Array.from(labels).flatMap((each, at) => (each === label ? [at] : []));
    if (ofMade.length < 2 || ofReal.length < 2) continue;
    made += ofMade.length * variance(images, ofMade, size);
    there += ofMade.length * variance(real, ofReal, size);
    total += ofMade.length;
  }
  return total === 0 || there === 0 ? null : Math.sqrt(made / there);
}

/** Half the mean squared distance between two of these rows [.., size]: the sum of all values' variances, without bias. */
function variance(values: Numbers, rows: readonly number[], size: number): number {
  let sum = 0;
  for (let at = 0; at < size; at += 1) {
    let [mean, squares] = [0, 0];
    for (const row of rows) mean += (values[row * size + at] as number) / rows.length;
    for (const row of rows) squares += ((values[row * size + at] as number) - mean) ** 2;
    sum += squares / (rows.length - 1);
  }
  return sum;
}
