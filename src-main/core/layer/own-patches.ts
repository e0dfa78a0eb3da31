/**
 * Patches under weights of their own at every position, by tiles of positions. Products are made with rows of examples last:
 * what is gathered are then whole rows of numbers, and only the input and the output are transposed.
 *
 * Legend: R rows, P positions, C channels, S places of a patch, D values at a place, I = S D, N = P C units in the order
 * (position, channel); T tiles of t positions, each of which sees U places.
 */

import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { Tiles } from './tiles.ts';

/** Weights [P, C, I] times every patch of rows [R, values]: [R, N]. */
export function ownProduct(ops: TensorOps, tiles: Tiles, weights: Tensor, values: Tensor): Tensor {
  const [positions, channels] = weights.shape as readonly [number, number, number];
  const rows = values.shape[0] as number;
  const products = ops.batchedMatMul(spreadWeights(ops, tiles, weights), gathered(ops, tiles, values));
  const byUnit = exchanged(ops, tiles, products, [tiles.down, tiles.across, tiles.size.rows]);
  return ops.transpose(ops.reshape(byUnit, [positions * channels, rows]), [1, 0]);
}

/** Gradient of the weights [P, C, I], from dL/d(total input) [R, N]. */
export function ownGradient(
  ops: TensorOps,
  tiles: Tiles,
  shape: readonly [number, number, number],
  totalGradient: Tensor,
  values: Tensor,
): Gradient {
  const rows = values.shape[0] as number;
  const [positions, channels, inputs] = shape;
  const inTile = tiles.size.rows * tiles.size.columns;
  const byUnit = ops.transpose(totalGradient, [1, 0]); // [N, R]
  const byTile = exchanged(ops, tiles, byUnit, [tiles.down, tiles.size.rows, tiles.across]);
  const left = ops.reshape(byTile, [positions / inTile, inTile * channels, rows]);
  const right = gathered(ops, tiles, values);
  if (inTile === 1) return { left, right, transposed: true };
  const spread = ops.batchedMatMul(left, right, { transposeB: true }); // [T, t C, U D]
  const depth = (inputs * positions * channels) / tiles.collected.length;
  const byPlace = ops.reshape(spread, [tiles.spread.length, depth]);
  return { whole: ops.reshape(ops.gather(byPlace, 0, tiles.collected), shape) };
}

/** Weights [P, C, I] as a tile's units have them, zero where they do not see: [T, t C, U D]. */
function spreadWeights(ops: TensorOps, tiles: Tiles, weights: Tensor): Tensor {
  const [positions, channels, inputs] = weights.shape as readonly [number, number, number];
  const inTile = tiles.size.rows * tiles.size.columns;
  if (inTile === 1) return weights;
  const depth = (positions * channels * inputs) / tiles.collected.length;
  const byPlace = ops.reshape(weights, [tiles.collected.length, depth]);
  const seen = (tiles.places[0] as readonly number[]).length;
  return ops.reshape(ops.gather(byPlace, 0, tiles.spread), [positions / inTile, inTile * channels, seen]);
}

/** What all tiles see of rows [R, values]: [T, U D, R]. */
function gathered(ops: TensorOps, { places }: Tiles, values: Tensor): Tensor {
  const rows = values.shape[0] as number;
  const byValue = ops.transpose(values, [1, 0]);
  const seen = (places[0] as readonly number[]).length;
  return ops.reshape(ops.gather(byValue, 0, places.flat()), [places.length, seen, rows]);
}

/**
 * Between units by position and units by tile: both begin with the row of tiles and differ in the order of what follows, the
 * column of tiles and the row within a tile. Left as it is where that order makes no difference.
 */
function exchanged(
  ops: TensorOps,
  { across, size }: Tiles,
  tensor: Tensor,
  [first, second, third]: readonly [number, number, number],
): Tensor {
  if (across === 1 || size.rows === 1) return tensor;
  const all = tensor.shape.reduce((product, each) => product * each, 1);
  const apart = ops.reshape(tensor, [first, second, third, all / (first * second * third)]);
  return ops.transpose(apart, [0, 2, 1, 3]);
}
