/**
 * From recorded bytes straight to pixels: a table of colours is made per picture, then every value is one look-up. So a
 * slider can run through thousands of pictures without a number being made in between.
 */

import { colourAt } from './colour-maps.ts';
import type { ColourMapName } from './colour-maps.ts';

/** A film as pictures: what of it is drawn, moment by moment. */
export interface ByteFilm {
  readonly name: string;
  readonly shape: readonly number[];
  /** Moments. */
  readonly count: number;
  readonly steps: Float64Array;
  readonly epochs: Float64Array;
  /** Lowest and highest value of the whole film. */
  readonly range: readonly [number, number];
  /** The last moment at or before a step, else the first; -1 where there is none. */
  momentAt(step: number): number;
  /** value = low + byte / 255 * (high - low) */
  moment(index: number): { readonly low: number; readonly high: number; readonly bytes: Uint8Array };
}

type Range = readonly [number, number];

/** Pixels as an ImageData holds them, on a little-endian machine. */
function pixelOf([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** [256]: the colour of each byte of a picture between `low` and `high`, on a scale from `range[0]` to `range[1]`. */
export function byteColours(map: ColourMapName, low: number, high: number, range: Range): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) =>
    pixelOf(colourAt(map, low + (byte / 255) * (high - low), range)),
  );
}

/** [511]: the colour of each difference of two bytes, from -255 on; `span` is the value of 255. */
export function differenceColours(map: ColourMapName, span: number, range: Range): Uint32Array {
  return Uint32Array.from({ length: 511 }, (_, entry) =>
    pixelOf(colourAt(map, ((entry - 255) / 255) * span, range)),
  );
}

/** `order`: the value that each pixel shows, -1 for none; null: one after the other. */
export function paintBytes(
  target: Uint32Array,
  bytes: Uint8Array,
  colours: Uint32Array,
  order: Int32Array | null = null,
): void {
  const count = Math.min(target.length, order?.length ?? bytes.length);
  for (let at = 0; at < count; at += 1) {
    const value = bytes[order?.[at] ?? at];
    if (value !== undefined) target[at] = colours[value] as number;
  }
}

/** Bytes that are red, green and blue of every pixel, each a look-up in a table of greys. */
export function paintColours(target: Uint32Array, bytes: Uint8Array, greys: Uint32Array): void {
  const level = (at: number): number => (greys[bytes[at] ?? 0] as number) & 255;
  const count = Math.min(target.length, Math.floor(bytes.length / 3));
  for (let at = 0; at < count; at += 1)
    target[at] = pixelOf([level(3 * at), level(3 * at + 1), level(3 * at + 2)]);
}

/** first - second */
export function paintDifference(
  target: Uint32Array,
  first: Uint8Array,
  second: Uint8Array,
  colours: Uint32Array,
  order: Int32Array | null = null,
): void {
  const count = Math.min(target.length, order?.length ?? first.length);
  for (let at = 0; at < count; at += 1) {
    const [above, below] = [first[order?.[at] ?? at], second[order?.[at] ?? at]];
    if (above !== undefined && below !== undefined) target[at] = colours[above - below + 255] as number;
  }
}

/** Rows and columns for so many cells: wider than high, about 5 to 3, with as few empty cells as may be. */
export function gridOf(cells: number): { readonly rows: number; readonly columns: number } {
  const ideal = Math.max(1, Math.round(Math.sqrt((cells * 5) / 3)));
  let best = { rows: Math.ceil(cells / ideal), columns: ideal };
  for (let columns = Math.ceil(ideal * 0.75); columns <= Math.ceil(ideal * 1.35); columns += 1) {
    const rows = Math.ceil(cells / columns);
    const waste = rows * columns - cells;
    const bestWaste = best.rows * best.columns - cells;
    const isCloser = Math.abs(columns - ideal) < Math.abs(best.columns - ideal);
    if (waste < bestWaste || (waste === bestWaste && isCloser)) best = { rows, columns };
  }
  return best;
}
