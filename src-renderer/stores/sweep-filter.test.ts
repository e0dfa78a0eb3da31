import { expect, test } from 'vitest';

import type { SweepPoint } from '../../src-shared/views/sweep-results.ts';
import { filterPoints } from './sweep-filter.ts';

const axes = ['optimizer.learningRate', 'layers.0.units', 'layers.1.units', 'optimizer.kind'];

function point(
  number: number,
  values: readonly unknown[],
  mean: number | null,
  more: object = {},
): SweepPoint {
  const objective = mean === null ? null : { mean, deviation: 0.01, n: 3 };
  return { number, values, rung: 0, state: 'done', runs: [], objective, isWhole: true, epoch: 3, ...more };
}

const points = [
  point(0, [0.1, 100, 10, 'adam'], 0.05),
  point(1, [0.01, 200, 10, 'plain'], 0.2),
  point(2, [0.001, 200, 20, 'adam'], null, { state: 'waiting', epoch: 0 }),
];
const left = (text: string): (number | string)[] => {
  const { points: found, problems } = filterPoints(points, axes, text);
  return [...found.map(({ number }) => number), ...problems];
};

test('every word must hold, of settings by any end of their path', () => {
  expect({
    all: left(' '),
    rate: left('learningRate<0.05'),
    path: left('optimizer.learningrate>=0.01 0.units=200'),
    error: left('error<10%'),
    fraction: left('error>0.05'),
    word: left('kind!=adam'),
    state: left('waiting'),
    text: left('pla'),
    epochs: left('epochs>1 seeds=3'),
    number: left('point=3'),
  }).toEqual({
    all: [0, 1, 2],
    rate: [1, 2],
    path: [1],
    error: [0],
    fraction: [1],
    word: [1],
    state: [2],
    text: [1],
    epochs: [0, 1],
    number: [2],
  });
});

test('what is not understood is said and left out', () => {
  expect([left('units=10'), left('depth=2'), left('error<')]).toEqual([
    [0, 1, 2, 'No setting of this sweep is called "units".'],
    [0, 1, 2, 'No setting of this sweep is called "depth".'],
    [0, 1, 2, '"error<" compares nothing; write it as setting<value.'],
  ]);
});
