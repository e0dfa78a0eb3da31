import { expect, test } from 'vitest';

import type { SplitErrors } from '../../../src-shared/events/training-event.ts';
import { errorMetrics, errorSeries, isErrorMetric } from './error-series.ts';

const point = (step: number, test: SplitErrors, final = false) => ({
  step,
  epoch: step / 10,
  trainSeconds: step / 5,
  errors: { train: null, validation: null, test },
  final,
});
const evaluations = [
  {
    run: 'a',
    points: [
      point(10, { goodness: 0.5, 'goodness/layer1': 0.5 }),
      point(20, { goodness: 0.25, 'goodness/layer1': 0.5 }),
      point(20, { goodness: 0.125, 'goodness/layer1': 0.5 }, true),
    ],
  },
  { run: 'b', points: [point(10, { softmax: 0.5 })] },
  { run: 'c', points: [] },
];

test('metrics are those that some run has twice at least, read-outs first', () => {
  expect(errorMetrics(evaluations)).toEqual([
    { metric: 'error/test/goodness', runs: 1 },
    { metric: 'error/test/goodness/layer1', runs: 1 },
  ]);
});

test('a curve is of fractions, and the last evaluation of a step counts', () => {
  const values = Float32Array.of(0.5, 0.125);
  expect(errorSeries(evaluations, 'error/test/goodness', 'epoch', null)).toEqual([
    {
      run: 'a',
      metric: 'error/test/goodness',
      total: 2,
      inWindow: 2,
      lastStep: 20,
      exact: true,
      x: Float64Array.of(1, 2),
      minimum: values,
      maximum: values,
      last: values,
      nanCount: Uint32Array.of(0, 0),
      smoothed: null,
    },
  ]);
});

test('a window is drawn with a point beyond either edge, and how many lie inside is said', () => {
  const [series] = errorSeries(evaluations, 'error/test/goodness/layer1', 'time', [3, 9]);
  expect([series?.x, series?.inWindow, series?.total]).toEqual([Float64Array.of(2, 4), 1, 2]);
  expect(errorSeries(evaluations, 'error/test/goodness/layer1', 'time', [5, 9])).toEqual([]);
  expect(errorSeries(evaluations, 'error/train/goodness', 'step', null)).toEqual([]);
});

test('errors are told from other metrics', () => {
  expect(['error/test/goodness', 'error/other/x', 'layer1/pairwise-error'].map(isErrorMetric)).toEqual([
    true,
    false,
    false,
  ]);
});
