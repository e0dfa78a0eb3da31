import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { NumericArray } from './npy.ts';
import { encodeSafetensors, tableOfTensors } from './safetensors-export.ts';

/** Reads a file as the format's page describes it, and nothing else of ours. */
function decode(bytes: Uint8Array) {
  const file = Buffer.from(bytes);
  const begin = 8 + Number(file.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(file.subarray(8, begin).toString()) as Record<
    string,
    unknown
  >;
  const places: [number, number][] = [];
  const read = Object.entries(tensors).map(([name, entry]) => {
    const { dtype, shape, data_offsets } = entry as {
      dtype: 'F32' | 'F64';
      shape: number[];
      data_offsets: [number, number];
    };
    places.push(data_offsets);
    const size = dtype === 'F64' ? 8 : 4;
    expect((begin + data_offsets[0]) % size).toBe(0);
    const values = Array.from({ length: (data_offsets[1] - data_offsets[0]) / size }, (_, at) =>
      dtype === 'F64'
        ? file.readDoubleLE(begin + data_offsets[0] + 8 * at)
        : file.readFloatLE(begin + data_offsets[0] + 4 * at),
    );
    return [name, { shape, dtype, values }] as const;
  });
  return { metadata, tensors: Object.fromEntries(read), places, dataBytes: file.length - begin };
}

const array = fc
  .record({ shape: fc.array(fc.nat(4), { maxLength: 3 }), isDouble: fc.boolean(), seed: fc.nat(99) })
  .map(({ shape, isDouble, seed }): NumericArray => {
    const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => (at + seed) / 7);
    return { shape, data: isDouble ? Float64Array.from(values) : Float32Array.from(values) };
  });
// A header is JSON, where a key named __proto__ is a key like any other; here it is read into an object.
const name = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('__'));

test('what is written is read again, at its place, without gaps, whatever the names, types and shapes', () => {
  const tensorsOf = fc.uniqueArray(fc.tuple(name, array), { selector: ([key]) => key, maxLength: 8 });
  fc.assert(
    fc.property(tensorsOf, fc.string(), (entries, about) => {
      const file = decode(encodeSafetensors(new Map(entries), { about }));
      expect(file.metadata).toEqual({ about });
      expect(file.tensors).toEqual(
        Object.fromEntries(
          entries.map(([key, { shape, data }]) => [
            key,
            { shape, dtype: data instanceof Float64Array ? 'F64' : 'F32', values: [...data] },
          ]),
        ),
      );
      let end = 0;
      for (const [from, to] of file.places.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
        expect(from).toBe(end);
        end = to;
      }
      expect(file.dataBytes).toBe(end);
    }),
    { numRuns: 1000 },
  );
});

test('the table of tensors names each with its shape', () => {
  const of = (...shape: number[]) => ({ shape, data: new Float32Array(0) });
  const tensors = new Map([
    ['layer1/weights', of(784, 500)],
    ['layer1/bias', of(500)],
  ]);
  expect(tableOfTensors(tensors)).toBe('layer1/weights [784, 500]\nlayer1/bias [500]');
});
