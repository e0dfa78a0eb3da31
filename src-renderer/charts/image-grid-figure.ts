/** A grid of pictures as an exported figure, and what a table can say of it. */

import { drawnRange } from '../ui/colour-maps.ts';
import type { ColourMapName } from '../ui/colour-maps.ts';
import type { ChartTable, GridImage, GridShape } from './chart-data.ts';
import { colourBar } from './heat-map-figure.ts';
import { pictureCanvas } from './picture.ts';
import type { Mark, Scene } from './scene.ts';

export interface ImageGridFigureInput {
  readonly title: string;
  readonly images: readonly GridImage[];
  readonly shape: GridShape;
  readonly range: readonly [number, number];
  readonly map: ColourMapName;
  readonly legend?: string | undefined;
}

const ink = '#1b212b';
const margin = 20;
const side = 64;
const gap = 8;
const mostColumns = 10;

export function imageGridScene({ title, images, shape, range, map, legend }: ImageGridFigureInput): Scene {
  const columns = Math.max(1, Math.min(mostColumns, images.length));
  const height = (side * shape.height) / Math.max(1, shape.width);
  const captioned = images.some(({ caption }) => caption !== undefined);
  const rowHeight = height + gap + (captioned ? 14 : 0);
  const rows = Math.ceil(images.length / columns);
  const bottom = 44 + rows * rowHeight;
  const marks = images.flatMap((image, place): Mark[] => {
    const x = margin + (place % columns) * (side + gap);
    const y = 44 + Math.floor(place / columns) * rowHeight;
    const canvas = pictureCanvas({ values: image.values, ...shape, map, range });
    return [
      { sort: 'picture', x, y, width: side, height, canvas },
      ...(image.caption === undefined
        ? []
        : [{ sort: 'text' as const, x, y: y + height + 12, text: image.caption, size: 10, colour: ink }]),
    ];
  });
  return {
    width: Math.max(320, 2 * margin + columns * (side + gap)),
    height: bottom + (legend === undefined ? 12 : 52),
    marks: [
      { sort: 'text', x: margin, y: 28, text: title, size: 15, bold: true, colour: ink },
      ...marks,
      ...(legend === undefined
        ? []
        : colourBar({ x: margin, y: bottom + 8, map, range: drawnRange(map, range), legend })),
    ],
  };
}

/** One row a picture, its pixels in order. */
export function imageGridTable(images: readonly GridImage[]): ChartTable {
  const pixels = images.reduce((most, { values }) => Math.max(most, values.length), 0);
  return {
    columns: ['picture', 'caption', ...Array.from({ length: pixels }, (_, pixel) => `pixel ${pixel + 1}`)],
    rows: images.map(({ title, caption, values }) => [
      title,
      caption ?? null,
      ...Array.from({ length: pixels }, (_, pixel) => values[pixel] ?? null),
    ]),
  };
}
