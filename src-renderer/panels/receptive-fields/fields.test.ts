/** Which pixels a unit's field gets. */

import { expect, it } from 'vitest';

import type { ByteFilm } from '../../ui/byte-colours.ts';
import { byteColours } from '../../ui/byte-colours.ts';
import { centredRange } from '../../ui/film.ts';
import { fieldPaint, fieldsMoment, fieldsTable } from './fields.ts';

function film(shape: readonly number[], bytes: readonly number[]): ByteFilm {
  return {
    name: 'fields/layer1',
    shape,
    count: 1,
    steps: Float64Array.of(7),
    epochs: Float64Array.of(0),
    range: [-1, 0.5],
    momentAt: () => 0,
    moment: () => ({ low: -1, high: 1, bytes: Uint8Array.from(bytes) }),
  };
}

function pixels(of: ByteFilm, unit: number): number[] {
  const moment = fieldsMoment(of, 7);
  if (moment === null) throw new Error('no moment');
  const target = new Uint32Array(moment.height * moment.width);
  fieldPaint(moment, centredRange(of.range))(unit, target);
  return [...target];
}

it('are its own weights, zero in the middle of the scale', () => {
  const colours = byteColours('diverging', -1, 1, [-1, 1]);
  expect(pixels(film([2, 1, 2, 1], [0, 10, 20, 255]), 1)).toEqual([colours[20], colours[255]]);
});

it('are in colour on images in colour: dark below zero, bright above, half bright where there is no weight', () => {
  const painted = pixels(film([1, 1, 2, 3], [0, 128, 255, 51, 204, 128]), 0);
  const levels = painted.map((pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255, pixel >>> 24]);
  expect(levels).toEqual([
    [0, 128, 255, 255],
    [51, 204, 128, 255],
  ]);
});

it('are the mean over channels that are no colours', () => {
  const colours = byteColours('diverging', -1, 1, [-1, 1]);
  expect(pixels(film([1, 1, 2, 4], [0, 3, 6, 3, 255, 255, 255, 255]), 0)).toEqual([colours[3], colours[255]]);
});

it('can be read as numbers', () => {
  const moment = fieldsMoment(film([1, 1, 2, 1], [0, 255]), 7);
  expect(moment === null ? null : fieldsTable(moment)).toEqual({
    columns: ['unit', 'weight 1', 'weight 2'],
    rows: [[1, -1, 1]],
  });
});
