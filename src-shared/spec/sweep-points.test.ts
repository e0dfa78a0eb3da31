import fc from 'fast-check';
import { expect, test } from 'vitest';

import { readSweep } from './sweep.ts';
import type { Sweep, SweepAxis } from './sweep.ts';
import { draftAt, pointName, sweepPoints } from './sweep-points.ts';

function sweepOf(changes: object): Sweep {
  return readSweep(
    { version: 1, base: 'x', axes: { a: { range: [0, 1] } }, seeds: [1], method: 'grid', ...changes },
    'mine',
  );
}

test('a grid has every combination once, the last axis fastest', () => {
  const axes = {
    rate: { log: [0.001, 0.1], steps: 3 },
    'layers.0.units': { integers: [1, 2] },
    kind: { values: ['a', true] },
  };
  expect(sweepPoints(sweepOf({ axes })).map((point) => Object.values(point).join())).toEqual(
    ['0.001', '0.01', '0.1'].flatMap((rate) =>
      [1, 2].flatMap((n) => [`${rate},${n},a`, `${rate},${n},true`]),
    ),
  );
  const steps = { axes: { n: { integers: [1, 10], steps: 4 } } };
  expect(sweepPoints(sweepOf(steps)).map(({ n }) => n)).toEqual([1, 4, 7, 10]);
});

test('what cannot be made is refused in a sentence', () => {
  const problemOf = (changes: object): string => {
    try {
      return `${sweepPoints(sweepOf(changes)).length} points`;
    } catch (thrown) {
      return (thrown as Error).message;
    }
  };
  const thousand = { values: Array.from({ length: 1000 }, (_, value) => value) };
  expect([
    problemOf({}),
    problemOf({ axes: { a: thousand, b: thousand } }),
    problemOf({ axes: { a: { integers: [1, 1_000_000_000] } } }),
    problemOf({ axes: { a: thousand }, seeds: Array.from({ length: 1000 }, (_, seed) => seed) }),
    problemOf({ method: 'sobol', points: 5, axes: { a: { integers: [1, 4] } } }),
  ]).toEqual([
    'A grid needs to know how many values to take of a.',
    'The sweep has more than 20000 points, more than 20000 points.',
    'The sweep has more than 20000 points, more than 20000 points.',
    'The sweep has 1000000 runs, more than 100000 runs.',
    'The axes have no more than 4 different points, and 5 were asked for.',
  ]);
});

const pair = (numbers: fc.Arbitrary<number>): fc.Arbitrary<[number, number]> =>
  fc.tuple(numbers, numbers).filter(([low, high]) => low < high);
const axis: fc.Arbitrary<SweepAxis> = fc.oneof(
  fc
    .uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 6 })
    .map((values): SweepAxis => ({
      values: [...new Set(values.map((each) => JSON.stringify(each)))].map(
        (each) => JSON.parse(each) as string,
      ),
    })),
  pair(fc.double({ min: -1e6, max: 1e6, noNaN: true })).map((range): SweepAxis => ({ range })),
  pair(fc.double({ min: 1e-9, max: 1e6, noNaN: true })).map((log): SweepAxis => ({ log })),
  pair(fc.integer({ min: -1000, max: 1000 })).map((integers): SweepAxis => ({ integers })),
);
const drawn = fc.record({
  method: fc.constantFrom('random', 'sobol', 'halving'),
  axes: fc.dictionary(fc.stringMatching(/^[b-m]{1,5}$/), axis, { minKeys: 1, maxKeys: 5 }),
  samplingSeed: fc.nat(),
});
const wide: Record<string, SweepAxis> = { z: { range: [0, 1] } };

function isOn(axis: SweepAxis, value: unknown): boolean {
  if ('values' in axis) return axis.values.includes(value as string);
  const [low, high] = 'integers' in axis ? axis.integers : 'log' in axis ? axis.log : axis.range;
  const isInside = typeof value === 'number' && value >= low && value <= high;
  return isInside && (!('integers' in axis) || Number.isInteger(value));
}

test('drawn points lie on their axes, are all different, and stay when more are asked for', () => {
  fc.assert(
    fc.property(
      drawn,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      (given, few, more) => {
        const axes: Record<string, SweepAxis> = { ...given.axes, ...wide };
        const points = sweepPoints(sweepOf({ ...given, axes, points: few }));
        const extended = sweepPoints(sweepOf({ ...given, axes, points: few + more }));
        expect(points).toHaveLength(few);
        expect(extended.slice(0, few)).toEqual(points);
        expect(new Set(extended.map((point) => JSON.stringify(point))).size).toBe(few + more);
        for (const point of extended)
          for (const [path, value] of Object.entries(point))
            expect(isOn(axes[path] as SweepAxis, value)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test('another sampling seed draws other points, and those of Sobol lie evenly', () => {
  const drawnWith = (samplingSeed: number, method: string): number[] =>
    sweepPoints(sweepOf({ method, samplingSeed, points: 16 })).map(({ a }) => a as number);
  expect(drawnWith(1, 'sobol')).not.toEqual(drawnWith(2, 'sobol'));
  expect(drawnWith(1, 'random')).not.toEqual(drawnWith(2, 'random'));
  expect(new Set(drawnWith(2, 'sobol').map((value) => Math.floor(value * 16))).size).toBe(16);
});

test('a point becomes a draft of its own name', () => {
  const settings = { 'layers.length': 2, 'layers.1.units': 7, 'optimizer.kind': 'adam' };
  expect(pointName('base', settings)).toBe('base, length=2, units=7, optimizer=adam');
  expect(pointName('base', { 'layers.0.units': 5, 'layers.1.units': 7, 'layers.2.kind': 'dense' })).toBe(
    'base, layers.0.units=5, layers.1.units=7, layers.2.kind=dense',
  );
  expect(pointName('base', { dataset: { kind: 'synthetic', size: 8 } })).toBe('base, dataset=synthetic');
  expect(
    draftAt({ name: 'base', layers: [{ units: 5 }], optimizer: { kind: 'x', a: 1 } }, settings, 'new'),
  ).toEqual({
    name: 'new',
    layers: [{ units: 5 }, { units: 7 }],
    optimizer: { kind: 'adam' },
  });
});
