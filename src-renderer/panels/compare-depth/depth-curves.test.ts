import { expect, test } from 'vitest';

import type { EvaluationPoint } from '../../../src-shared/views/run-view.ts';
import { byDepth, differInDepth, errorByEpoch } from './depth-curves.ts';
import type { DepthRun } from './depth-curves.ts';

const point = (step: number, epoch: number, error: number | null) =>
  ({
    step,
    epoch,
    trainSeconds: step,
    errors: { train: null, validation: null, test: error === null ? null : { softmax: error } },
  }) as unknown as EvaluationPoint;

const run = (method: string, layers: number, more: Partial<DepthRun> = {}): DepthRun => ({
  name: `${method} ${layers}`,
  colour: 'red',
  method,
  layers,
  memoryBytes: null,
  error: null,
  points: [],
  ...more,
});

test('memory by depth is a curve per method, the runs of a depth folded and those without a figure left out', () => {
  const runs = [
    run('ff', 8, { memoryBytes: 30 }),
    run('bp', 2, { memoryBytes: 50 }),
    run('ff', 2, { memoryBytes: 10 }),
    run('ff', 2, { memoryBytes: 20 }),
    run('bp', 8),
    run('other', 2),
  ];
  const curves = byDepth(runs, ({ memoryBytes }) => memoryBytes);
  expect(curves).toMatchObject([
    { name: 'ff', dashed: false, series: { x: [2, 8], last: [15, 30] } },
    { name: 'bp', dashed: true, series: { x: [2], last: [50] } },
  ]);
});

test('errors by epoch are in percent, the last of a step counts, and one point is no curve', () => {
  const runs = [
    run('ff', 2, { points: [point(1, 1, 0.5), point(2, 2, 0.25), point(2, 2, 0.2)] }),
    run('bp', 2, { points: [point(1, 1, 0.5), point(2, 2, null)] }),
    run('bp', 4, { points: [point(1, 1, 0.5), point(3, 3, 0.1)] }),
  ];
  expect(errorByEpoch(runs)).toMatchObject([
    { name: 'ff 2', dashed: false, series: { x: [1, 2], last: [50, 20] } },
    { name: 'bp 4', dashed: true, series: { x: [1, 3], last: [50, 10] } },
  ]);
});

test('runs of one depth have nothing to show by depth', () => {
  expect(
    [[], [run('a', 2)], [run('a', 2), run('b', 2)], [run('a', 2), run('a', 3)]].map(differInDepth),
  ).toEqual([false, false, false, true]);
});
