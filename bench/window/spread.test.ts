import { expect, test } from 'vitest';

import { spreadOf } from './spread.ts';

test('the 95th percentile is a measured value that at most one in twenty exceeds', () => {
  const values = Array.from({ length: 40 }, (_, index) => 40 - index);
  expect(spreadOf(values)).toEqual({ median: 20, p95: 38, highest: 40, count: 40 });
  expect(spreadOf([7.04])).toEqual({ median: 7, p95: 7, highest: 7, count: 1 });
});

test('nothing has no spread', () => {
  expect(() => spreadOf([])).toThrow('nothing was measured');
});
