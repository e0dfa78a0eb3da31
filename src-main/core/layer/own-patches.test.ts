/** That tiles change no number: however positions are computed together, products and gradients are those of each alone. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { wholeGradient } from '../engine/gradient.ts';
import type { Tensor } from '../engine/engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { sizeOfGrid } from '../net/grid.ts';
import { ownGradient, ownProduct } from './own-patches.ts';
import { patchesOf } from './patches.ts';
import { cheapestTile, tilesOf } from './tiles.ts';
import type { TileSize } from './tiles.ts';

const rows = 3;
const random = randomStream(1, 'own patches');
const draw = (shape: readonly number[]) =>
  ops.constant(
    Array.from({ length: shape.reduce((all, size) => all * size, 1) }, () => random.normal()),
    shape,
  );
const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10) as number);
const divisors = (count: number) =>
  Array.from({ length: count }, (_, at) => at + 1).filter((each) => count % each === 0);

const anyFields = fc
  .record({
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
    depth: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 3 }),
    field: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
  })
  .filter(({ height, width, field, padding }) => field <= Math.min(height, width) + 2 * padding);

test('tiles of any size give the products and gradients of positions alone', () => {
  fc.assert(
    fc.property(anyFields, ({ height, width, depth, channels, ...settings }) => {
      const grid = { height, width, channels: depth };
      const patches = patchesOf(grid, settings);
      const shape = [patches.rows * patches.columns, channels, sizeOfGrid(patches.patch)] as const;
      const [weights, values] = [draw(shape), draw([rows, sizeOfGrid(grid)])];
      const upstream = draw([rows, shape[0] * channels]);
      const of = (size: TileSize) => {
        const tiles = tilesOf(grid, settings, channels, size);
        const gradient = ownGradient(ops, tiles, shape, upstream, values);
        return {
          product: numbersOf(ownProduct(ops, tiles, weights, values)),
          gradient: numbersOf(wholeGradient(ops, gradient)),
        };
      };
      const alone = of({ rows: 1, columns: 1 });
      for (const down of divisors(patches.rows))
        for (const across of divisors(patches.columns)) {
          const tiled = of({ rows: down, columns: across });
          expect(tiled.product).toEqual(close(alone.product));
          expect(tiled.gradient).toEqual(close(alone.gradient));
        }
    }),
    { numRuns: 60 },
  );
});

test("tiles are made where fields overlap much, and not of the layers of Hinton's unsupervised net", () => {
  const sizeFor = (
    side: number,
    depth: number,
    channels: number,
    field: number,
    stride: number,
    padding = 0,
  ) => {
    const settings = { field, stride, padding };
    const { rows: down, columns } = cheapestTile(
      patchesOf({ height: side, width: side, channels: depth }, settings),
      settings,
      channels,
    );
    return [down, columns];
  };
  expect(sizeFor(32, 3, 3, 11, 1, 5)).toEqual([4, 4]);
  expect(sizeFor(28, 1, 128, 10, 6)).toEqual([1, 1]);
  expect(sizeFor(4, 128, 220, 2, 1)).toEqual([1, 1]);
  expect(sizeFor(32, 3, 20, 6, 2)).toEqual([1, 1]);
});
