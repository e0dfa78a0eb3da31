import { expect, test } from 'vitest';

import { runnerUp } from './runner-up.ts';

test('the runner-up is the best of the others that count', () => {
  expect([
    runnerUp([0.1, 0.7, 0.2], 1, null),
    runnerUp([5, 9], 0, null),
    runnerUp([1], 0, null),
    runnerUp([4, 6, 9, 5], 1, [3, 1, 0]),
  ]).toEqual([2, 1, null, 3]);
});
