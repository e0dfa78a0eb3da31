import { expect, test } from 'vitest';

import { membersOf, readSeries } from './series.ts';

const series = {
  bases: {
    one: { seed: 1, layers: [{ units: 5 }] },
    two: { seed: 2, layers: [{ units: 6 }, { units: 7 }] },
  },
  axes: { 'layers.length': { values: [2, 3], name: '{} layers' }, seed: { values: [8, 9] } },
};

test('every base is there with every combination of values', () => {
  const read = readSeries(series, 'depths');
  expect(read).toEqual(series);
  const members = membersOf(series);
  expect(members.map(({ name }) => name)).toEqual([
    'one, 2 layers, seed=8',
    'one, 2 layers, seed=9',
    'one, 3 layers, seed=8',
    'one, 3 layers, seed=9',
    'two, 2 layers, seed=8',
    'two, 2 layers, seed=9',
    'two, 3 layers, seed=8',
    'two, 3 layers, seed=9',
  ]);
  expect(members[6]?.draft).toEqual({
    name: 'two, 3 layers, seed=8',
    seed: 8,
    layers: [{ units: 6 }, { units: 7 }, { units: 7 }],
  });
});

test('texts are told without quotes', () => {
  const axes = {
    'dataset.kind': { values: ['mnist', 'fashion-mnist'], name: '{}' },
    seed: { values: [1], name: 'seed {}' },
  };
  expect(membersOf({ bases: { one: {} }, axes })).toEqual([
    {
      name: 'one, mnist, seed 1',
      draft: { name: 'one, mnist, seed 1', dataset: { kind: 'mnist' }, seed: 1 },
    },
    {
      name: 'one, fashion-mnist, seed 1',
      draft: { name: 'one, fashion-mnist, seed 1', dataset: { kind: 'fashion-mnist' }, seed: 1 },
    },
  ]);
});

test('without axes the bases themselves are the experiments', () => {
  expect(membersOf({ bases: series.bases, axes: {} }).map(({ name }) => name)).toEqual(['one', 'two']);
});

test.each([null, 5, [], { seed: 1 }])('%j is a single experiment', (file) => {
  expect(membersOf(readSeries(file, 'x'))).toEqual([{ name: 'x', draft: file }]);
});

test.each([
  [{ bases: { a: 5 }, axes: {} }, 'bases.a'],
  [{ bases: { a: {} } }, 'axes'],
  [{ bases: { a: {} }, axes: { x: { values: [] } } }, 'axes.x.values'],
  [{ bases: { a: {} }, axes: { x: { values: [1], name: 'layers' } } }, 'axes.x.name'],
  [{ bases: { a: {} }, axes: {}, more: 1 }, 'more'],
])('%j is refused in words', (file, place) => {
  expect(() => readSeries(file, 'depths')).toThrow(new RegExp(`depths is no series.*${place}`));
});

test('a series of too many experiments is refused', () => {
  const values = Array.from({ length: 40 }, (_, at) => at);
  const axes = { a: { values }, b: { values } };
  expect(() => membersOf({ bases: { x: {} }, axes })).toThrow('more than 1000');
});
