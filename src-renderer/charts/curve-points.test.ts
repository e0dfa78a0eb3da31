/** From arrays to points: no extreme and no NaN of what was recorded gets lost on the way. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Curve, CurveSeries } from './chart-data.ts';
import {
  bandOutlines,
  brokenPositions,
  curveTable,
  extentOf,
  hiddenByLog,
  nearestPoint,
  pairs,
  pointsNote,
  spread,
  stretches,
} from './curve-points.ts';

const linear = { x: false, y: false };
const value = fc.oneof(
  { arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }), weight: 5 },
  { arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0), weight: 1 },
);
const curve = (series: CurveSeries, name = 'run'): Curve => ({ name, colour: 'black', series });
const isDrawn = (each: number, log: boolean): boolean => Number.isFinite(each) && (!log || each > 0);

describe('the points of a line', () => {
  it('are where the values are, with NaN as a gap', () => {
    expect(pairs([1, 2, 3], [0.5, NaN, 0.1], linear)).toEqual([
      [1, 0.5],
      [2, NaN],
      [3, 0.1],
    ]);
  });

  it('on log axes leave out positions at or below zero, and gap at values at or below zero', () => {
    expect(pairs([0, 1, 2], [1, 0, 3], { x: true, y: true })).toEqual([
      [1, NaN],
      [2, 3],
    ]);
  });

  it('are all in some stretch, in their order, whatever the gaps', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), fc.boolean(), (values, log) => {
        const points = pairs(
          values.map((_, at) => at + 1),
          values,
          { x: false, y: log },
        );
        const drawn = stretches(points).flatMap((stretch) => stretch.map(([, y]) => y));
        expect(drawn).toEqual(values.filter((each) => isDrawn(each, log)));
      }),
    );
  });
});

describe('a band', () => {
  it('keeps a spike, and ends before NaN and begins again after it', () => {
    const low = [1, 1, NaN, 2, 2];
    const high = [2, 90, NaN, 3, 3];
    expect(bandOutlines([1, 2, 3, 4, 5], low, high, linear)).toEqual([
      [
        [1, 2],
        [2, 90],
        [2, 1],
        [1, 1],
      ],
      [
        [4, 3],
        [5, 3],
        [5, 2],
        [4, 2],
      ],
    ]);
  });

  it('has every finite extreme as a corner, at every point, on both kinds of axes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 30 }), fc.boolean(), (pairsOfValues, log) => {
        const low = pairsOfValues.map(([a, b]) => Math.min(a, b));
        const high = pairsOfValues.map(([a, b]) => Math.max(a, b));
        const x = low.map((_, at) => at);
        const corners = bandOutlines(x, low, high, { x: false, y: log }).flat();
        const missing = x.flatMap((at) =>
          [low[at] ?? NaN, high[at] ?? NaN].filter(
            (extreme) => isDrawn(extreme, log) && !corners.some(([cx, cy]) => cx === at && cy === extreme),
          ),
        );
        expect(missing).toEqual([]);
        expect(corners.filter(([, y]) => !isDrawn(y, log))).toEqual([]);
      }),
    );
  });

  it('on a log axis goes down to the lowest value seen where it goes down to zero', () => {
    expect(bandOutlines([1, 2], [0, 0.01], [1, 0.5], { x: false, y: true })).toEqual([
      [
        [1, 1],
        [2, 0.5],
        [2, 0.01],
        [1, 0.01],
      ],
    ]);
  });

  it('of a deviation lies around the middle', () => {
    expect(Array.from(spread([1, 2, NaN], [0.5, 1, 1], -1))).toEqual([0.5, 1, NaN]);
    expect(Array.from(spread([1, 2], [0.5], 2))).toEqual([2, 2]);
  });
});

describe('crosses', () => {
  it('stand at every NaN, also where one is hidden among others, and at infinite values', () => {
    const last = [1, NaN, 3, Infinity];
    expect(brokenPositions({ x: [1, 2, 3, 4], last }, false)).toEqual([2, 4]);
    expect(brokenPositions({ x: [1, 2, 3, 4], last: [1, 1, 1, 1], nanCount: [0, 0, 7, 0] }, false)).toEqual([
      3,
    ]);
    const maximum = [1, Infinity, 3, 4];
    expect(brokenPositions({ x: [1, 2, 3, 4], last: [1, 1, 1, 1], maximum }, false)).toEqual([2]);
    expect(brokenPositions({ x: [0, 1], last: [NaN, NaN] }, true)).toEqual([1]);
  });
});

describe('the extent of the x axis', () => {
  it('is that of all curves, with some room around a single position', () => {
    const curves = [curve({ x: [5, 9], last: [1, 1] }), curve({ x: [2, 7], last: [1, 1] })];
    expect(extentOf(curves, false)).toEqual([2, 9]);
    expect(extentOf([curve({ x: [8], last: [1] })], false)).toEqual([7.5, 8.5]);
    expect(extentOf([curve({ x: [8], last: [1] })], true)).toEqual([4, 16]);
    expect(extentOf([curve({ x: [0, 3, 4], last: [1, 1, 1] })], true)).toEqual([3, 4]);
    expect(extentOf([curve({ x: [NaN], last: [1] })], false)).toBeNull();
    expect(extentOf([], false)).toBeNull();
  });
});

it('The nearest point is the nearest of all', () => {
  const ascending = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(ascending, fc.double({ min: -1500, max: 1500, noNaN: true }), (values, position) => {
      const x = values.sort((a, b) => a - b);
      const found = Math.abs((x[nearestPoint(x, position)] ?? NaN) - position);
      expect(found).toBe(Math.min(...x.map((each) => Math.abs(each - position))));
    }),
  );
  expect(nearestPoint([], 3)).toBe(-1);
});

describe('what a chart says of its points', () => {
  const words = String;
  const thinned = { x: [1, 2], last: [1, 1], inWindow: 500, total: 900 };

  it('is how many of those in the window are drawn', () => {
    expect(pointsNote([curve(thinned), curve({ ...thinned, inWindow: 2 })], words)).toBe('4 of 502 points');
    expect(pointsNote([curve({ ...thinned, inWindow: 2 })], words)).toBe('2 points');
    expect(pointsNote([curve({ x: [1], last: [1] })], words)).toBe('');
    expect(pointsNote([], words)).toBe('');
  });

  it('is how many a log axis hides, wholly or in part', () => {
    const series = { x: [1, 2, 3, 4], last: [1, 0, -2, 1], minimum: [1, 0, -2, 0] };
    expect(hiddenByLog([curve(series), curve({ x: [1], last: [NaN] })], true)).toBe(3);
    expect(hiddenByLog([curve(series)], false)).toBe(0);
  });
});

describe('the table of curves', () => {
  it('has a row for every point, and only the columns that a curve has', () => {
    const first = curve({ x: [1, 2], last: [0.5, NaN] }, 'first');
    expect(curveTable('Step', [first])).toEqual({
      columns: ['curve', 'Step', 'value'],
      rows: [
        ['first', 1, 0.5],
        ['first', 2, NaN],
      ],
    });
  });

  it('has all that is drawn, with nothing where a curve has none', () => {
    const full = {
      ...curve(
        { x: [1], last: [0.5], minimum: [0.1], maximum: [0.9], smoothed: [0.6], nanCount: [2] },
        'full',
      ),
      deviation: [0.2],
    };
    expect(curveTable('Epoch', [full, curve({ x: [3], last: [0.4], smoothed: null }, 'bare')])).toEqual({
      columns: ['curve', 'Epoch', 'value', 'minimum', 'maximum', 'smoothed', 'deviation', 'NaN values'],
      rows: [
        ['full', 1, 0.5, 0.1, 0.9, 0.6, 0.2, 2],
        ['bare', 3, 0.4, null, null, null, null, null],
      ],
    });
  });
});
