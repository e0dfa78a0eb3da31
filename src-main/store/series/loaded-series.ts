/**
 * A whole series in memory, packed as closely as it allows, with the extremes of every block of points: what a curve is
 * thinned from. Steps are kept only where they are not evenly spaced.
 */

import { decodeOffsets } from '../recorder/series-chunk.ts';
import type { ChunkRow } from '../recorder/series-chunk.ts';
import { Smoothed } from './smoothed.ts';

/** Points whose extremes are kept together: long enough to cost little memory, short enough to start in the middle. */
const blockLength = 32;

/** What a bucket of points shows. `minimum` and `maximum` are of its numbers, or NaN where it has none. */
export interface Extremes {
  minimum: number;
  maximum: number;
  nanCount: number;
}

export class LoadedSeries {
  /** Points; the arrays may be longer. */
  count = 0;
  /** First step of the newest chunk, which may still change, and the points before it, which do not. */
  openStep = 0;
  closedCount = 0;
  #steps: Float64Array | null = null;
  #firstStep = 0;
  #stride = 0;
  #values = new Float32Array(0);
  #blockMinimum = new Float32Array(0);
  #blockMaximum = new Float32Array(0);
  #blockNan = new Uint8Array(0);
  #smoothed: Smoothed | null = null;

  /** In memory, about. */
  get bytes(): number {
    const ofBlocks = this.#blockNan.length * 9;
    return this.#values.byteLength + (this.#steps?.byteLength ?? 0) + ofBlocks + (this.#smoothed?.bytes ?? 0);
  }

  stepAt(index: number): number {
    return this.#steps === null ? this.#firstStep + index * this.#stride : (this.#steps[index] as number);
  }

  valueAt(index: number): number {
    return this.#values[index] as number;
  }

  /** The newest points: replaces all from `openStep` on, which is where `rows` begin. */
  extend(rows: readonly ChunkRow[]): void {
    const start = this.closedCount;
    const count = rows.reduce((sum, row) => sum + row.count, start);
    this.#reserve(count);
    this.count = start;
    for (const row of rows) {
      this.#placeSteps(row, count);
      new Uint8Array(this.#values.buffer).set(row.data, this.count * 4);
      this.openStep = row.first_step;
      this.closedCount = this.count;
      this.count += row.count;
    }
    this.#summarize(start);
    this.#smoothed?.restartAt(start);
  }

  /** The smoothed curve, as long as the values; see Smoothed. */
  smoothed(factor: number): Float32Array {
    if (this.#smoothed?.factor !== factor) this.#smoothed = new Smoothed(factor);
    return this.#smoothed.upTo(this.#values, this.count, this.closedCount);
  }

  /** Extremes of the points in [from, to), of which there is at least one. */
  extremes(from: number, to: number): Extremes {
    const result: Extremes = { minimum: Infinity, maximum: -Infinity, nanCount: 0 };
    const firstBlock = Math.ceil(from / blockLength);
    const lastBlock = Math.floor(to / blockLength);
    if (firstBlock >= lastBlock) this.#look(from, to, result);
    else {
      this.#look(from, firstBlock * blockLength, result);
      for (let block = firstBlock; block < lastBlock; block += 1) {
        const minimum = this.#blockMinimum[block] as number;
        const maximum = this.#blockMaximum[block] as number;
        if (minimum < result.minimum) result.minimum = minimum;
        if (maximum > result.maximum) result.maximum = maximum;
        result.nanCount += this.#blockNan[block] as number;
      }
      this.#look(lastBlock * blockLength, to, result);
    }
    if (result.nanCount === to - from) result.minimum = result.maximum = NaN;
    return result;
  }

  #look(from: number, to: number, result: Extremes): void {
    const values = this.#values;
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number;
      if (value < result.minimum) result.minimum = value;
      if (value > result.maximum) result.maximum = value;
      if (Number.isNaN(value)) result.nanCount += 1;
    }
  }

  /** Extremes of every block from the one that holds `start` on; the last may not be full. */
  #summarize(start: number): void {
    const blocks = Math.ceil(this.count / blockLength);
    for (let block = Math.floor(start / blockLength); block < blocks; block += 1) {
      const found: Extremes = { minimum: Infinity, maximum: -Infinity, nanCount: 0 };
      this.#look(block * blockLength, Math.min(this.count, (block + 1) * blockLength), found);
      this.#blockMinimum[block] = found.minimum;
      this.#blockMaximum[block] = found.maximum;
      this.#blockNan[block] = found.nanCount;
    }
  }

  /** Goes on with even spacing while it holds; else writes down every step. */
  #placeSteps(row: ChunkRow, total: number): void {
    if (this.#steps === null) {
      if (this.count === 0) {
        this.#firstStep = row.first_step;
        this.#stride = row.stride;
      } else if (this.count === 1) this.#stride = row.first_step - this.#firstStep;
      const isEven =
        row.offsets === null &&
        (row.count === 1 || row.stride === this.#stride) &&
        row.first_step === this.stepAt(this.count);
      if (isEven) return;
      this.#steps = Float64Array.from({ length: total }, (_, i) => (i < this.count ? this.#evenStep(i) : 0));
    }
    const offsets = new Uint32Array(row.count);
    decodeOffsets(row, offsets);
    for (let i = 0; i < row.count; i += 1)
      this.#steps[this.count + i] = row.first_step + (offsets[i] as number);
  }

  #evenStep(index: number): number {
    return this.#firstStep + index * this.#stride;
  }

  /** Room for `count` points, and half as many again where the series is growing. */
  #reserve(count: number): void {
    if (count <= this.#values.length && (this.#steps === null || count <= this.#steps.length)) return;
    const capacity = this.count === 0 ? count : Math.ceil(count * 1.5);
    const blocks = Math.ceil(capacity / blockLength);
    this.#values = grown(this.#values, new Float32Array(capacity));
    this.#blockMinimum = grown(this.#blockMinimum, new Float32Array(blocks));
    this.#blockMaximum = grown(this.#blockMaximum, new Float32Array(blocks));
    this.#blockNan = grown(this.#blockNan, new Uint8Array(blocks));
    if (this.#steps !== null) this.#steps = grown(this.#steps, new Float64Array(capacity));
  }
}

function grown<T extends Float32Array | Float64Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
