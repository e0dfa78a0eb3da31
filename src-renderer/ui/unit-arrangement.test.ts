import fc from 'fast-check';
import { expect, test } from 'vitest';

import { arrangeUnits } from './unit-arrangement.ts';

test('common widths leave no gap', () => {
  const found = [100, 500, 1000, 2000].map((units) => arrangeUnits(units));
  expect(found).toEqual([
    { rows: 10, columns: 10 },
    { rows: 20, columns: 25 },
    { rows: 25, columns: 40 },
    { rows: 40, columns: 50 },
  ]);
});

test('every unit has a place, no row is idle, and the rectangle is near a square', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), (units) => {
      const { rows, columns } = arrangeUnits(units);
      expect(rows * columns).toBeGreaterThanOrEqual(units);
      expect((rows - 1) * columns).toBeLessThan(units);
      expect(columns).toBeGreaterThanOrEqual(rows);
      expect(columns).toBeLessThanOrEqual(Math.max(2.5 * rows, rows + 1));
    }),
  );
});
