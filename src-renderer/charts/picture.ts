/** Values as a picture, one pixel each. */

import { paint } from '../ui/colour-maps.ts';
import type { Cells, ColourMapName } from '../ui/colour-maps.ts';

export interface PictureInput {
  readonly values: Cells;
  readonly width: number;
  readonly height: number;
  readonly channels?: number;
  readonly map: ColourMapName;
  readonly range: readonly [number, number];
}

/** Draws into a canvas, which gets one pixel per value; its size on the page is CSS's business. */
export function drawPicture(canvas: HTMLCanvasElement, input: PictureInput): void {
  const { values, width, height, map, range, channels = 1 } = input;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  if (width === 0 || height === 0) return;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  paint(image.data, values, map, range, channels);
  context.putImageData(image, 0, 0);
}

export function pictureCanvas(input: PictureInput): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  drawPicture(canvas, input);
  return canvas;
}

/** A bar of the map's colours, low at the left. */
export function legendCanvas(map: ColourMapName): HTMLCanvasElement {
  const values = Float32Array.from({ length: 256 }, (_, at) => (map === 'diverging' ? at - 127.5 : at));
  const range: readonly [number, number] = map === 'diverging' ? [-127.5, 127.5] : [0, 255];
  return pictureCanvas({ values, width: 256, height: 1, map, range });
}
