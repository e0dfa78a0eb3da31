import { expect, test } from 'vitest';

import { CallLength } from './call-length.ts';

/** Lengths of the calls of a training whose calls take `price` and whose steps take `each` milliseconds. */
function lengths(price: number, each: number): number[] {
  const call = new CallLength();
  return Array.from({ length: 8 }, () => {
    const { steps } = call;
    call.took(price + steps * each, steps);
    return steps;
  });
}

test.each([
  ['short steps share the longest call', 0, 0.1, [1, 2, 4, 8, 16, 32, 64, 64]],
  ['long steps fill a second', 50, 62, [1, 2, 4, 8, 14, 15, 15, 15]],
  ['a step of more than a second is a call', 0, 1200, [1, 1, 1, 1, 1, 1, 1, 1]],
])('%s', (_, price, each, expected) => {
  expect(lengths(price, each)).toEqual(expected);
});
