import fc from 'fast-check';
import { expect, test } from 'vitest';

import { pagesOf } from './example-pages.ts';

test('neighbours share a page, distant examples do not', () => {
  expect(pagesOf([9000, 3, 10, 3])).toEqual([
    { offset: 3, limit: 8 },
    { offset: 9000, limit: 1 },
  ]);
  expect(pagesOf([])).toEqual([]);
});

test('pages hold every index, never overlap and are never too large', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5000 })), (indexes) => {
      const pages = pagesOf(indexes);
      const covered = pages.flatMap(({ offset, limit }) =>
        Array.from({ length: limit }, (_, i) => offset + i),
      );
      expect(new Set(covered).size).toBe(covered.length);
      expect(indexes.filter((index) => !covered.includes(index))).toEqual([]);
      expect(pages.filter(({ limit }) => limit > 500)).toEqual([]);
    }),
  );
});
