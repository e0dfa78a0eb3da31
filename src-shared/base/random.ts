/**
 * Seeded, named random streams. A stream is a pure function of (seed, name, indices): nothing has to be saved to
 * resume a run, and drawing more from one stream never shifts another. Generator: xoshiro128++ (Blackman and Vigna,
 * 2019), seeded through a 32-bit mixing hash.
 */

import { assert } from './assert.ts';

/** A stream of random numbers. */
export interface RandomStream {
  /** An unsigned 32-bit integer. */
  bits(): number;
  /** A number in [0, 1), with 24 random bits, so that it is exact in float32. */
  uniform(): number;
  /** An integer in [0, bound), without bias; `bound` is 1 .. 2^32. */
  integer(bound: number): number;
  /** A number from the standard normal distribution (Box-Muller). */
  normal(): number;
}

/** The stream of that name and those indices under `seed`, e.g. `randomStream(1, 'order', epoch)`. */
export function randomStream(seed: number, name: string, ...indices: readonly number[]): RandomStream {
  let hash = mix(0x9e3779b9, seed | 0);
  const high = Math.floor(seed / 0x100000000); // beyond 32 bits
  if (high !== 0) hash = mix(mix(hash, high), 0xc2b2ae35);
  for (let i = 0; i < name.length; i += 1) hash = mix(hash, name.charCodeAt(i));
  for (const index of indices) hash = mix(mix(hash, index | 0), 0x85ebca6b);
  return new Xoshiro128(hash);
}

/** A random permutation of 0 .. count-1 (Fisher-Yates). */
export function permutation(stream: RandomStream, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = stream.integer(i + 1);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

class Xoshiro128 implements RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal: number | null = null;

  constructor(seed: number) {
    this.#a = mix(seed, 1);
    this.#b = mix(this.#a, 2);
    this.#c = mix(this.#b, 3);
    this.#d = mix(this.#c, 4) | 1; // never the all-zero state
  }

  bits(): number {
    const sum = (this.#a + this.#d) | 0;
    const result = (rotateLeft(sum, 7) + this.#a) | 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result >>> 0;
  }

  uniform(): number {
    return (this.bits() >>> 8) / 0x1000000;
  }

  integer(bound: number): number {
    assert(bound >= 1 && bound <= 0x100000000, `a random integer below ${bound}`);
    const limit = 0x100000000 - (0x100000000 % bound);
    for (;;) {
      const drawn = this.bits();
      if (drawn < limit) return drawn % bound;
    }
  }

  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}

function rotateLeft(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}

/** One round of the murmur3 finalizer over `hash` combined with `value`. */
function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1) + 0x7f4a7c15;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
