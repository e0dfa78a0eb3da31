/** Colours through a table must be the colours of the values. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { byteColours, differenceColours, gridOf, paintBytes, paintDifference } from './byte-colours.ts';
import { colourAt } from './colour-maps.ts';

/** As an ImageData shows it: red, green, blue, alpha. */
function channels(pixel: number): number[] {
  return [...new Uint8Array(Uint32Array.of(pixel).buffer)];
}

describe('bytes as colours', () => {
  it('have the colour of the value they stand for, on the scale that is shared', () => {
    const pixels = new Uint32Array(3);
    paintBytes(pixels, Uint8Array.of(0, 51, 255), byteColours('viridis', 1, 6, [0, 10]));
    const wanted = [1, 2, 6].map((value) => [...colourAt('viridis', value, [0, 10]), 255]);
    expect(Array.from(pixels, channels)).toEqual(wanted);
  });

  it('have the colour of a difference, zero in the middle', () => {
    const pixels = new Uint32Array(3);
    const colours = differenceColours('diverging', 5, [-10, 10]);
    paintDifference(pixels, Uint8Array.of(255, 7, 0), Uint8Array.of(0, 7, 51), colours);
    const wanted = [5, 0, -1].map((value) => [...colourAt('diverging', value, [-10, 10]), 255]);
    expect(Array.from(pixels, channels)).toEqual(wanted);
  });

  it('have the lowest colour where a whole layer is silent, and no difference is neither side', () => {
    const silent = Uint8Array.of(0);
    const [activity, difference] = [new Uint32Array(1), new Uint32Array(1)];
    paintBytes(activity, silent, byteColours('viridis', 0, 0, [0, 0]));
    paintDifference(difference, silent, silent, differenceColours('diverging', 0, [0, 0]));
    expect([activity, difference].map(([pixel = 0]) => channels(pixel))).toEqual([
      [...colourAt('viridis', 0, [0, 1]), 255],
      [...colourAt('diverging', 0, [-1, 1]), 255],
    ]);
  });

  it('stand in a grid that holds every cell, wider than high, and wastes little', () => {
    expect([16, 500, 784, 1000, 2000].map(gridOf)).toEqual([
      { rows: 4, columns: 4 },
      { rows: 20, columns: 25 },
      { rows: 28, columns: 28 },
      { rows: 25, columns: 40 },
      { rows: 40, columns: 50 },
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (cells) => {
        const { rows, columns } = gridOf(cells);
        return rows * columns >= cells && (rows - 1) * columns < cells;
      }),
    );
  });
});
