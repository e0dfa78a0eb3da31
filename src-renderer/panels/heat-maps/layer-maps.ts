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

/** From zero, or below where activities are, to the highest of all these films at any moment. */
export function sharedRange(films: readonly ByteFilm[]): Range {
  const ranges = films.filter(({ count }) => count > 0).map(({ range }) => range);
  return [Math.min(0, ...ranges.map(([low]) => low)), Math.max(0, ...ranges.map(([, high]) => high))];
}

/** What positive, negative and their difference paint. Differences share a scale as wide as the activities'. */
export function paintsOf(
  moment: LayerMoment,
  range: Range,
): { positive: Paint; negative: Paint; difference: Paint } {
  const { low, high, positive, negative } = moment;
  const colours = byteColours('viridis', low, high, range);
  const differences = differenceColours('diverging', high - low, differenceRange(range));
  return {
    positive: (pixels) => paintBytes(pixels, positive, colours),
    negative: (pixels) => paintBytes(pixels, negative, colours),
    difference: (pixels) => paintDifference(pixels, positive, negative, differences),
  };
}

export function differenceRange([low, high]: Range): Range {
  return [low - high, high - low];
}

export function activitiesOf(moment: LayerMoment, unit: number): { positive: number; negative: number } {
  const value = (byte: number): number => moment.low + (byte / 255) * (moment.high - moment.low);
  return { positive: value(moment.positive[unit] ?? NaN), negative: value(moment.negative[unit] ?? NaN) };
}

export function sayUnit(moment: LayerMoment, unit: number): string {
  const { positive, negative } = activitiesOf(moment, unit);
  const [above, below, difference] = [positive, negative, positive - negative].map((value) =>
    number(value, 3),
  );
  return `unit ${unit + 1}: positive ${above}, negative ${below}, difference ${difference}`;
}

export function layerTable(moment: LayerMoment): ChartTable {
  return {
    columns: ['unit', 'positive', 'negative', 'difference'],
    rows: Array.from({ length: moment.units }, (_, unit) => {
      const { positive, negative } = activitiesOf(moment, unit);
      return [unit + 1, positive, negative, positive - negative];
    }),
  };
}

/** The three maps side by side, as a figure. */
export function layerScene(title: string, moment: LayerMoment, range: Range): Scene {
  const { rows, columns } = gridOf(moment.units);
  const paints = paintsOf(moment, range);
  const width = 240;
  const height = Math.round((width * rows) / columns);
  const margin = 20;
  const text = { sort: 'text', size: 12, colour: '#1b212b' } as const;
  const maps = (['positive', 'negative', 'difference'] as const).flatMap((name, place): Mark[] => {
    const x = margin + place * (width + margin);
    return [
      { ...text, x, y: 56, text: name },
      { sort: 'picture', x, y: 64, width, height, canvas: paintedCanvas(rows, columns, paints[name]) },
    ];
  });
  const below = 64 + height + 12;
  return {
    width: 3 * width + 4 * margin,
    height: below + 44,
    marks: [
      { ...text, x: margin, y: 30, size: 15, bold: true, text: title },
      ...maps,
      ...colourBar({ x: margin, y: below, map: 'viridis', range, legend: 'activity' }),
      ...colourBar({
        x: margin + 2 * (width + margin),
        y: below,
        map: 'diverging',
        range: differenceRange(range),
        legend: 'difference',
      }),
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
