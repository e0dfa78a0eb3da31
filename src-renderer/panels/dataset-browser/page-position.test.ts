import { expect, test } from 'vitest';

import { pageOffset, pagePosition } from './page-position.ts';

test('a page knows what it holds', () => {
  expect([pagePosition(250, 0, 100), pagePosition(250, 200, 100), pagePosition(0, 0, 100)]).toEqual([
    { first: 1, last: 100, page: 1, pages: 3 },
    { first: 201, last: 250, page: 3, pages: 3 },
    { first: 0, last: 0, page: 1, pages: 1 },
  ]);
});

test('a page that is not there is the nearest that is', () => {
  expect([1, 3, 9, 0, -5, 2.7].map((page) => pageOffset(page, 250, 100))).toEqual([0, 200, 200, 0, 0, 100]);
  expect(pageOffset(4, 0, 100)).toBe(0);
});
