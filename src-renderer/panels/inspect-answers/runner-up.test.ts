import { expect, test } from 'vitest';

import { runnerUp } from './runner-up.ts';

test('the runner-up is the best of the others', () => {
  expect([runnerUp([0.1, 0.7, 0.2], 1), runnerUp([5, 9], 0), runnerUp([1], 0)]).toEqual([2, 1, null]);
});
