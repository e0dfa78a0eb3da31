/** How the units of a layer, or the values of an image, are laid out. */

/** Rows, columns and channels; a value's place in a row of numbers is (row * width + column) * channels + channel. */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A layout without places: one position that holds all units. */
export function flat(units: number): Grid {
  return { height: 1, width: 1, channels: units };
}

/** Values in a row of such a layout. */
export function sizeOfGrid({ height, width, channels }: Grid): number {
  return height * width * channels;
}

/** In words, e.g. "28 x 28 x 1". */
export function wordGrid({ height, width, channels }: Grid): string {
  return `${height} x ${width} x ${channels}`;
}
