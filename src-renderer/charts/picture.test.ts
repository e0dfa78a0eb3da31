/** Values as pictures, and the bar that says which colour is which value. */

import { beforeEach, expect, it, vi } from 'vitest';

import { colourAt } from '../ui/colour-maps.ts';
import { PlainCanvas, plainDocument } from './document.fixture.ts';
import { drawPicture, legendCanvas, pictureCanvas } from './picture.ts';

beforeEach(() => vi.stubGlobal('document', plainDocument));

const plain = (canvas: HTMLCanvasElement): PlainCanvas => canvas as unknown as PlainCanvas;

it('A picture has one pixel for every value, in the colour of its map', () => {
  const canvas = plain(
    pictureCanvas({ values: [0, 1, NaN, 0.5, 2, -1], width: 3, height: 2, map: 'viridis', range: [0, 1] }),
  );
  const wanted = [0, 1, NaN, 0.5, 2, -1].flatMap((value) => [...colourAt('viridis', value, [0, 1]), 255]);
  expect([canvas.width, canvas.height, Array.from(canvas.pixels ?? [])]).toEqual([3, 2, wanted]);
});

it('A picture of three channels has its own colours', () => {
  const values = [1, 0, 0, 0, 0, 1];
  const input = { values, width: 2, height: 1, channels: 3, map: 'grey', range: [0, 1] } as const;
  expect(Array.from(plain(pictureCanvas(input)).pixels ?? [])).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
});

it('An empty picture draws nothing and breaks nothing', () => {
  const canvas = new PlainCanvas('canvas');
  drawPicture(canvas as unknown as HTMLCanvasElement, {
    values: [],
    width: 0,
    height: 4,
    map: 'grey',
    range: [0, 1],
  });
  expect([canvas.width, canvas.height, canvas.pixels]).toEqual([0, 4, null]);
});

it('The bar of a map runs from its low colour to its high one', () => {
  const ends = (['viridis', 'diverging'] as const).map((map) => {
    const pixels = Array.from(plain(legendCanvas(map)).pixels ?? []);
    return [pixels.length / 4, pixels.slice(0, 3), pixels.slice(-4, -1)];
  });
  expect(ends).toEqual([
    [256, colourAt('viridis', 0, [0, 1]), colourAt('viridis', 1, [0, 1])],
    [256, colourAt('diverging', -1, [-1, 1]), colourAt('diverging', 1, [-1, 1])],
  ]);
});
