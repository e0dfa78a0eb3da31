import fc from 'fast-check';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { pictureAsImage } from './picture.ts';
import { resized } from './resize.ts';

interface Drawn {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4] */
  readonly rgba: readonly number[];
}

function pngOf({ width, height, rgba }: Drawn): Uint8Array {
  const png = new PNG({ width, height });
  png.data.set(rgba);
  return PNG.sync.write(png);
}

const grey = (...values: number[]) => values.flatMap((value) => [value, value, value, 255]);
const read = (shape: { height: number; width: number; channels: number }, drawn: Drawn, inverted = false) =>
  pictureAsImage(shape, { name: 'digit.png', file: pngOf(drawn), inverted });
const square = { height: 2, width: 2, channels: 1 };

test('a picture of the size and colours of the dataset is taken byte for byte, without a word', () => {
  const found = read(square, { width: 2, height: 2, rgba: grey(0, 10, 20, 255) });
  expect(found).toEqual({ image: square, pixels: Uint8Array.of(0, 10, 20, 255), notes: [] });
});

test('what is done to a picture is said: size, colour, transparency, dark on light', () => {
  const colour = { width: 4, height: 2, rgba: Array.from({ length: 8 }, () => [255, 0, 0, 255]).flat() };
  expect(read(square, colour)).toEqual({
    image: square,
    pixels: new Uint8Array(4).fill(76), // 0.299 * 255
    notes: [
      'It was scaled from 4 x 2 to 2 x 2 pixels, which stretches it: its sides have another ratio.',
      'It is in colour and was made grey, as the images of the dataset are.',
    ],
  });
  const half = { width: 2, height: 2, rgba: [200, 200, 200, 0, ...grey(200, 200, 200)] };
  expect(read(square, half)).toMatchObject({
    pixels: Uint8Array.of(0, 200, 200, 200),
    notes: ['Where it is transparent it was put on black.'],
  });
  const light = { width: 2, height: 2, rgba: grey(255, 255, 255, 5) };
  expect(read(square, light).notes.join()).toContain('mostly light');
  expect(read(square, light, true)).toMatchObject({
    pixels: Uint8Array.of(0, 0, 0, 250),
    notes: ['It was inverted: dark became light.'],
  });
  const rgb = { height: 1, width: 1, channels: 3 };
  expect(read(rgb, { width: 1, height: 1, rgba: [1, 2, 3, 255] }).pixels).toEqual(Uint8Array.of(1, 2, 3));
});

test('a JPEG is known by how it begins, and one that is cut short is refused', () => {
  const drawn = Array.from({ length: 64 }, () => [90, 90, 90, 255]).flat();
  const file = new Uint8Array(jpeg.encode({ width: 8, height: 8, data: Buffer.from(drawn) }, 100).data);
  const shape = { height: 8, width: 8, channels: 1 };
  const { pixels, notes } = pictureAsImage(shape, { name: 'digit.png', file, inverted: false });
  expect(notes).toEqual([]);
  for (const pixel of pixels) expect(Math.abs(pixel - 90)).toBeLessThanOrEqual(2);
  const cut = { name: 'digit.jpg', file: file.subarray(0, -4), inverted: false };
  expect(() => pictureAsImage(shape, cut)).toThrow(
    'digit.jpg is no JPEG picture that can be read: it is cut short',
  );
});

test('what is no picture is refused in a sentence, whatever its bytes', () => {
  const sound = pngOf({ width: 2, height: 2, rgba: grey(1, 2, 3, 4) });
  const spoiled = fc
    .tuple(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(sound.length))
    .map(([at, by, length]) => {
      const bytes = sound.slice(0, length);
      if (at < length) bytes[at] = ((bytes[at] as number) + by) % 256;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(spoiled, fc.uint8Array({ maxLength: 80 })), (file) => {
      try {
        expect(pictureAsImage(square, { name: 'digit.png', file, inverted: false }).pixels).toHaveLength(4);
      } catch (error) {
        expect((error as WorkbenchError).code).toBe('input/invalid');
        expect((error as WorkbenchError).message).toMatch(
          /^digit\.png is no (PNG|PNG or JPEG) picture that can be read: /,
        );
      }
    }),
    { numRuns: 1000 },
  );
});

test('a file of few bytes that claims to be huge is refused before it is unpacked', () => {
  const file = pngOf({ width: 2, height: 2, rgba: grey(1, 2, 3, 4) });
  new DataView(file.buffer, file.byteOffset).setUint32(16, 4_000_000);
  new DataView(file.buffer, file.byteOffset).setUint32(20, 4_000_000);
  expect(() => pictureAsImage(square, { name: 'digit.png', file, inverted: false })).toThrow(
    'it says that it has 4000000 x 4000000 pixels',
  );
});

test('scaling keeps a plain plane plain, stays within its values, and keeps its mean where it shrinks', () => {
  const side = fc.integer({ min: 1, max: 12 });
  const plane = fc
    .tuple(side, side)
    .chain(([width, height]) =>
      fc
        .array(fc.integer({ min: 0, max: 255 }), { minLength: width * height, maxLength: width * height })
        .map((values) => ({ width, height, values: Float32Array.from(values) })),
    );
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  fc.assert(
    fc.property(plane, side, side, (from, width, height) => {
      const { values } = resized(from, { width, height });
      expect(values).toHaveLength(width * height);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(...from.values) - 1e-3);
      expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...from.values) + 1e-3);
      if (width <= from.width && height <= from.height)
        expect(mean(values)).toBeCloseTo(mean(from.values), 2);
      if (width === from.width && height === from.height) expect(values).toEqual(from.values);
    }),
    { numRuns: 1000 },
  );
});
