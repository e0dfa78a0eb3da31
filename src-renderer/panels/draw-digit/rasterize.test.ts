import fc from 'fast-check';
import { expect, test } from 'vitest';

import { inkOf, rasterize } from './rasterize.ts';

const size = { height: 28, width: 28, channels: 1 };

/** The centre of mass and the sides of the box that holds ink of at least a half. */
function shapeOf(pixels: Uint8Array): { x: number; y: number; wide: number; high: number } {
  let [mass, x, y] = [0, 0, 0];
  const [columns, rows] = [new Set<number>(), new Set<number>()];
  pixels.forEach((byte, pixel) => {
    mass += byte;
    x += byte * ((pixel % 28) + 0.5);
    y += byte * (Math.floor(pixel / 28) + 0.5);
    if (byte < 128) return;
    columns.add(pixel % 28);
    rows.add(Math.floor(pixel / 28));
  });
  return { x: x / mass, y: y / mass, wide: columns.size, high: rows.size };
}

test('nothing drawn is an empty image', () => {
  expect(rasterize([], size, true)).toEqual(new Uint8Array(784));
});

test('a dot is a soft round blot: full in the middle, nothing beyond its edge', () => {
  const ink = inkOf([[{ x: 14.5, y: 14.5 }]], size);
  const row = Array.from(ink.subarray(14 * 28 + 10, 14 * 28 + 20), (amount) => Number(amount.toFixed(2)));
  expect(row).toEqual([0, 0, 0.25, 1, 1, 1, 0.25, 0, 0, 0]);
});

test('a stroke leaves no gap between its points', () => {
  const pixels = rasterize([[{ x: 4.5, y: 14.5 }, { x: 23.5, y: 14.5 }]], size, false); // prettier-ignore
  expect([...pixels.subarray(14 * 28 + 4, 14 * 28 + 24)]).toEqual(Array.from({ length: 20 }, () => 255));
});

test('as MNIST: a drawing fills the box of 20 pixels with its mass in the middle', () => {
  const coordinate = fc.double({ min: 2, max: 26, noNaN: true });
  const stroke = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(stroke, { minLength: 1, maxLength: 3 }), (strokes) => {
      const points = strokes.flat();
      const side = (list: number[]) => Math.max(...list) - Math.min(...list);
      fc.pre(Math.max(side(points.map(({ x }) => x)), side(points.map(({ y }) => y))) > 6);
      const { x, y, wide, high } = shapeOf(rasterize(strokes, size, true));
      expect(Math.abs(x - 14)).toBeLessThan(0.6);
      expect(Math.abs(y - 14)).toBeLessThan(0.6);
      expect(Math.max(wide, high)).toBeGreaterThanOrEqual(17); // a soft edge can lose a pixel on either side
      expect(Math.max(wide, high)).toBeLessThanOrEqual(21);
    }),
  );
});

test('every channel of a colour image gets the same ink', () => {
  const pixels = rasterize([[{ x: 3, y: 3 }]], { height: 6, width: 6, channels: 3 }, false);
  const byPixel = Array.from({ length: 36 }, (_, at) => new Set(pixels.subarray(3 * at, 3 * at + 3)).size);
  expect([pixels.length, ...new Set(byPixel)]).toEqual([108, 1]);
});
