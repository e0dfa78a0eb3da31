/** A grid of pictures as an exported figure, and what a table can say of it. */

import { shownScale } from '../ui/colour-maps.ts';
import type { ColourMapName } from '../ui/colour-maps.ts';
import { windowText, withSeenSpaces } from '../../src-shared/views/window-text.ts';
import type { ChartTable, GridImage, GridShape } from './chart-data.ts';
import { colourBar, colourBarWidth } from './heat-map-figure.ts';
import { pictureCanvas } from './picture.ts';
import { sceneInk, sceneTitle } from './scene.ts';
import type { Mark, Scene } from './scene.ts';
import { shortened, textWidth } from './text-width.ts';

export interface ImageGridFigureInput {
  readonly title: string;
  readonly images: readonly GridImage[];
  readonly shape: GridShape;
  readonly range: readonly [number, number];
  readonly map: ColourMapName;
  readonly legend?: string | undefined;
}

const margin = 20;
const side = 64;
const gap = 8;
const mostWidth = 720;
const captionSize = 10;
/** Frames around pictures, as in the window's light theme. */
const frames = { positive: '#0b6bcb', negative: '#c2550a', good: '#1a7342', bad: '#b3261e' } as const;

/** Pictures of windows of text with what stands in them, and wide enough to be told apart column by column. */
export function asWindows(
  images: readonly GridImage[],
  shape: GridShape,
  size: number,
): { readonly images: readonly GridImage[]; readonly size: number } {
  if (shape.symbols === undefined) return { images, size };
  const told = images.map((image) => {
    const text = windowText(image.values, shape);
    return text === null
      ? image
      : { ...image, title: `${image.title}: “${text}”`, window: withSeenSpaces(text) };
  });
  return { images: told, size: Math.max(size, windowColumn * shape.width, windowCharacter * shape.height) };
}

/** Pixels of one column of a window of text. */
const windowColumn = 3;
/** Pixels of one character of the text below it. */
const windowCharacter = 7.4;

export function imageGridScene(input: ImageGridFigureInput): Scene {
  const { title, images, shape, range, map, legend } = input;
  const captions = images.map(({ caption, window }) => [window, caption].filter(Boolean).join(' '));
  const longest = Math.max(0, ...captions.map((caption) => textWidth(caption, captionSize)));
  const columnWidth = gap + Math.max(side, Math.min(120, longest));
  const columns = Math.max(1, Math.min(Math.floor(mostWidth / columnWidth), images.length));
  const width = Math.max(280, columns * columnWidth, colourBarWidth(legend));
  const heading = sceneTitle(title, margin, width);
  const height = (side * shape.height) / Math.max(1, shape.width);
  const rowHeight = height + gap + (longest > 0 ? 14 : 0);
  const bottom = heading.bottom + Math.ceil(images.length / columns) * rowHeight;
  const marks = images.flatMap((image, place): Mark[] => {
    const x = margin + (place % columns) * columnWidth;
    const y = heading.bottom + Math.floor(place / columns) * rowHeight;
    const canvas = pictureCanvas({ values: image.values, ...shape, map, range });
    const caption = shortened(captions[place] ?? '', captionSize, columnWidth - gap);
    return [
      ...frame(image, { x, y, height }),
      { sort: 'picture', x, y, width: side, height, canvas },
      ...(caption === ''
        ? []
        : [
            {
              sort: 'text',
              x,
              y: y + height + 12,
              text: caption,
              size: captionSize,
              colour: sceneInk,
            } as const,
          ]),
    ];
  });
  return {
    width: width + 2 * margin,
    height: bottom + (legend === undefined ? 12 : 52),
    marks: [
      ...heading.marks,
      ...marks,
      ...(legend === undefined
        ? []
        : colourBar({ x: margin, y: bottom + 8, ...shownScale(map, range, shape.channels), legend })),
    ],
  };
}

function frame(
  { tone = 'neutral' }: GridImage,
  { x, y, height }: { readonly x: number; readonly y: number; readonly height: number },
): Mark[] {
  if (tone === 'neutral') return [];
  return [{ sort: 'box', x: x - 2, y: y - 2, width: side + 4, height: height + 4, fill: frames[tone] }];
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
