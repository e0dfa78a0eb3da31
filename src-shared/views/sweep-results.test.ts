import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ExperimentSpec } from '../spec/experiment-spec.ts';
import { readSweep } from '../spec/sweep.ts';
import { runStatuses } from './run-view.ts';
import type { RunStatus } from './run-view.ts';
import { bestPoint, confidenceOf, foldSweep, rankedPoints, reportSweep } from './sweep-results.ts';
import type { SweepDetail } from './sweep-view.ts';

type Run = readonly [point: number, seed: number, status: RunStatus, epoch: number, objective: number | null];

function sweepOf(rungs: readonly number[], runs: readonly Run[], changes: object = {}): SweepDetail {
  const values = rungs.map((_, at) => at * 10);
  const file = { version: 1, base: 'x', axes: { a: { values } }, seeds: [1, 2], method: 'grid', ...changes };
  return {
    sweepId: 's',
    name: 'mine',
    status: 'running',
    note: null,
    createdAt: 0,
    preset: null,
    place: 'local',
    method: 'grid',
    points: rungs.length,
    runs: rungs.length * 2,
    made: {},
    spec: readSweep(file, 'mine'),
    base: { training: { kind: 'together', epochs: 9 } } as unknown as ExperimentSpec,
    table: { values: [values], rungs },
    runTable: {
      point: runs.map(([point]) => point),
      seed: runs.map(([, seed]) => seed),
      runId: runs.map(([point, seed]) => `run-${point}-${seed}`),
      status: runs.map(([, , status]) => status),
      epoch: runs.map(([, , , epoch]) => epoch),
      trainSeconds: runs.map(() => 1),
      objective: runs.map(([, , , , objective]) => objective),
    },
  };
}

test('a point is as its runs are', () => {
  const sweep = sweepOf(
    [0, 0, 0, 0, 0, 0],
    [
      [0, 1, 'completed', 9, 0.1],
      [0, 2, 'completed', 9, 0.3],
      [1, 1, 'completed', 9, 0.05],
      [2, 1, 'running', 3, null],
      [2, 2, 'queued', 0, null],
      [3, 1, 'failed', 3, 0.01],
      [3, 2, 'completed', 9, 0.2],
      [4, 1, 'stopped', 3, 0.4],
      [4, 2, 'completed', 9, 0.4],
    ],
  );
  const points = foldSweep(sweep);
  expect(points.map(({ state, isWhole, epoch }) => [state, isWhole, epoch])).toEqual([
    ['done', true, 9],
    ['waiting', false, 0],
    ['training', false, 0],
    ['failed', false, 3],
    ['stopped', true, 3],
    ['waiting', false, 0],
  ]);
  expect(points[0]?.objective).toEqual({ mean: 0.2, deviation: expect.closeTo(0.1414, 4) as number, n: 2 });
  expect(points[3]?.objective).toEqual({ mean: 0.2, deviation: null, n: 1 });
  expect(rankedPoints(points).map(({ number }) => number)).toEqual([0, 4, 1, 3, 2, 5]);
});

test('of halving, who came furthest goes before who was better earlier', () => {
  const halving = { method: 'halving', points: 3, axes: { a: { range: [0, 1] } } };
  const both = (point: number, epoch: number, objective: number): Run[] =>
    [1, 2].map((seed) => [point, seed, epoch === 9 ? 'completed' : 'stopped', epoch, objective]);
  const early = sweepOf([0, 0, 0], [...both(0, 1, 0.5), ...both(1, 1, 0.1), ...both(2, 1, 0.2)], halving);
  expect(foldSweep(early).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  const later = sweepOf([0, 1, 0], [...both(0, 1, 0.5), ...both(1, 9, 0.3), ...both(2, 1, 0.2)], halving);
  const points = foldSweep(later);
  expect(points.map(({ state }) => state)).toEqual(['set-aside', 'done', 'set-aside']);
  expect(bestPoint(points)?.number).toBe(1);
  expect(
    bestPoint(foldSweep(sweepOf([0, 1, 0], [...both(0, 1, 0.1), ...both(1, 1, 0.3).slice(1)], halving))),
  ).toBeNull();
});

test('the report is what scripts rely on', () => {
  const runs: Run[] = [
    [0, 1, 'completed', 9, 0.1],
    [0, 2, 'completed', 9, 0.1],
  ];
  const point = {
    settings: { a: 0 },
    state: 'done',
    runs: [
      { runId: 'run-0-1', seed: 1, status: 'completed' },
      { runId: 'run-0-2', seed: 2, status: 'completed' },
    ],
    objective: { mean: 0.1, deviation: 0, n: 2 },
  };
  expect(reportSweep(sweepOf([0, 0], runs))).toEqual({
    sweepId: 's',
    name: 'mine',
    status: 'running',
    note: null,
    objective: { split: 'validation', readOut: null },
    points: [point, { settings: { a: 10 }, state: 'waiting', runs: [], objective: null }],
    best: point,
  });
});

test('every run counts exactly once, and the best is no worse than any whole point', () => {
  const run = fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 1, max: 2 }),
    fc.constantFrom(...runStatuses),
    fc.integer({ min: 0, max: 9 }),
    fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  );
  const runs = fc.uniqueArray(run, { selector: ([point, seed]) => point * 10 + seed });
  fc.assert(
    fc.property(runs, (made) => {
      const points = foldSweep(sweepOf([0, 0, 0, 0, 0, 0], made));
      expect(points.flatMap((point) => point.runs)).toHaveLength(made.length);
      const figures = made.filter(([, , status, , objective]) => status !== 'failed' && objective !== null);
      expect(points.reduce((sum, { objective }) => sum + (objective?.n ?? 0), 0)).toBe(figures.length);
      const best = bestPoint(points)?.objective?.mean ?? Infinity;
      for (const { isWhole, objective } of points)
        if (isWhole) expect(objective?.mean).toBeGreaterThanOrEqual(best);
    }),
  );
});

test('the confidence interval is that of Student', () => {
  // Of 1, 2, 3: mean 2, deviation 1; t of 2 degrees of freedom is 4.303.
  expect(confidenceOf({ mean: 2, deviation: 1, n: 3 })).toBeCloseTo(4.303 / Math.sqrt(3), 3);
  expect([
    confidenceOf({ mean: 2, deviation: null, n: 1 }),
    confidenceOf({ mean: 0, deviation: 1, n: 100 }),
  ]).toEqual([null, expect.closeTo(0.1984, 4)]);
});
