import { expect, test } from 'vitest';

import { comparedCurves } from './compared-curves.ts';

const series = (run: string, value: number) => ({
  run,
  metric: 'loss',
  total: 1,
  inWindow: 1,
  lastStep: 1,
  exact: true,
  x: Float64Array.of(1),
  minimum: Float32Array.of(value),
  maximum: Float32Array.of(value),
  last: Float32Array.of(value),
  nanCount: Uint32Array.of(0),
  smoothed: null,
});
const groups = [
  {
    name: 'wide',
    colour: 'blue',
    dashed: false,
    runs: [
      { runId: 'a', name: 'wide 1', seed: 1 },
      { runId: 'b', name: 'wide 2', seed: 2 },
    ],
  },
  { name: 'narrow', colour: 'red', dashed: true, runs: [{ runId: 'c', name: 'narrow', seed: 1 }] },
  { name: 'idle', colour: 'green', dashed: false, runs: [{ runId: 'd', name: 'idle', seed: 1 }] },
];
const all = [series('c', 5), series('b', 3), series('a', 1)];

test('folded: one curve per configuration that has the metric, with the number of its runs', () => {
  const curves = comparedCurves(groups, all, true);
  expect(
    curves.map(({ name, colour, dashed, series: { last }, deviation }) => [
      name,
      colour,
      dashed,
      last,
      deviation,
    ]),
  ).toEqual([
    ['wide (n = 2)', 'blue', false, Float32Array.of(2), Float32Array.of(Math.SQRT2)],
    ['narrow', 'red', true, Float32Array.of(5), undefined],
  ]);
});

test('unfolded: one curve per run in its configuration’s colour', () => {
  const curves = comparedCurves(groups, all, false);
  expect(curves.map(({ name, colour, series: { last } }) => [name, colour, last])).toEqual([
    ['wide, seed 1', 'blue', Float32Array.of(1)],
    ['wide, seed 2', 'blue', Float32Array.of(3)],
    ['narrow', 'red', Float32Array.of(5)],
  ]);
});
