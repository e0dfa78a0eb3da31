import { expect, test } from 'vitest';

import { labelAhead } from './label-ahead.ts';

test('the label ahead is the best of those that count, the lowest among equals', () => {
  expect([
    labelAhead([3, 5, 5, 4], null),
    labelAhead(Float32Array.of(3, 5, 9, 4), [3, 0]),
    labelAhead([2, 7, 4], null),
  ]).toEqual([
    { answer: 1, lead: 0 },
    { answer: 3, lead: 1 },
    { answer: 1, lead: 3 },
  ]);
});
