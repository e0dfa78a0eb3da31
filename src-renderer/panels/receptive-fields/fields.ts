/** Receptive fields as recorded: the pixels of one unit's incoming weights, straight from bytes. */

import type { ChartTable } from '../../charts/chart-data.ts';
import { colourBar } from '../../charts/heat-map-figure.ts';
import type { Mark, Scene } from '../../charts/scene.ts';
import { byteColours, paintBytes, paintColours } from '../../ui/byte-colours.ts';
import type { ByteFilm } from '../../ui/byte-colours.ts';
import { colourChannels, shownScale } from '../../ui/colour-maps.ts';
import { fieldLegend } from '../../ui/field-words.ts';

export interface FieldsMoment {
  readonly step: number;
  readonly epoch: number;
  readonly low: number;
  readonly high: number;
  readonly units: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [units, height, width, channels] */
  readonly bytes: Uint8Array;
}

type Range = readonly [number, number];

export function fieldsMoment(film: ByteFilm, step: number): FieldsMoment | null {
  const index = film.momentAt(step);
  if (index < 0) return null;
  const [units = 0, height = 1, width = 1, channels = 1] = film.shape;
  const { low, high, bytes } = film.moment(index);
  const [at, epoch] = [film.steps[index] as number, film.epochs[index] as number];
  return { step: at, epoch, low, high, units, height, width, channels, bytes };
}

/**
 * What paints the field of one unit. Weights on an image in colour are drawn in colour, see field-words.ts; of any other
 * number of channels each pixel is the mean.
 */
export function fieldPaint(moment: FieldsMoment, range: Range): (unit: number, pixels: Uint32Array) => void {
  const { height, width, channels } = moment;
  const scale = shownScale('diverging', range, channels);
  const colours = byteColours(scale.map, moment.low, moment.high, scale.range);
  const size = height * width * channels;
  return (unit, pixels) => {
    const bytes = moment.bytes.subarray(unit * size, (unit + 1) * size);
    if (channels === colourChannels) paintColours(pixels, bytes, colours);
    else paintBytes(pixels, channels === 1 ? bytes : meanOfChannels(bytes, channels), colours);
  };
}

function meanOfChannels(bytes: Uint8Array, channels: number): Uint8Array {
  return Uint8Array.from({ length: bytes.length / channels }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1)
      sum += bytes[pixel * channels + channel] as number;
    return Math.round(sum / channels);
  });
}

/** One row per unit: its weights, in order. */
export function fieldsTable(moment: FieldsMoment): ChartTable {
  const size = moment.bytes.length / moment.units;
  const value = (byte: number): number => moment.low + (byte / 255) * (moment.high - moment.low);
  return {
    columns: ['unit', ...Array.from({ length: size }, (_, weight) => `weight ${weight + 1}`)],
    rows: Array.from({ length: moment.units }, (_, unit) => [
      unit + 1,
      ...Array.from(moment.bytes.subarray(unit * size, (unit + 1) * size), value),
    ]),
  };
}

export function fieldsScene(title: string, moment: FieldsMoment, range: Range): Scene {
  const [side, gap, margin, perRow] = [80, 8, 20, 8];
  const paint = fieldPaint(moment, range);
  const pictures = Array.from({ length: moment.units }, (_, unit): Mark => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [moment.width, moment.height];
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no canvas to draw on.');
    const image = context.createImageData(moment.width, moment.height);
    paint(unit, new Uint32Array(image.data.buffer));
    context.putImageData(image, 0, 0);
    const [x, y] = [margin + (unit % perRow) * (side + gap), 46 + Math.floor(unit / perRow) * (side + gap)];
    return { sort: 'picture', x, y, width: side, height: (side * moment.height) / moment.width, canvas };
  });
  const { channels } = moment;
  const below = 46 + Math.ceil(moment.units / perRow) * (side + gap) + 4;
  return {
    width: 2 * margin + perRow * (side + gap),
    height: below + 44,
    marks: [
      { sort: 'text', x: margin, y: 30, text: title, size: 15, bold: true, colour: '#1b212b' },
      ...pictures,
      ...colourBar({
        x: margin,
        y: below,
        ...shownScale('diverging', range, channels),
        legend: fieldLegend(channels),
      }),
    ],
  };
}
