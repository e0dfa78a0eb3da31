/** Which other image of its batch an image is paired with. */

import type { RandomStream } from '../../../src-shared/base/random.ts';

/** Every example's partner: the one a random number of places further on, the same for all. Alone, it is its own. */
export function shiftedPartners(examples: number, random: RandomStream): Uint32Array {
  const shift = examples > 1 ? 1 + random.integer(examples - 1) : 0;
  return Uint32Array.from({ length: examples }, (_, index) => (index + shift) % examples);
}

/** Every example's partner, of another class: the first such one after a random place. One without is its own. */
export function otherClassPartners(labels: Uint8Array, random: RandomStream): Uint32Array {
  const examples = labels.length;
  return Uint32Array.from(labels, (label, index) => {
    const start = random.integer(examples);
    for (let step = 0; step < examples; step += 1) {
      const candidate = (start + step) % examples;
      if (labels[candidate] !== label) return candidate;
    }
    return index;
  });
}
