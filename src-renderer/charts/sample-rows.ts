/** Images that a net made, as recorded: a row of a class, or as they came; its pixels from bytes, what is said of them. */

import type { GridImage, GridShape } from './chart-data.ts';
import type { ByteFilm } from '../ui/byte-colours.ts';

/** Who made them. */
export interface Maker {
  /** The end of the film's name. */
  readonly name: string;
  readonly label: string;
  /** True: each row is of one class, in their order. */
  readonly told: boolean;
}

export interface SampleRow {
  /** Null where images are of no class in particular. */
  readonly label: string | null;
  readonly images: readonly GridImage[];
}

export interface SamplesMoment {
  readonly step: number;
  readonly epoch: number;
  readonly shape: GridShape;
  readonly rows: readonly SampleRow[];
  /** The scale of all moments. */
  readonly range: readonly [number, number];
}

/** The film holds [rows, images of a row, height, width, channels]; null while it is empty. */
export function samplesMoment(film: ByteFilm, step: number, told: boolean): SamplesMoment | null {
  const index = film.momentAt(step);
  if (index < 0) return null;
  const [rows = 0, each = 0, height = 1, width = 1, channels = 1] = film.shape;
  const { low, high, bytes } = film.moment(index);
  const size = height * width * channels;
  const rowOf = (row: number): SampleRow => ({
    label: told ? String(row) : null,
    images: Array.from({ length: each }, (_, at) => {
      const begin = (row * each + at) * size;
      const values = Float32Array.from(
        bytes.subarray(begin, begin + size),
        (byte) => low + (byte / 255) * (high - low),
      );
      const title = told ? `Image ${at + 1} made for class ${row}` : `Image ${row * each + at + 1}`;
      return { values, title };
    }),
  });
  return {
    step: film.steps[index] as number,
    epoch: film.epochs[index] as number,
    shape: { height, width, channels },
    rows: Array.from({ length: rows }, (_, row) => rowOf(row)),
    range: film.range,
  };
}

/** All images of a moment, row by row, each with its class as a caption. */
export function allSamples({ rows }: SamplesMoment): GridImage[] {
  return rows.flatMap(({ label, images }) =>
    images.map((image) => (label === null ? image : { ...image, caption: label })),
  );
}

const makerWords: Readonly<Record<string, string>> = {
  'image-map':
    'Activities are drawn as the real images of each class have them, and a linear map, learnt beside the net, turns them into images.',
  ascent:
    'From noise, each image was moved in small steps so that all layers find it more likely positive under its label.',
  generator: 'A generator made them from noise; it learns to have them taken for real. No class was chosen.',
};

/** How they were made, as a sentence; nothing of a maker nobody knows. */
export function howMade(maker: string): string {
  return Object.hasOwn(makerWords, maker) ? (makerWords[maker] ?? '') : '';
}
