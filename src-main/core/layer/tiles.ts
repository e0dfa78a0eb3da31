/**
 * Neighbouring positions of a layer of fields, computed together. Fields that overlap share most of what they see: gathering
 * every field alone moves a number once for each of them, and a product of one position has as few rows as there are
 * channels. A tile of positions gathers the rectangle that any of its fields sees, once, and multiplies it by weights that
 * are zero outside a unit's own field: more multiplications, far fewer numbers moved.
 *
 * Legend: P positions, C channels, S places of a patch, D values at a place, T tiles, t positions of a tile, U places of the
 * rectangle a tile sees.
 */

import { assert } from '../../../src-shared/base/assert.ts';
import { patchesOf } from './patches.ts';
import type { Patches, PatchSettings } from './patches.ts';
import type { Grid } from '../net/grid.ts';

export interface TileSize {
  /** Positions of a tile, down and across; each divides the positions of the layer. */
  readonly rows: number;
  readonly columns: number;
}

export interface Tiles {
  readonly size: TileSize;
  /** Tiles down and across. */
  readonly down: number;
  readonly across: number;
  /** [T][U D], places in the grid's row of numbers, in the order (row, column, channel); -1 in the padding. */
  readonly places: readonly (readonly number[])[];
  /**
   * By (tile, position in it, channel, place it sees), T t C U of them: which place's weights stand there, of the P C S in
   * the order (position, channel, place); -1 where the unit does not see the place.
   */
  readonly spread: readonly number[];
  /** The way back: where each of the P C S went. */
  readonly collected: readonly number[];
}

/** A number that is gathered costs about as much time as so many multiplications. */
const productsPerNumberMoved = 32;
/** Tiles that gain less than this leave each position alone, and its sums in the order they have always been made in. */
const leastGain = 2;

/** The cost of all products of one row, in multiplications. */
function costOf(
  patches: Patches,
  { field, stride }: PatchSettings,
  channels: number,
  size: TileSize,
): number {
  const seen = sizeOfRectangle(field, stride, size) * patches.patch.channels;
  const tiles = (patches.rows * patches.columns) / (size.rows * size.columns);
  return tiles * seen * (size.rows * size.columns * channels + productsPerNumberMoved);
}

function sizeOfRectangle(field: number, stride: number, { rows, columns }: TileSize): number {
  return ((rows - 1) * stride + field) * ((columns - 1) * stride + field);
}

/** The size of tile that costs least: one position, unless larger ones gain much. */
export function cheapestTile(patches: Patches, settings: PatchSettings, channels: number): TileSize {
  const alone = { rows: 1, columns: 1 };
  const cost = (size: TileSize) => costOf(patches, settings, channels, size);
  let best: TileSize = alone;
  for (const rows of divisors(patches.rows))
    for (const columns of divisors(patches.columns))
      if (cost({ rows, columns }) < cost(best)) best = { rows, columns };
  return leastGain * cost(best) <= cost(alone) ? best : alone;
}

function divisors(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1).filter((each) => count % each === 0);
}

export function tilesOf(grid: Grid, settings: PatchSettings, channels: number, size: TileSize): Tiles {
  const { rows, columns } = patchesOf(grid, settings);
  const [down, across] = [rows / size.rows, columns / size.columns];
  assert(Number.isInteger(down) && Number.isInteger(across), 'tiles that fill the layer');
  const { field, stride, padding } = settings;
  const [height, width] = [(size.rows - 1) * stride + field, (size.columns - 1) * stride + field];
  const places: number[][] = [];
  const spread: number[] = [];
  const collected = new Array<number>(rows * columns * channels * field * field);
  for (let tile = 0; tile < down * across; tile += 1) {
    const [firstRow, firstColumn] = [Math.floor(tile / across) * size.rows, (tile % across) * size.columns];
    places.push(rectangle(grid, firstRow * stride - padding, firstColumn * stride - padding, height, width));
    for (let own = 0; own < size.rows * size.columns; own += 1) {
      const [row, column] = [Math.floor(own / size.columns), own % size.columns];
      const position = (firstRow + row) * columns + firstColumn + column;
      for (let channel = 0; channel < channels; channel += 1)
        for (let at = 0; at < height * width; at += 1) {
          const y = Math.floor(at / width) - row * stride;
          const x = (at % width) - column * stride;
          const isSeen = y >= 0 && x >= 0 && y < field && x < field;
          const weights = isSeen ? ((position * channels + channel) * field + y) * field + x : -1;
          if (isSeen) collected[weights] = spread.length;
          spread.push(weights);
        }
    }
  }
  return { size, down, across, places, spread, collected };
}

/** Places of a rectangle that may reach beyond the grid. */
function rectangle(grid: Grid, top: number, left: number, height: number, width: number): number[] {
  const places: number[] = [];
  for (let row = top; row < top + height; row += 1)
    for (let column = left; column < left + width; column += 1) {
      const inside = row >= 0 && row < grid.height && column >= 0 && column < grid.width;
      for (let channel = 0; channel < grid.channels; channel += 1)
        places.push(inside ? (row * grid.width + column) * grid.channels + channel : -1);
    }
  return places;
}
