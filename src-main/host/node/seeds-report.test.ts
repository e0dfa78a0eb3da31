import { expect, test } from 'vitest';

import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import type { RunSummary } from '../../../src-shared/views/run-view.ts';
import { reportSeeds } from './seeds-report.ts';

const run = (seed: number, errors: ErrorReport | null): RunSummary => ({ seed, errors }) as RunSummary;
const split = (goodness: number) => ({ goodness, 'goodness/layer1': 2 * goodness });

test('seeds are folded into mean and sample standard deviation, over the runs that were evaluated', () => {
  const runs = [
    run(1, { train: null, validation: null, test: split(1) }),
    run(2, { train: null, validation: null, test: split(3) }),
    run(3, null),
  ];
  expect(reportSeeds(runs)).toEqual({
    summary: true,
    seeds: [1, 2],
    mean: { train: null, validation: null, test: { goodness: 2, 'goodness/layer1': 4 } },
    standardDeviation: {
      train: null,
      validation: null,
      test: { goodness: Math.SQRT2, 'goodness/layer1': 2 * Math.SQRT2 },
    },
  });
});

test('one run has no spread', () => {
  const { mean, standardDeviation } = reportSeeds([
    run(1, { train: null, validation: null, test: split(1) }),
  ]);
  expect([mean.test, standardDeviation.test]).toEqual([
    split(1),
    { goodness: null, 'goodness/layer1': null },
  ]);
});
