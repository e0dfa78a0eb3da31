/** Goodness by region over an image: which colour is where, and what is said of a region. */

import { expect, test } from 'vitest';

import { colourAt } from '../ui/colour-maps.ts';
import { regionPixels, regionTable, sayRegion } from './region-figure.ts';
import type { RegionInput } from './region-figure.ts';

/** Two rows and three columns of regions over 4 x 6 pixels, the bottom right one bright. */
const input: RegionInput = {
  goodness: [3, 5, 7, 9, 4.5, NaN],
  rows: 2,
  columns: 3,
  threshold: 5,
  range: [-4, 4],
  image: Float32Array.from({ length: 24 }, (_, at) => (at === 23 ? 1 : 0)),
  shape: { height: 4, width: 6, channels: 1 },
};

const pixel = (row: number, column: number): number[] => {
  const { width, bytes } = regionPixels(input);
  const at = 4 * (Math.round(row * 6) * width + Math.round(column * 6));
  return [...bytes.subarray(at, at + 3)];
};

test('a region has the colour of its goodness less the threshold where the image is dark', () => {
  const middles = [0, 1].flatMap((row) => [0, 1, 2].map((column) => pixel(2 * row + 0.5, 2 * column + 0.5)));
  const wanted = input.goodness as readonly number[];
  expect(middles).toEqual(wanted.map((value) => [...colourAt('diverging', value - 5, [-4, 4])]));
});

test('what is bright in the image is dark over the colour, and a line parts the regions', () => {
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0);
  expect(sum(pixel(3.5, 5.5))).toBeLessThan(0.3 * sum(pixel(2.5, 4.5)));
  expect(sum(pixel(0.5, 2))).toBeLessThan(sum(pixel(0.5, 2.5)));
  expect(sum(pixel(2, 0.5))).toBeLessThan(sum(pixel(2.5, 0.5)));
});

test('an image without any contrast hides nothing', () => {
  const { bytes } = regionPixels({ ...input, image: new Float32Array(24).fill(0.7), rows: 1, columns: 1 });
  expect(new Set(bytes).size).toBeLessThan(5); // one colour and full opacity
});

test('a region is said in words, and is a row of the table', () => {
  expect(sayRegion(input, 3)).toBe('region in row 2, column 1: goodness 9, above 5');
  expect(regionTable(input).rows.slice(2, 4)).toEqual([
    [1, 3, 7, 5],
    [2, 1, 9, 5],
  ]);
});
