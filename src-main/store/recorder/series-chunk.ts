/**
 * Up to `chunkCapacity` values of one metric, oldest first, as they are packed into one row. A chunk grows until it is
 * full; its row carries the extremes, so that a curve seen from far away needs no values at all.
 *
 * Blobs are little-endian. So is every machine there is a SQLite binary for, hence views on the arrays do.
 */

import { assert } from '../../../src-shared/base/assert.ts';

/**
 * A compromise: an open chunk is rewritten twice a second, so it must be small; a closed one is read as a whole, so it
 * must not be tiny. 1,000 float32 values and the rest of their row just fill one database page of 4 KB (61 bytes are
 * left for the rest); with 1,024 the file would be about twice as large.
 */
export const chunkCapacity = 1_000;

/** As in table series_chunks, without the series. */
export interface ChunkRow {
  readonly first_step: number;
  readonly last_step: number;
  readonly count: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly last_value: number | null;
  readonly nan_count: number;
  readonly stride: number;
  readonly offsets: Uint8Array | null;
  readonly data: Uint8Array;
}

export class SeriesChunk {
  readonly firstStep: number;
  /** Steps after firstStep, strictly increasing. Longer than `count`. */
  #offsets: Uint32Array;
  #values: Float32Array;
  #count = 0;

  constructor(firstStep: number) {
    this.firstStep = firstStep;
    this.#offsets = new Uint32Array(16);
    this.#values = new Float32Array(16);
  }

  static fromRow(row: ChunkRow): SeriesChunk {
    const chunk = new SeriesChunk(row.first_step);
    const capacity = Math.max(16, row.count);
    chunk.#offsets = new Uint32Array(capacity);
    chunk.#values = new Float32Array(capacity);
    chunk.#count = row.count;
    decodeOffsets(row, chunk.#offsets);
    chunk.#values.set(decodeFloats(row.data));
    return chunk;
  }

  get count(): number {
    return this.#count;
  }

  get lastStep(): number {
    return this.firstStep + (this.#offsets[this.#count - 1] ?? 0);
  }

  /** True when a value at this later step fits in. */
  hasRoomFor(step: number): boolean {
    return this.#count < chunkCapacity && step - this.firstStep <= 0xffffffff;
  }

  /** Appends a value, or replaces the last one when it is of the same step. Returns how many values were added. */
  put(step: number, value: number): 0 | 1 {
    const replaces = this.#count > 0 && step === this.lastStep;
    assert(
      replaces || this.#count === 0 || (step > this.lastStep && this.hasRoomFor(step)),
      'a chunk grows at its end',
    );
    if (replaces) this.#count -= 1;
    if (this.#count === this.#values.length) this.#grow();
    this.#offsets[this.#count] = step - this.firstStep;
    this.#values[this.#count] = value;
    this.#count += 1;
    return replaces ? 0 : 1;
  }

  /** Forgets values after `step`. */
  truncateAfter(step: number): void {
    while (this.#count > 0 && this.lastStep > step) this.#count -= 1;
  }

  toRow(): ChunkRow {
    const values = this.#values.subarray(0, this.#count);
    const offsets = this.#offsets.subarray(0, this.#count);
    const stride = strideOf(offsets);
    return {
      first_step: this.firstStep,
      last_step: this.lastStep,
      ...extremesOf(values),
      stride: stride ?? 0,
      offsets: stride === null ? bytesOf(offsets) : null,
      data: bytesOf(values),
    };
  }

  #grow(): void {
    const capacity = Math.min(chunkCapacity, this.#count * 2);
    const offsets = new Uint32Array(capacity);
    const values = new Float32Array(capacity);
    offsets.set(this.#offsets);
    values.set(this.#values);
    this.#offsets = offsets;
    this.#values = values;
  }
}

/** Steps of a row, written to the start of `target` relative to its first step. */
export function decodeOffsets(
  row: Pick<ChunkRow, 'count' | 'stride' | 'offsets'>,
  target: Uint32Array,
): void {
  if (row.offsets !== null) target.set(new Uint32Array(copyOf(row.offsets)));
  else for (let i = 0; i < row.count; i += 1) target[i] = i * row.stride;
}

/** Steps and values of a row, into the arrays from `at` on. */
export function unpackChunk(row: ChunkRow, steps: Float64Array, values: Float32Array, at: number): void {
  const offsets = new Uint32Array(row.count);
  decodeOffsets(row, offsets);
  for (let i = 0; i < row.count; i += 1) steps[at + i] = row.first_step + (offsets[i] as number);
  values.set(decodeFloats(row.data), at);
}

function decodeFloats(blob: Uint8Array): Float32Array {
  return new Float32Array(copyOf(blob));
}

/** A blob from SQLite may start at any byte; typed arrays may not. */
function copyOf(blob: Uint8Array): ArrayBuffer {
  return new Uint8Array(blob).buffer;
}

function bytesOf(array: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** The distance between any two neighbours where it is always the same, else null. */
function strideOf(offsets: Uint32Array): number | null {
  const stride = offsets.length > 1 ? (offsets[1] as number) : 0;
  return offsets.every((offset, i) => offset === i * stride) ? stride : null;
}

function extremesOf(
  values: Float32Array,
): Pick<ChunkRow, 'count' | 'minimum' | 'maximum' | 'last_value' | 'nan_count'> {
  let minimum = Infinity;
  let maximum = -Infinity;
  let nanCount = 0;
  for (const value of values) {
    if (Number.isNaN(value)) nanCount += 1;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const isAllNaN = nanCount === values.length;
  const last = values.at(-1) ?? NaN;
  return {
    count: values.length,
    minimum: isAllNaN ? null : minimum,
    maximum: isAllNaN ? null : maximum,
    last_value: Number.isNaN(last) ? null : last,
    nan_count: nanCount,
  };
}
