import { expect, test } from 'vitest';

import { firstMetrics } from './first-metrics.ts';

test('errors come first, then what tells positives from negatives; bookkeeping and batches are left out', () => {
  const metrics = [
    'run/trainSeconds',
    'batch/layer1/pairwise-error',
    'layer1/weights/norm',
    'loss/layer1',
    'layer1/pairwise-error',
    'error/train/goodness',
    'error/validation/softmax',
    'error/test/goodness',
  ].map((metric) => ({ metric, runs: 2 }));
  expect(firstMetrics(metrics, 4)).toEqual([
    'error/test/goodness',
    'error/validation/softmax',
    'layer1/pairwise-error',
    'loss/layer1',
  ]);
});

test('of equals, what more runs have comes first', () => {
  const metrics = [
    { metric: 'loss/layer2', runs: 1 },
    { metric: 'loss/layer1', runs: 3 },
  ];
  expect(firstMetrics(metrics, 9)).toEqual(['loss/layer1', 'loss/layer2']);
});
