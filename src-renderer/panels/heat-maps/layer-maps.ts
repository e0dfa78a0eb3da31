/** One layer's activities at one moment: what its three maps paint, what is said of a unit, and how they leave the window. */

import type { ChartTable } from '../../charts/chart-data.ts';
import { colourBar } from '../../charts/heat-map-figure.ts';
import type { Mark, Scene } from '../../charts/scene.ts';
import {
  byteColours,
  differenceColours,
  gridOf,
  paintBytes,
  paintDifference,
} from '../../ui/byte-colours.ts';
import type { ByteFilm } from '../../ui/byte-colours.ts';
import { number } from '../../ui/format.ts';
import { arrangeLayer } from '../../ui/unit-arrangement.ts';
import type { UnitArrangement } from '../../ui/unit-arrangement.ts';

export interface LayerMoment {
  readonly step: number;
  readonly epoch: number;
  readonly units: number;
  readonly low: number;
  readonly high: number;
  /** [units] each */
  readonly positive: Uint8Array;
  readonly negative: Uint8Array;
}

/** How a layer's units are laid out: rows, columns, channels. */
export interface UnitGrid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Where the units stand in a map. */
export interface UnitPlaces extends UnitArrangement {
  /** The unit in each cell, -1 in one without; null: one after the other. */
  readonly order: Int32Array | null;
  /** In words, such as "8 maps of 4 × 4"; null where units have no places. */
  readonly maps: string | null;
  readonly grid: UnitGrid | null;
}

type Range = readonly [number, number];
type Paint = (pixels: Uint32Array) => void;

/** The film holds [2, units]; null while it is empty. */
export function layerMoment(film: ByteFilm, step: number): LayerMoment | null {
  const index = film.momentAt(step);
  if (index < 0) return null;
  const { low, high, bytes } = film.moment(index);
  const units = bytes.length / 2;
  return {
    step: film.steps[index] as number,
    epoch: film.epochs[index] as number,
    units,
    low,
    high,
    positive: bytes.subarray(0, units),
    negative: bytes.subarray(units),
  };
}

/** Units without places row by row; those of a grid as one feature map per channel, side by side. */
export function placesOf(units: number, grid: UnitGrid | null): UnitPlaces {
  if (grid === null) return { ...gridOf(units), order: null, maps: null, grid };
  const { rows, columns, units: order, maps } = arrangeLayer(grid);
  return { rows, columns, order, maps, grid };
}

/** The unit in a cell; null where none stands. */
export function unitIn({ order }: UnitPlaces, units: number, cell: number): number | null {
  const unit = order === null ? cell : (order[cell] ?? -1);
  return unit >= 0 && unit < units ? unit : null;
}

/** From zero, or below where activities are, to the highest of all these films at any moment. */
export function sharedRange(films: readonly ByteFilm[]): Range {
  const ranges = films.filter(({ count }) => count > 0).map(({ range }) => range);
  return [Math.min(0, ...ranges.map(([low]) => low)), Math.max(0, ...ranges.map(([, high]) => high))];
}

/** What positive, negative and their difference paint. Differences share a scale as wide as the activities'. */
export function paintsOf(
  moment: LayerMoment,
  range: Range,
  { order }: UnitPlaces,
): { positive: Paint; negative: Paint; difference: Paint } {
  const { low, high, positive, negative } = moment;
  const colours = byteColours('viridis', low, high, range);
  const differences = differenceColours('diverging', high - low, differenceRange(range));
  return {
    positive: (pixels) => paintBytes(pixels, positive, colours, order),
    negative: (pixels) => paintBytes(pixels, negative, colours, order),
    difference: (pixels) => paintDifference(pixels, positive, negative, differences, order),
  };
}

export function differenceRange([low, high]: Range): Range {
  return [low - high, high - low];
}

export function activitiesOf(moment: LayerMoment, unit: number): { positive: number; negative: number } {
  const value = (byte: number): number => moment.low + (byte / 255) * (moment.high - moment.low);
  return { positive: value(moment.positive[unit] ?? NaN), negative: value(moment.negative[unit] ?? NaN) };
}

/** Its number, its place where it has one, and what it does; without a second pass its activity alone. */
export function sayUnit(moment: LayerMoment, unit: number, places: UnitPlaces, hasPair: boolean): string {
  const { positive, negative } = activitiesOf(moment, unit);
  const name = `unit ${unit + 1}${sayPlace(unit, places.grid)}`;
  if (!hasPair) return `${name}: ${number(positive, 3)}`;
  const [above, below, difference] = [positive, negative, positive - negative].map((value) =>
    number(value, 3),
  );
  return `${name}: positive ${above}, negative ${below}, difference ${difference}`;
}

/** A grid's units are in the order (row, column, channel). */
function sayPlace(unit: number, grid: UnitGrid | null): string {
  if (grid === null) return '';
  const place = Math.floor(unit / grid.channels);
  const [row, column] = [Math.floor(place / grid.width), place % grid.width];
  return ` (map ${(unit % grid.channels) + 1}, row ${row + 1}, column ${column + 1})`;
}

export function layerTable(moment: LayerMoment, hasPair: boolean): ChartTable {
  return {
    columns: hasPair ? ['unit', 'positive', 'negative', 'difference'] : ['unit', 'activity'],
    rows: Array.from({ length: moment.units }, (_, unit) => {
      const { positive, negative } = activitiesOf(moment, unit);
      return hasPair ? [unit + 1, positive, negative, positive - negative] : [unit + 1, positive];
    }),
  };
}

/** The maps side by side, as a figure: all three, or the one there is. */
export function layerScene(
  title: string,
  moment: LayerMoment,
  range: Range,
  places: UnitPlaces,
  hasPair: boolean,
): Scene {
  const { rows, columns } = places;
  const paints = paintsOf(moment, range, places);
  const width = 240;
  const height = Math.round((width * rows) / columns);
  const margin = 20;
  const text = { sort: 'text', size: 12, colour: '#1b212b' } as const;
  const shown = hasPair ? (['positive', 'negative', 'difference'] as const) : (['positive'] as const);
  const maps = shown.flatMap((name, place): Mark[] => {
    const x = margin + place * (width + margin);
    return [
      { ...text, x, y: 56, text: hasPair ? name : 'activity' },
      { sort: 'picture', x, y: 64, width, height, canvas: paintedCanvas(rows, columns, paints[name]) },
    ];
  });
  const below = 64 + height + 12;
  return {
    width: shown.length * (width + margin) + margin,
    height: below + 44,
    marks: [
      { ...text, x: margin, y: 30, size: 15, bold: true, text: title },
      ...maps,
      ...colourBar({ x: margin, y: below, map: 'viridis', range, legend: 'activity' }),
      ...(hasPair
        ? colourBar({
            x: margin + 2 * (width + margin),
            y: below,
            map: 'diverging',
            range: differenceRange(range),
            legend: 'difference',
          })
        : []),
    ],
  };
}

function paintedCanvas(rows: number, columns: number, paint: Paint): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to draw on.');
  const image = context.createImageData(columns, rows);
  paint(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
  return canvas;
}
