import { expect, test } from 'vitest';

import { histogram, memoryStore, sampleRun } from '../fixtures/sample-run.ts';

test('histograms come whole, or those after a step only, of one run and name', () => {
  const store = memoryStore();
  const [run, other] = [store.createRun(sampleRun), store.createRun(sampleRun)];
  const [positive, negative] = ['layer1/goodness/positive', 'layer1/goodness/negative'];
  store.record(
    run,
    [0, 1, 2, 3].map((step) => histogram(step, [step], positive)),
  );
  store.record(run, [histogram(3, [30], negative)]);
  store.record(other, [histogram(3, [300], positive)]);
  const counts = (...asked: Parameters<typeof store.getHistograms>) =>
    store.getHistograms(...asked).map((point) => [point.step, ...point.counts]);
  expect([
    counts(run, positive),
    counts(run, positive, null),
    counts(run, positive, 0),
    counts(run, positive, 2),
    counts(run, positive, 3),
    counts(run, negative, 2),
    counts(run, 'nothing', 0),
  ]).toEqual([
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    [[3, 3]],
    [],
    [[3, 30]],
    [],
  ]);
});
