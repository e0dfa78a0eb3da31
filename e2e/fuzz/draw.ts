/** What a fuzz case is drawn from: one random stream per case, so that any case can be had again by its number. */

import { randomStream } from '../../src-shared/base/random.ts';
import type { RandomStream } from '../../src-shared/base/random.ts';

export class Draw {
  readonly #stream: RandomStream;

  constructor(seed: number, target: string, number: number) {
    this.#stream = randomStream(seed, `fuzz/${target}`, number);
  }

  /** 0 .. bound-1. */
  below(bound: number): number {
    return this.#stream.integer(Math.max(1, Math.floor(bound)));
  }

  chance(share: number): boolean {
    return this.#stream.uniform() < share;
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  text(longest: number): string {
    const letters = [
      'a',
      'Z',
      '0',
      '"',
      '\\',
      ' ',
      '<',
      '../',
      '\0',
      'ü',
      '数',
      '😀',
      '.',
      ':',
      '-',
      "'",
      '{',
      '$',
    ];
    return Array.from({ length: this.below(longest + 1) }, () => this.of(letters)).join('');
  }

  /** A number where things end: sizes of bytes and words, and what is next to them. */
  edge(): number {
    const edges = [
      0,
      1,
      0x7f,
      0x80,
      0xff,
      0x100,
      0xffff,
      0x1_0000,
      0x7fff_ffff,
      0xffff_ffff,
      2 ** 53,
      -1,
      0.5,
    ];
    return this.of([...edges, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308]) + this.of([0, 0, 0, 1, -1]);
  }

  /** Any plain value. */
  value(depth: number): unknown {
    const kind = this.below(depth > 0 ? 9 : 6);
    if (kind === 0) return this.edge();
    if (kind === 1) return this.text(20);
    if (kind === 2) return this.of([null, true, false]);
    if (kind === 3) return this.below(1000);
    if (kind === 4) return this.bytes(this.below(30));
    if (kind === 5) return Float64Array.from({ length: this.below(10) }, () => this.edge());
    if (kind === 6) return Array.from({ length: this.below(6) }, () => this.value(depth - 1));
    const keys = ['kind', 'a', '', 'constructor', 'length', '0', this.text(5)];
    const entries = Array.from({ length: this.below(6) }, () => [this.of(keys), this.value(depth - 1)]);
    return Object.fromEntries(entries) as unknown;
  }

  /** The same bytes with some harm done: bits, bytes, numbers at their edges, pieces cut, doubled or put elsewhere. */
  harmed(bytes: Uint8Array, most = 4): Uint8Array {
    let harmed: Uint8Array = Uint8Array.from(bytes);
    for (let count = 1 + this.below(most); count > 0; count -= 1) harmed = this.#harmedOnce(harmed);
    return harmed;
  }

  #harmedOnce(bytes: Uint8Array): Uint8Array {
    const { length } = bytes;
    const at = this.below(length);
    const piece = bytes.slice(at, at + 1 + this.below(16));
    switch (this.below(6)) {
      case 0:
        if (length > 0) bytes[at] = (bytes[at] as number) ^ (1 << this.below(8));
        return bytes;
      case 1:
        if (length > 0) bytes[at] = this.of([0, 0xff, 0x80, 0x7f, this.below(256)]);
        return bytes;
      case 2:
        if (length >= at + 4)
          new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, this.edge() >>> 0, this.chance(0.5));
        return bytes;
      case 3:
        return bytes.slice(0, at);
      case 4:
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + piece.length)]);
      default: {
        const place = this.below(length);
        return Buffer.concat([bytes.subarray(0, place), piece, bytes.subarray(place)]);
      }
    }
  }

  /** The same plain value with one place in it changed. */
  changed(value: unknown): unknown {
    if (this.chance(0.15) || typeof value !== 'object' || value === null) return this.value(3);
    if (Array.isArray(value)) {
      const copy = [...(value as unknown[])];
      const at = this.below(copy.length);
      if (this.chance(0.2)) copy.push(copy[at]);
      else copy[at] = this.changed(copy[at]);
      return copy;
    }
    const entries = Object.entries(value);
    const at = this.below(entries.length);
    const what = this.below(10);
    if (what === 0) entries.splice(at, 1);
    else if (what === 1) entries.push([this.text(8), this.value(2)]);
    else if (entries[at] !== undefined) entries[at] = [entries[at][0], this.changed(entries[at][1])];
    return Object.fromEntries(entries);
  }
}
