/**
 * Goodness by region over an image: every region in the colour of its goodness less the threshold, the image drawn over it
 * in black, as strong as it is bright. So the colours are those of the scale wherever the image is dark.
 */

import { colourAt } from '../ui/colour-maps.ts';
import { number } from '../ui/format.ts';
import type { ChartTable, GridShape } from './chart-data.ts';
import { colourBar, colourBarWidth } from './heat-map-figure.ts';
import { sceneInk, sceneTitle } from './scene.ts';
import type { Mark, Scene } from './scene.ts';

export interface RegionInput {
  /** [rows * columns], row by row */
  readonly goodness: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  readonly threshold: number;
  /** Of goodness less threshold; as far to both sides. */
  readonly range: readonly [number, number];
  /** [height * width * channels], in the net's numbers; its lowest value is dark. */
  readonly image: ArrayLike<number>;
  readonly shape: GridShape;
}

export const regionLegend = 'goodness less threshold';
/** Canvas pixels of an image pixel, so that lines between regions can be thin. */
const zoom = 6;
const strongestInk = 0.85;
const lineInk = 0.4;

/** Where on a canvas a region begins, of so many over so many pixels. */
const startOf = (region: number, regions: number, pixels: number): number =>
  Math.ceil((region * pixels) / regions);
const regionAt = (pixel: number, regions: number, pixels: number): number =>
  Math.floor((pixel * regions) / pixels);

export function sayRegion({ goodness, columns, threshold }: RegionInput, index: number): string {
  const value = goodness[index] ?? Number.NaN;
  const where = `region in row ${Math.floor(index / columns) + 1}, column ${(index % columns) + 1}`;
  return `${where}: goodness ${number(value, 4)}, ${value > threshold ? 'above' : 'below'} ${number(threshold, 4)}`;
}

/** How bright every pixel is, 0 to 1. */
function brightness({ image, shape }: RegionInput): Float64Array {
  const { width, height, channels } = shape;
  const means = Float64Array.from({ length: width * height }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += image[pixel * channels + channel] ?? 0;
    return sum / channels;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  return means.map((value) => (high > low ? (value - low) / (high - low) : 0));
}

/** Four bytes a canvas pixel, row by row. */
export function regionPixels(input: RegionInput): {
  width: number;
  height: number;
  bytes: Uint8ClampedArray;
} {
  const { goodness, rows, columns, threshold, range, shape } = input;
  const [width, height] = [shape.width * zoom, shape.height * zoom];
  const bright = brightness(input);
  const bytes = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += 1) {
    const row = regionAt(y, rows, height);
    for (let x = 0; x < width; x += 1) {
      const column = regionAt(x, columns, width);
      const colour = colourAt(
        'diverging',
        (goodness[row * columns + column] ?? Number.NaN) - threshold,
        range,
      );
      const light = bright[Math.floor(y / zoom) * shape.width + Math.floor(x / zoom)] ?? 0;
      const onLine =
        (row > 0 && y === startOf(row, rows, height)) ||
        (column > 0 && x === startOf(column, columns, width));
      const ink = Math.max(strongestInk * light, onLine ? lineInk : 0);
      const at = 4 * (y * width + x);
      colour.forEach((value, channel) => (bytes[at + channel] = value * (1 - ink)));
      bytes[at + 3] = 255;
    }
  }
  return { width, height, bytes };
}

export function drawRegions(canvas: HTMLCanvasElement, input: RegionInput): void {
  const { width, height, bytes } = regionPixels(input);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return;
  const image = context.createImageData(width, height);
  image.data.set(bytes);
  context.putImageData(image, 0, 0);
}

const margin = 20;
const pictureWidth = 336;

export function regionScene(title: string, input: RegionInput): Scene {
  const { goodness, rows, columns, shape, range } = input;
  const canvas = document.createElement('canvas');
  drawRegions(canvas, input);
  const height = (pictureWidth * shape.height) / Math.max(1, shape.width);
  const width = Math.max(pictureWidth, colourBarWidth(regionLegend));
  const { marks, bottom } = sceneTitle(title, margin, width);
  const numbers = Array.from({ length: rows * columns }, (_, at): Mark => ({
    sort: 'text',
    x: margin + ((at % columns) * pictureWidth) / columns + 4,
    y: bottom + (Math.floor(at / columns) * height) / rows + 14,
    text: number(goodness[at] ?? Number.NaN, 4),
    size: 11,
    colour: sceneInk,
  }));
  return {
    width: width + 2 * margin,
    height: bottom + height + 56,
    marks: [
      ...marks,
      { sort: 'picture', x: margin, y: bottom, width: pictureWidth, height, canvas },
      ...numbers,
      ...colourBar({ x: margin, y: bottom + height + 14, map: 'diverging', range, legend: regionLegend }),
    ],
  };
}

export function regionTable({ goodness, rows, columns, threshold }: RegionInput): ChartTable {
  return {
    columns: ['row', 'column', 'goodness', 'threshold'],
    rows: Array.from({ length: rows * columns }, (_, at) => [
      Math.floor(at / columns) + 1,
      (at % columns) + 1,
      goodness[at] ?? null,
      threshold,
    ]),
  };
}
