import { expect, test } from 'vitest';

import type { SweepPoint } from '../../../src-shared/views/sweep-results.ts';
import { drawnPoints, errorByWord, importances, isNumeric, mostDrawn } from './sweep-charts.ts';

function point(number: number, values: readonly unknown[], mean: number | null, rung = 0): SweepPoint {
  const objective = mean === null ? null : { mean, deviation: null, n: 1 };
  const epoch = rung === 0 ? 1 : 3;
  return { number, values, rung, state: 'done', runs: [], objective, isWhole: mean !== null, epoch };
}

test('points are drawn best first in five colours, of halving those that came furthest', () => {
  const grid = Array.from({ length: 10 }, (_, at) => point(at, [at], at / 10));
  expect(drawnPoints(grid).map(({ fifth }) => fifth)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  const halving = [point(0, [1], 0.5, 1), point(1, [2], null, 1), point(2, [3], 0.1)];
  expect(drawnPoints(halving).map((each) => each.point.number)).toEqual([0]);
  expect(drawnPoints([point(0, [1], null)])).toEqual([]);
});

test('of very many points the best are drawn, in all colours', () => {
  const many = Array.from({ length: 4 * mostDrawn }, (_, at) => point(at, [at], at));
  const drawn = drawnPoints(many);
  expect([drawn.length, drawn.at(-1)?.fifth]).toEqual([mostDrawn, 4]);
});

test('an axis of words shows the mean of each', () => {
  const drawn = drawnPoints([
    point(0, ['a', 1], 0.1),
    point(1, [{ kind: 'adam' }, 2], 0.2),
    point(2, ['a', 3], 0.5),
  ]);
  expect([isNumeric(drawn, 0), isNumeric(drawn, 1)]).toEqual([false, true]);
  expect(errorByWord(drawn, 0)).toEqual([
    { word: 'adam', error: 0.2, count: 1 },
    { word: 'a', error: 0.3, count: 2 },
  ]);
});

test('importance is told of the largest group that trained as long, most important first', () => {
  const axes = ['idle', 'rate'].map((path) => ({ path, label: path, log: false }));
  const early = Array.from({ length: 20 }, (_, at) => point(at, [at % 2, at], at / 20));
  const late = [point(20, [0, 0], 0.9, 1), point(21, [1, 1], 0.8, 1)];
  const told = importances([...late, ...early], axes);
  expect(told.map(({ path, n, epoch }) => [path, n, epoch])).toEqual([
    ['rate', 20, 1],
    ['idle', 20, 1],
  ]);
  expect([told[0]?.share ?? 0, told[1]?.share ?? 1]).toEqual([expect.closeTo(0.9, 0), expect.closeTo(0, 1)]);
});
