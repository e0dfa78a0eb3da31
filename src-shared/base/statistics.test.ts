import { expect, test } from 'vitest';

import { statisticsOf } from './statistics.ts';

test('what is not there and what is no number does not count', () => {
  expect([statisticsOf([]), statisticsOf([null, NaN])]).toEqual([null, null]);
  expect(statisticsOf([4, null, 6])).toEqual({ mean: 5, deviation: Math.SQRT2, n: 2 });
  expect(statisticsOf([4])).toEqual({ mean: 4, deviation: null, n: 1 });
});

test('the deviation is that of numpy with ddof = 1', () => {
  // numpy.std([0.0137, 0.0141, 0.0152, 0.0139, 0.0146], ddof=1)
  const statistics = statisticsOf([0.0137, 0.0141, 0.0152, 0.0139, 0.0146]);
  expect(statistics?.deviation).toBeCloseTo(0.000_604_152_298_679_728_4, 15);
});
