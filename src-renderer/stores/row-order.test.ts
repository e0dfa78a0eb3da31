/** Rows by ranks, beside plain sorting. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { ranksOf, sortRows } from './row-order.ts';

/** What is wanted, said plainly: the smaller first or the larger, no value last, equals as they stood. */
function plainly(rows: readonly number[], keys: readonly (readonly [number[], boolean])[]): number[] {
  return rows.toSorted((a, b) => {
    for (const [values, descending] of keys) {
      const [x, y] = [values[a] as number, values[b] as number];
      if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
      return descending ? y - x : x - y;
    }
    return 0;
  });
}

const numbers = fc.oneof(fc.constantFrom(NaN, -0, 0, 1, 2, Infinity, -Infinity), fc.double());

test('rows stand as plain sorting puts them, whatever the numbers', () => {
  const column = fc.tuple(fc.array(numbers, { minLength: 12, maxLength: 12 }), fc.boolean());
  const rows = fc.uniqueArray(fc.nat({ max: 11 }));
  fc.assert(
    fc.property(rows, fc.array(column, { maxLength: 3 }), (some, columns) => {
      const keys = columns.map(([values, descending]) => ({
        ...ranksOf(Float64Array.from(values)),
        descending,
      }));
      expect([...sortRows(Int32Array.from(some), keys)]).toEqual(plainly(some, columns));
    }),
  );
});

test('ranks count the different numbers from 0', () => {
  expect(ranksOf(Float64Array.of(3, NaN, -1, 3, 0, -0))).toEqual({
    ranks: Int32Array.of(2, -1, 0, 2, 1, 1),
    count: 3,
  });
  expect(ranksOf(new Float64Array())).toEqual({ ranks: new Int32Array(), count: 0 });
});
