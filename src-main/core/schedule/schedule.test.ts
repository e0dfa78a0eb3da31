import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { scheduleParts } from './index.ts';

const gains = (kind: string, epochs: number) =>
  Array.from({ length: epochs }, (_, index) => createPart(scheduleParts, { kind })(index + 1, epochs));

test('the falling schedule has the published values over 125 epochs', () => {
  const all = gains('linear-after-half', 125);
  expect(all.slice(0, 63)).toEqual(new Array(63).fill(1)); // epoch 63: (1 + 2 * 62) / 125 = 1
  expect([64, 65, 100, 124, 125].map((epoch) => all[epoch - 1])).toEqual(
    [123, 121, 51, 3, 1].map((n) => n / 125),
  );
});

test('the falling schedule over 6 epochs falls on the last three', () => {
  expect(gains('linear-after-half', 6)).toEqual([1, 1, 1, 5 / 6, 3 / 6, 1 / 6]);
});

test.each(scheduleParts.kinds())('the gain of %s stays above 0 and never rises', (kind) => {
  for (const epochs of [1, 2, 3, 7, 60]) {
    const all = gains(kind, epochs);
    expect(all.every((gain, index) => gain > 0 && gain <= (all[index - 1] ?? 1))).toBe(true);
  }
});

test('the constant schedule leaves the learning rate as it is', () => {
  expect(gains('constant', 4)).toEqual([1, 1, 1, 1]);
});
