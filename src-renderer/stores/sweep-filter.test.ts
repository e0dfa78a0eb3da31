import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { SweepPoint } from '../../src-shared/views/sweep-results.ts';
import { filterPoints, withRange } from './sweep-filter.ts';

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
    several: left('learningRate=0.1|0.001'),
    none: left('learningRate!=0.1|0.001'),
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
    several: [0, 2],
    none: [1],
  });
});

test('what is not understood is said and left out', () => {
  expect([left('units=10'), left('depth=2'), left('error<')]).toEqual([
    [0, 1, 2, 'No setting of this sweep is called "units".'],
    [0, 1, 2, 'No setting of this sweep is called "depth".'],
    [0, 1, 2, '"error<" compares nothing; write it as setting<value.'],
  ]);
});

test('a range of an axis takes the place of what was said of it before', () => {
  const range = { from: 0.00123, to: 0.04567 };
  expect({
    numbers: withRange('done learningRate<5', axes, 'optimizer.learningRate', range),
    other: withRange('0.units=100', axes, 'layers.1.units', { from: 10, to: 20 }),
    words: withRange('', axes, 'optimizer.kind', { words: ['adam', 'plain'] }),
    error: withRange('error<9% units=1', axes, 'error', { from: 1.234, to: 5 }),
    gone: withRange('kind=adam done optimizer.kind!=plain', axes, 'optimizer.kind', null),
    unsayable: withRange('kind=adam', axes, 'optimizer.kind', { words: ['two words'] }),
  }).toEqual({
    numbers: 'done learningRate>=0.00123 learningRate<=0.0457',
    other: '0.units=100 1.units>=10 1.units<=20',
    words: 'kind=adam|plain',
    error: 'units=1 error>=1.23% error<=5%',
    gone: 'done',
    unsayable: '',
  });
});

test('a range leaves every point that is in it, and none that is far from it', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.array(number, { maxLength: 20 }), (one, other, values) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const text = withRange('', axes, 'optimizer.learningRate', { from, to });
      const all = values.map((value, at) => point(at, [value, 1, 1, 'adam'], 0.1));
      const found = new Set(filterPoints(all, axes, text).points.map((each) => each.number));
      for (const [at, value] of values.entries()) {
        const margin = 0.02 * Math.max(Math.abs(from), Math.abs(to)) + 1e-280;
        if (value >= from && value <= to) expect([text, value, found.has(at)]).toEqual([text, value, true]);
        if (value < from - margin || value > to + margin) expect(found.has(at)).toBe(false);
      }
    }),
  );
});
