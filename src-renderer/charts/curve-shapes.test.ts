/** What of a curve is drawn: nothing of it may be missing. */

import { expect, test } from 'vitest';

import type { Curve } from './chart-data.ts';
import { curveSeries, shapesOf } from './curve-shapes.ts';
import { plainPalette } from './drawn-chart.fixture.ts';

const linear = { x: false, y: false };
const falling: Curve = {
  name: 'falling',
  colour: '#d50000',
  series: { x: [1, 2, 3, 4], last: [0.4, 0.2, 0.1, 0.05] },
};

test('a line is cut at NaN, and a value between two of them is a stretch of its own', () => {
  const series = { x: [1, 2, 3, 4, 5, 6], last: [0.4, NaN, 0.3, NaN, 0.05, 0.01] };
  expect(shapesOf({ ...falling, series }, linear)).toEqual({
    bands: [],
    lines: [
      { stretch: [[1, 0.4]], isFaint: false },
      { stretch: [[3, 0.3]], isFaint: false },
      {
        stretch: [
          [5, 0.05],
          [6, 0.01],
        ],
        isFaint: false,
      },
    ],
    crosses: [2, 4],
  });
});

test('a thinned curve has a band over the extremes, and none where every point is exact', () => {
  const series = { ...falling.series, minimum: [0.3, 0.1, 0.05, 0.01], maximum: [0.5, 0.9, 0.2, 0.1] };
  const outline = [
    [1, 0.5],
    [2, 0.9],
    [3, 0.2],
    [4, 0.1],
    [4, 0.01],
    [3, 0.05],
    [2, 0.1],
    [1, 0.3],
  ];
  expect(shapesOf({ ...falling, series }, linear).bands).toEqual([{ outline, opacity: 0.22 }]);
  expect(shapesOf({ ...falling, series: { ...series, exact: true } }, linear).bands).toEqual([]);
});

test('a smoothed curve is strong before its faint values', () => {
  const series = { ...falling.series, smoothed: [0.4, 0.3, 0.2, 0.1] };
  const { lines } = shapesOf({ ...falling, series }, linear);
  expect(lines.map(({ stretch, isFaint }) => [isFaint, stretch.map(([, y]) => y)])).toEqual([
    [true, [0.4, 0.2, 0.1, 0.05]],
    [false, [0.4, 0.3, 0.2, 0.1]],
  ]);
});

test('a deviation is a band around the middle', () => {
  const { bands } = shapesOf({ ...falling, deviation: [0.25, 0.125, 0, 0] }, linear);
  expect(bands.map(({ outline }) => outline.map(([, y]) => y))).toEqual([
    [0.65, 0.325, 0.1, 0.05, 0.05, 0.1, 0.2 - 0.125, 0.4 - 0.25],
  ]);
});

test('what all curves span is told to the axes; nothing where there is nothing to draw', () => {
  const other: Curve = { ...falling, series: { x: [0, 9], last: [-1, 0] } };
  expect(curveSeries('both', [falling, other], linear, plainPalette).data).toEqual([
    [0, -1],
    [9, 0.4],
  ]);
  expect(curveSeries('none', [], linear, plainPalette).data).toEqual([]);
});
