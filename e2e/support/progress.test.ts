import { expect, test } from 'vitest';

import { settles, untilProgress } from './progress.ts';

const quick = { patienceMs: 60, lookEveryMs: 5 };

test('what moves is waited for, however long it takes in all', async () => {
  let step = 0;
  expect(
    await untilProgress(
      () => (step += 1),
      (value) => value === 50,
      quick,
    ),
  ).toBe(50);
});

test('what stands still is given up, and the last seen is told', async () => {
  await expect(
    untilProgress(
      () => ({ step: 3 }),
      () => false,
      quick,
    ),
  ).rejects.toThrow('{"step":3}');
  await expect(settles(async () => 'old', 'new', quick)).rejects.toThrow('It never was "new"');
});
