/**
 * What a division of a layer must offer: equal parts of its units, each with a goodness function and a threshold of its
 * own, so that each learns to tell real data from false in its part of the image.
 *
 * Legend: R rows, N units, G regions of N / G units each.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { Goodness } from '../goodness/goodness.ts';
import type { Grid } from '../net/grid.ts';
import { sizeOfGrid, wordGrid } from '../net/grid.ts';

/** Rows and columns of regions over a layer. */
export interface RegionGrid {
  readonly rows: number;
  readonly columns: number;
}

/** A part of the slot `regions`: how every layer whose units have places is divided. */
export interface Division {
  readonly grid: RegionGrid;
}

/** A layer's regions with what they are judged by. */
export interface Regions {
  readonly grid: RegionGrid;
  /** G */
  readonly count: number;
  /** N / G */
  readonly unitsEach: number;
  /** Of every region. */
  readonly threshold: number;
  /** Goodness of every region: [R, N] -> [R G, 1], the regions of a row one after the other, row of regions by row. */
  of(ops: TensorOps, activity: Tensor): Tensor;
  /** dL/d(goodness of every region) [R G, 1] -> dL/d(activity) [R, N]. */
  chain(ops: TensorOps, upstream: Tensor, activity: Tensor): Tensor;
}

/** True where the units of a layer stand at several places. */
export function hasPlaces({ height, width }: Grid): boolean {
  return height * width > 1;
}

/** The units of all regions, one region after the other. Error: spec/invalid, where the regions do not divide the grid. */
export function unitsByRegion(grid: Grid, { rows, columns }: RegionGrid, layer: string): number[] {
  const { height, width, channels } = grid;
  if (height % rows !== 0 || width % columns !== 0) {
    const problems = `regions: ${rows} x ${columns} regions do not divide the ${height} x ${width} places of ${layer} (${wordGrid(grid)}) into equal parts`;
    throw new WorkbenchError('spec/invalid', { problems });
  }
  const [tall, wide] = [height / rows, width / columns];
  return Array.from({ length: sizeOfGrid(grid) }, (_, at) => {
    const channel = at % channels;
    const place = Math.floor(at / channels);
    const [region, within] = [Math.floor(place / (tall * wide)), place % (tall * wide)];
    const row = Math.floor(region / columns) * tall + Math.floor(within / wide);
    const column = (region % columns) * wide + (within % wide);
    return (row * width + column) * channels + channel;
  });
}

/** The regions of a layer, each judged by `goodness` over its own units. Error: spec/invalid. */
export function regionsOf(
  layer: { readonly name: string; readonly output: Grid },
  grid: RegionGrid,
  goodness: Goodness,
  threshold: (units: number) => number,
): Regions {
  const order = unitsByRegion(layer.output, grid, layer.name);
  const back = new Array<number>(order.length);
  order.forEach((unit, at) => (back[unit] = at));
  const count = grid.rows * grid.columns;
  const unitsEach = order.length / count;
  const apart = (ops: TensorOps, activity: Tensor): Tensor => {
    const rows = activity.shape[0] as number;
    return ops.reshape(ops.gather(activity, 1, order), [rows * count, unitsEach]);
  };
  return {
    grid,
    count,
    unitsEach,
    threshold: threshold(unitsEach),
    of: (ops, activity) => {
      const parts = apart(ops, activity);
      return goodness.of(ops, parts, ops.sumOfSquares(parts, 1));
    },
    chain: (ops, upstream, activity) => {
      const chained = goodness.chain(ops, upstream, apart(ops, activity));
      return ops.gather(ops.reshape(chained, [...activity.shape]), 1, back);
    },
  };
}

/** The goodness of a layer with regions: the sum of theirs. */
export function summedGoodness(goodness: Goodness, regions: Regions): Goodness {
  const { count } = regions;
  return {
    of: (ops, activity) => {
      const rows = activity.shape[0] as number;
      return ops.sum(ops.reshape(regions.of(ops, activity), [rows, count]), 1);
    },
    chain: (ops, upstream, activity) => {
      const rows = activity.shape[0] as number;
      const each = ops.reshape(ops.tile(upstream, 1, count), [rows * count, 1]);
      return regions.chain(ops, each, activity);
    },
    derivativeVanishesAtZero: goodness.derivativeVanishesAtZero,
    largest: (units, bound) => count * goodness.largest(units / count, bound),
    smallest: (units, bound) => count * (goodness.smallest?.(units / count, bound) ?? -Infinity),
    expected: (units, meanSquare) => count * goodness.expected(units / count, meanSquare),
    ...(goodness.readsMean === true ? { readsMean: true } : {}),
  };
}
