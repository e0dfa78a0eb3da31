import fc from 'fast-check';
import { expect, test } from 'vitest';

import { SeriesChunk, chunkCapacity, unpackChunk } from './series-chunk.ts';
import type { ChunkRow } from './series-chunk.ts';

/** Gaps between steps (all equal, or not) and the value at each. */
const points = fc.oneof(
  fc.array(fc.tuple(fc.constant(50), fc.float()), { minLength: 1, maxLength: 100 }),
  fc.array(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.float()), { minLength: 1, maxLength: 100 }),
);

function chunkOf(gaps: readonly (readonly [number, number])[]): {
  chunk: SeriesChunk;
  steps: number[];
  values: number[];
} {
  const steps = gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, [gap]) => sum + gap, 0));
  const values = gaps.map(([, value]) => value);
  const chunk = new SeriesChunk(steps[0] ?? 0);
  steps.forEach((step, i) => chunk.put(step, values[i] ?? NaN));
  return { chunk, steps, values };
}

function unpacked(row: ChunkRow): { steps: number[]; values: number[] } {
  const steps = new Float64Array(row.count);
  const values = new Float32Array(row.count);
  unpackChunk(row, steps, values, 0);
  return { steps: [...steps], values: [...values] };
}

test('a packed chunk gives back the steps and values put in, and goes on after being read again', () => {
  fc.assert(
    fc.property(points, (gaps) => {
      const { chunk, steps, values } = chunkOf(gaps);
      const row = chunk.toRow();
      expect(unpacked(row)).toEqual({ steps, values });
      expect(SeriesChunk.fromRow(row).toRow()).toEqual(row);
    }),
  );
});

test('the row says every extreme and counts every NaN', () => {
  fc.assert(
    fc.property(points, (gaps) => {
      const { chunk, values } = chunkOf(gaps);
      const numbers = values.filter((value) => !Number.isNaN(value));
      const last = values.at(-1) ?? NaN;
      expect(chunk.toRow()).toMatchObject({
        minimum: numbers.length === 0 ? null : numbers.reduce((a, b) => (b < a ? b : a)),
        maximum: numbers.length === 0 ? null : numbers.reduce((a, b) => (b > a ? b : a)),
        nan_count: values.length - numbers.length,
        last_value: Number.isNaN(last) ? null : last,
      });
    }),
  );
});

test('truncating keeps exactly the points up to the step', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 0, max: 1_000_000 }), (gaps, limit) => {
      const { chunk, steps, values } = chunkOf(gaps);
      chunk.truncateAfter(limit);
      const kept = steps.filter((step) => step <= limit).length;
      expect(chunk.count).toBe(kept);
      if (kept > 0)
        expect(unpacked(chunk.toRow())).toEqual({
          steps: steps.slice(0, kept),
          values: values.slice(0, kept),
        });
    }),
  );
});

test('equal distances cost no bytes, others four each', () => {
  const regular = chunkOf(Array.from({ length: 100 }, () => [50, 1]));
  const irregular = chunkOf([
    [1, 1],
    [2, 1],
    [7, 1],
  ]);
  expect([regular.chunk.toRow().offsets, regular.chunk.toRow().stride]).toEqual([null, 50]);
  expect(irregular.chunk.toRow().offsets?.length).toBe(12);
});

test('a value at the last step replaces the one there', () => {
  const chunk = new SeriesChunk(10);
  chunk.put(10, 1);
  chunk.put(20, 2);
  chunk.put(20, 3);
  expect(unpacked(chunk.toRow())).toEqual({ steps: [10, 20], values: [1, 3] });
});

test('a chunk is full at its capacity, and ends where a step does not fit', () => {
  const full = chunkOf(Array.from({ length: chunkCapacity }, () => [1, 0])).chunk;
  const wide = new SeriesChunk(0);
  wide.put(0, 1);
  expect([
    full.hasRoomFor(full.lastStep + 1),
    wide.hasRoomFor(2 ** 32 - 1),
    wide.hasRoomFor(2 ** 32),
  ]).toEqual([false, true, false]);
});
