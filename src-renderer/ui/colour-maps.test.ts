/** Colour maps: the published ones as they are published, and what makes a map truthful. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { colourAt, drawnRange, paint, rangeOf, shownScale } from './colour-maps.ts';
import type { ColourMapName } from './colour-maps.ts';

type Colour = readonly [number, number, number];

const maps = ['viridis', 'cividis', 'diverging', 'grey'] as const satisfies readonly ColourMapName[];
const hex = (colour: Colour): string =>
  `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
const entries = (map: ColourMapName): Colour[] =>
  Array.from({ length: 256 }, (_, at) => colourAt(map, at, map === 'diverging' ? [-255, 255] : [0, 255]));

/** L* of CIELAB. */
function lightness(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part / 255 <= 0.040_45 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 216 / 24_389 ? 116 * Math.cbrt(luminance) - 16 : (24_389 / 27) * luminance;
}

describe('a scale beside pictures', () => {
  it('is that of their map, and of greys beside pictures in colour, centred on zero where the map is', () => {
    expect(shownScale('diverging', [-1, 3])).toEqual({ map: 'diverging', range: [-3, 3] });
    expect(shownScale('diverging', [-1, 3], 3)).toEqual({ map: 'grey', range: [-3, 3] });
    expect(shownScale('grey', [0, 255], 3)).toEqual({ map: 'grey', range: [0, 255] });
    expect(shownScale('viridis', [0, 2], 20)).toEqual({ map: 'viridis', range: [0, 2] });
  });

  it('shows each colour of a picture as the picture does', () => {
    const { map, range } = shownScale('diverging', [-1, 3], 3);
    const values = [-2, 0, 2.5];
    const pixel = new Uint8ClampedArray(4);
    paint(pixel, values, 'diverging', [-1, 3], 3);
    expect([...pixel.subarray(0, 3)]).toEqual(values.map((value) => colourAt(map, value, range)[0]));
  });
});

describe('a colour map', () => {
  it('has the ends and the middle that are published', () => {
    const ends = maps.map((map) => [0, 128, 255].map((at) => hex(colourAt(map, at, [0, 255]))));
    expect(ends.slice(0, 2)).toEqual([
      ['#440154', '#21918c', '#fde725'],
      ['#00224e', '#7d7c78', '#fee838'],
    ]);
    expect(ends[3]).toEqual(['#000000', '#808080', '#ffffff']);
  });

  it.each(['viridis', 'cividis', 'grey'] as const)('%s gets lighter with every value, evenly', (map) => {
    const steps = entries(map)
      .map(lightness)
      .map((value, at, all) => value - (all[at - 1] ?? value))
      .slice(1);
    // Colours are whole numbers, which alone makes steps of up to half a unit of L* either way.
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(map === 'grey' ? 0.2 : -0.05);
    expect(Math.max(...steps)).toBeLessThan(map === 'grey' ? 0.6 : 1);
  });

  it('gives values beyond its range the colours of its ends, and NaN one that no value has', () => {
    const range = [2, 4] as const;
    for (const map of ['viridis', 'cividis', 'grey'] as const) {
      expect([-Infinity, 1, Infinity, 5].map((value) => colourAt(map, value, range))).toEqual(
        [2, 2, 4, 4].map((value) => colourAt(map, value, range)),
      );
    }
    const missing = hex(colourAt('viridis', NaN, range));
    expect(maps.filter((map) => entries(map).map(hex).includes(missing))).toEqual([]);
  });

  it('shows one colour where all values are the same: the middle, but the lowest for zero', () => {
    expect(colourAt('viridis', 3, [3, 3])).toEqual(colourAt('viridis', 127, [0, 255]));
    expect(colourAt('grey', 2, [2, 2])).toEqual([127, 127, 127]);
    for (const map of ['viridis', 'cividis', 'grey'] as const) {
      expect(colourAt(map, 0, [0, 0])).toEqual(colourAt(map, 0, [0, 1]));
    }
    expect(colourAt('diverging', 0, [0, 0])).toEqual(colourAt('diverging', 0, [-1, 1]));
  });
});

describe('the diverging map', () => {
  it('is centred on zero, whatever range it is asked for', () => {
    expect([
      drawnRange('diverging', [-1, 3]),
      drawnRange('diverging', [-4, 1]),
      drawnRange('diverging', [2, 3]),
      drawnRange('viridis', [-1, 3]),
    ]).toEqual([
      [-3, 3],
      [-4, 4],
      [-3, 3],
      [-1, 3],
    ]);
  });

  it('is lightest at zero, orange below and blue above, and darker the further away', () => {
    const at = (value: number): Colour => colourAt('diverging', value, [-1, 1]);
    const away = Array.from({ length: 120 }, (_, step) => (step + 4) / 124);
    const falls = (values: readonly Colour[]): boolean =>
      values.map(lightness).every((value, place, all) => place === 0 || value <= (all[place - 1] ?? 0));
    expect(Math.max(...at(0)) - Math.min(...at(0))).toBeLessThanOrEqual(3);
    expect(falls([at(0), ...away.map((value) => at(value))])).toBe(true);
    expect(falls([at(0), ...away.map((value) => at(-value))])).toBe(true);
    expect(away.filter((value) => at(value)[2] <= at(value)[0])).toEqual([]);
    expect(away.filter((value) => at(-value)[0] <= at(-value)[2])).toEqual([]);
  });
});

describe('a painted picture', () => {
  it('has the colour of every value, opaque', () => {
    const value = fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.constant(NaN));
    fc.assert(
      fc.property(fc.constantFrom(...maps), fc.array(value, { maxLength: 20 }), (map, values) => {
        const target = new Uint8ClampedArray(4 * values.length);
        paint(target, values, map, [-1, 1]);
        const wanted = values.flatMap((each) => [...colourAt(map, each, [-1, 1]), 255]);
        expect(Array.from(target)).toEqual(wanted);
      }),
    );
  });

  it('of three channels shows its own colours', () => {
    const target = new Uint8ClampedArray(8);
    paint(target, [0, 0.5, 1, 1, NaN, 0], 'viridis', [0, 1], 3);
    const [, missing] = colourAt('grey', NaN, [0, 1]);
    expect(Array.from(target)).toEqual([0, 128, 255, 255, 255, missing, 0, 255]);
  });

  it('leaves alone what it has no values for', () => {
    const target = new Uint8ClampedArray(8).fill(9);
    paint(target, [1], 'grey', [0, 1]);
    expect(Array.from(target)).toEqual([255, 255, 255, 255, 9, 9, 9, 9]);
    const blank = new Uint8ClampedArray(8);
    paint(blank, [undefined, 1], 'grey', [0, 1]);
    expect(Array.from(blank)).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
  });
});

it('The range of values is that of the finite ones, and 0 to 1 where there are none', () => {
  expect([rangeOf([3, -1, NaN, Infinity, 2]), rangeOf([NaN]), rangeOf([5])]).toEqual([
    [-1, 3],
    [0, 1],
    [5, 5],
  ]);
});
