/**
 * A film: all moments that a run recorded of one thing (a layer's activities, its receptive fields), one byte a value.
 * Kept in buffers that grow in place, because 1,000 moments of 4 layers of 2,000 units are 16 MB, and outside Svelte.
 * Films of several layers or runs share a slider's steps and a scale.
 */

import { assert } from '../../src-shared/base/assert.ts';
import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import type { ByteFilm } from './byte-colours.ts';

type Range = readonly [number, number];

export class Film implements ByteFilm {
  readonly name: string;
  readonly shape: readonly number[];
  /** Values in a moment. */
  readonly size: number;
  #count = 0;
  #steps: Float64Array = new Float64Array(0);
  #epochs: Float64Array = new Float64Array(0);
  #lows: Float32Array = new Float32Array(0);
  #highs: Float32Array = new Float32Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  #low = Infinity;
  #high = -Infinity;

  constructor(name: string, shape: readonly number[]) {
    this.name = name;
    this.shape = shape;
    this.size = shape.reduce((product, length) => product * length, 1);
  }

  /** Of a film that came whole: its arrays are taken over, not copied. */
  static of(whole: SnapshotFilm): Film {
    const film = new Film(whole.name, whole.shape);
    film.#count = whole.steps.length;
    [film.#steps, film.#epochs] = [whole.steps, whole.epochs];
    [film.#lows, film.#highs, film.#bytes] = [whole.lows, whole.highs, whole.bytes];
    film.#widen(whole.lows);
    film.#widen(whole.highs);
    return film;
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

  /** The lowest and the highest value of the whole film that is a number; [0, 0] while there is none. */
  get range(): Range {
    return this.#low <= this.#high ? [this.#low, this.#high] : [0, 0];
  }

  /** Of one moment: value = low + byte / 255 * (high - low). No copy. */
  moment(index: number): { readonly low: number; readonly high: number; readonly bytes: Uint8Array } {
    assert(index >= 0 && index < this.#count, `moment ${index} of ${this.#count}`);
    const bytes = this.#bytes.subarray(index * this.size, (index + 1) * this.size);
    return { low: this.#lows[index] as number, high: this.#highs[index] as number, bytes };
  }

  /** All values of one moment as numbers, [...shape]. */
  values(index: number): Float32Array {
    const { low, high, bytes } = this.moment(index);
    return Float32Array.from(bytes, (byte) => low + (byte / 255) * (high - low));
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
    this.#widen(piece.lows.subarray(first));
    this.#widen(piece.highs.subarray(first));
    return more;
  }

  #widen(values: Float32Array): void {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      this.#low = Math.min(this.#low, value);
      this.#high = Math.max(this.#high, value);
    }
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

/** A film of things [things, ...shape] as the film of one of them, counted from 0; no copy. */
export function slicedFilm(film: ByteFilm, thing: number): ByteFilm {
  const [things = 0, ...shape] = film.shape;
  assert(thing >= 0 && thing < things, `thing ${thing} of ${things}`);
  const size = shape.reduce((product, length) => product * length, 1);
  return {
    name: film.name,
    shape,
    count: film.count,
    steps: film.steps,
    epochs: film.epochs,
    range: film.range,
    momentAt: (step) => film.momentAt(step),
    moment: (index) => {
      const whole = film.moment(index);
      return { ...whole, bytes: whole.bytes.subarray(thing * size, (thing + 1) * size) };
    },
  };
}

/** Every step at which one of the films has a moment, upwards: where a shared slider can stand. */
export function stepsOfFilms(films: readonly Film[]): number[] {
  return [...new Set(films.flatMap(({ steps }) => [...steps]))].sort((a, b) => a - b);
}

/** The smallest range that holds every number of every film, at every step, so that scrubbing keeps the scale. */
export function rangeOfFilms(films: readonly Film[]): Range {
  const ranges = films.filter(({ count }) => count > 0).map(({ range }) => range);
  const low = Math.min(...ranges.map(([lowest]) => lowest));
  const high = Math.max(...ranges.map(([, highest]) => highest));
  return low < high ? [low, high] : [0, 1];
}

/** The same, with zero in the middle, for weights and differences. */
export function centredRange([low, high]: Range): Range {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return [-reach, reach];
}
