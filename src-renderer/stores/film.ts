/**
 * A film: all moments that a run recorded of one thing (a layer's activities, its receptive fields), one byte a value.
 * Kept in buffers that grow in place, because 1,000 moments of 4 layers of 2,000 units are 16 MB, and outside Svelte.
 */

import { assert } from '../../src-shared/base/assert.ts';
import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';

export class Film {
  readonly name: string;
  readonly shape: readonly number[];
  /** Values in a moment. */
  readonly size: number;
  #count = 0;
  #steps = new Float64Array(0);
  #epochs = new Float64Array(0);
  #lows = new Float32Array(0);
  #highs = new Float32Array(0);
  #bytes = new Uint8Array(0);
  #low = Infinity;
  #high = -Infinity;

  constructor(name: string, shape: readonly number[]) {
    this.name = name;
    this.shape = shape;
    this.size = shape.reduce((product, length) => product * length, 1);
  }

  /** Moments recorded so far. */
  get count(): number {
    return this.#count;
  }

  get steps(): Float64Array {
    return this.#steps.subarray(0, this.#count);
  }

  get epochs(): Float64Array {
    return this.#epochs.subarray(0, this.#count);
  }

  get lastStep(): number | null {
    return this.#count === 0 ? null : (this.#steps[this.#count - 1] as number);
  }

  /** The lowest and the highest value of the whole film; [0, 0] while it is empty. */
  get range(): readonly [number, number] {
    return this.#count === 0 ? [0, 0] : [this.#low, this.#high];
  }

  /** Of one moment: value = low + byte / 255 * (high - low). No copy. */
  moment(index: number): { readonly low: number; readonly high: number; readonly bytes: Uint8Array } {
    assert(index >= 0 && index < this.#count, `moment ${index} of ${this.#count}`);
    const bytes = this.#bytes.subarray(index * this.size, (index + 1) * this.size);
    return { low: this.#lows[index] as number, high: this.#highs[index] as number, bytes };
  }

  /** The last moment at or before a step, else the first; -1 while it is empty. */
  momentAt(step: number): number {
    let [low, high] = [0, this.#count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#steps[middle] as number) <= step) low = middle;
      else high = middle - 1;
    }
    return this.#count === 0 ? -1 : low;
  }

  /** Puts moments that are later than all there are behind them; returns how many. */
  append(piece: SnapshotFilm): number {
    assert(piece.name === this.name, `a piece of ${piece.name} is no piece of ${this.name}`);
    const last = this.lastStep ?? -Infinity;
    const first = piece.steps.findIndex((step) => step > last);
    if (first < 0) return 0;
    const more = piece.steps.length - first;
    this.#reserve(this.#count + more);
    this.#steps.set(piece.steps.subarray(first), this.#count);
    this.#epochs.set(piece.epochs.subarray(first), this.#count);
    this.#lows.set(piece.lows.subarray(first), this.#count);
    this.#highs.set(piece.highs.subarray(first), this.#count);
    this.#bytes.set(piece.bytes.subarray(first * this.size), this.#count * this.size);
    this.#count += more;
    this.#low = piece.lows.subarray(first).reduce((lowest, value) => Math.min(lowest, value), this.#low);
    this.#high = piece.highs.subarray(first).reduce((highest, value) => Math.max(highest, value), this.#high);
    return more;
  }

  #reserve(count: number): void {
    if (count <= this.#steps.length) return;
    const room = Math.max(count, this.#count === 0 ? count : 2 * this.#steps.length);
    this.#steps = grown(this.#steps, new Float64Array(room));
    this.#epochs = grown(this.#epochs, new Float64Array(room));
    this.#lows = grown(this.#lows, new Float32Array(room));
    this.#highs = grown(this.#highs, new Float32Array(room));
    const bytes = new Uint8Array(room * this.size);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

function grown<T extends Float32Array | Float64Array>(old: T, room: T): T {
  room.set(old);
  return room;
}
