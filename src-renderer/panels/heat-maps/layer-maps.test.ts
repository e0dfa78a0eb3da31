/** What is drawn and said of a layer at one moment. */

import { describe, expect, it } from 'vitest';

import { byteColours } from '../../ui/byte-colours.ts';
import type { ByteFilm } from '../../ui/byte-colours.ts';
import {
  differenceRange,
  layerMoment,
  layerTable,
  paintsOf,
  placesOf,
  sayUnit,
  sharedRange,
  unitIn,
} from './layer-maps.ts';

/** Two moments of three units. */
const film: ByteFilm = {
  name: 'activity/layer1',
  shape: [2, 3],
  count: 2,
  steps: Float64Array.of(0, 500),
  epochs: Float64Array.of(0, 1),
  range: [0, 10],
  momentAt: (step) => (step < 500 ? 0 : 1),
  moment: (index) => ({ low: 0, high: index === 0 ? 5 : 10, bytes: Uint8Array.of(0, 51, 255, 0, 0, 204) }),
};

const flat = placesOf(3, null);

describe('a layer in two passes', () => {
  it('is split into both halves of its film', () => {
    expect(layerMoment(film, 700)).toEqual({
      step: 500,
      epoch: 1,
      units: 3,
      low: 0,
      high: 10,
      positive: Uint8Array.of(0, 51, 255),
      negative: Uint8Array.of(0, 0, 204),
    });
    expect(layerMoment({ ...film, count: 0, momentAt: () => -1 }, 5)).toBeNull();
  });

  it('says activities and their difference, and lists them', () => {
    const moment = layerMoment(film, 500);
    if (moment === null) throw new Error('no moment');
    expect(sayUnit(moment, 2, flat, true)).toBe('unit 3: positive 10, negative 8, difference 2');
    expect(layerTable(moment, true).rows).toEqual([
      [1, 0, 0, 0],
      [2, 2, 0, 2],
      [3, 10, 8, 2],
    ]);
  });

  it('shares one scale over layers and moments: equal values have equal colours', () => {
    expect(sharedRange([film, { ...film, range: [-1, 4] }, { ...film, count: 0, range: [0, 99] }])).toEqual([
      -1, 10,
    ]);
    expect(differenceRange([-1, 10])).toEqual([-11, 11]);
    const draw = (step: number, name: 'positive' | 'difference'): Uint32Array => {
      const pixels = new Uint32Array(3);
      const moment = layerMoment(film, step);
      if (moment !== null) paintsOf(moment, [0, 10], flat)[name](pixels);
      return pixels;
    };
    expect(draw(0, 'positive')[0]).toBe(draw(500, 'positive')[0]);
    expect(draw(0, 'positive')[2]).not.toBe(draw(500, 'positive')[2]);
    expect(draw(500, 'difference')[1]).toBe(draw(500, 'difference')[2]);
  });
});

describe('a layer whose units have places', () => {
  const grid = { height: 1, width: 2, channels: 3 };
  const places = placesOf(6, grid);
  const moment = {
    step: 0,
    epoch: 0,
    units: 6,
    low: 0,
    high: 255,
    positive: Uint8Array.of(1, 2, 3, 4, 5, 6),
    negative: Uint8Array.of(6, 5, 4, 3, 2, 1),
  };

  it('is one feature map per channel, and a cell without a unit stays empty', () => {
    const colours = byteColours('viridis', 0, 255, [0, 255]);
    const pixels = new Uint32Array(places.rows * places.columns);
    paintsOf(moment, [0, 255], places).positive(pixels);
    const shown = [...pixels].map((pixel) => colours.indexOf(pixel));
    expect([places.maps, places.rows, places.columns, shown]).toEqual([
      '3 maps of 1 × 2',
      2,
      4,
      [1, 4, 2, 5, 3, 6, -1, -1],
    ]);
    expect([unitIn(places, 6, 1), unitIn(places, 6, 7), unitIn(flat, 3, 2), unitIn(flat, 3, 3)]).toEqual([
      3,
      null,
      2,
      null,
    ]);
  });

  it('says where a unit stands', () => {
    expect(sayUnit(moment, 4, places, true)).toBe(
      'unit 5 (map 2, row 1, column 2): positive 5, negative 2, difference 3',
    );
  });

  it('says its activity alone where there is one pass', () => {
    expect([sayUnit(moment, 0, flat, false), layerTable(moment, false).columns]).toEqual([
      'unit 1: 1',
      ['unit', 'activity'],
    ]);
  });
});
