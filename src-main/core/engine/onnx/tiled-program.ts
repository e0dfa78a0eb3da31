/**
 * Splits the large matrices of a program's state into tiles of rows, each a state of its own. An update of a large matrix
 * is a chain of passes over it (a product added to the smoothed gradient, scale, decay, subtract). Whole, every pass goes
 * through memory; by tiles, a tile stays in the cache from its first pass to its last. This knows of operations alone, not
 * of layers or methods, and depends on the program alone: not on the machine, nor on how many turns a call takes.
 */

import { assertDefined } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine.ts';
import { sliceShape } from '../shapes.ts';
import { Deferred, rowsOf, tilingOps, wholeOf } from './tiling-ops.ts';
import type { Rows } from './tiling-ops.ts';

export interface TileSizes {
  /** Numbers in a tile, about. */
  readonly tile: number;
  /** Numbers in the smallest tensor that is split. */
  readonly smallest: number;
  /** A tile of a matrix has a multiple of so many rows. */
  readonly rows: number;
}

/**
 * Measured, see docs/design/004-state-in-tiles.md. onnxruntime adds up a product in blocks of 128: tiles of whole blocks
 * give the very sums of the whole matrix, on two threads as well where each has a block.
 */
export const tileSizes: TileSizes = { tile: 2 ** 18, smallest: 2 ** 19, rows: 256 };

/** Rows of a state, as an input and an output of the tiled program. */
export interface Tile extends Rows {
  readonly name: string;
  readonly shape: Shape;
}

export interface TiledProgram {
  readonly program: Program;
  /** By the name of the state that they make up, in the order of its rows. */
  readonly tiles: Readonly<Record<string, readonly Tile[]>>;
}

/** The same computation with its large state in tiles; the program itself where none is large. */
export function tiledProgram(program: Program, sizes: TileSizes = tileSizes): TiledProgram {
  const state = program.state ?? [];
  const tiles: Record<string, readonly Tile[]> = {};
  for (const name of state) {
    const own = tilesOf(name, assertDefined(program.inputs[name], name), sizes);
    if (own.length > 1) tiles[name] = own;
  }
  if (Object.keys(tiles).length === 0) return { program, tiles };
  const inputs = Object.entries(program.inputs).flatMap(([name, shape]) =>
    (tiles[name] ?? [{ name, shape }]).map((each) => [each.name, each.shape] as const),
  );
  const tiled: Program = {
    name: program.name,
    inputs: Object.fromEntries(inputs),
    state: state.flatMap((name) => tiles[name]?.map((tile) => tile.name) ?? [name]),
    build: (ops, given) => buildByTiles(program, tiles, ops, given),
  };
  return { program: tiled, tiles };
}

/** Of the same height, but for the last, which takes what is left over. */
function tilesOf(name: string, shape: Shape, sizes: TileSizes): readonly Tile[] {
  const [rows] = shape;
  if (rows === undefined || shape.length < 2 || sizeOf(shape) < sizes.smallest) return [];
  // Matrices one after the other are multiplied one by one.
  const unit = shape.length === 2 ? sizes.rows : 1;
  const height = unit * Math.max(1, Math.round((sizes.tile * rows) / sizeOf(shape) / unit));
  const count = Math.max(1, Math.floor(rows / height));
  return Array.from({ length: count }, (_, at) => {
    const [begin, end] = [at * height, at === count - 1 ? rows : (at + 1) * height];
    return { name: `${name}/row${begin}`, begin, end, shape: sliceShape(shape, 0, begin, end) };
  });
}

function buildByTiles(
  program: Program,
  tiles: TiledProgram['tiles'],
  ops: TensorOps,
  given: Tensors,
): Tensors {
  const inputOf = (name: string) => assertDefined(given[name], name);
  const splits = new Map(Object.entries(tiles).map(([name, own]) => [String(program.inputs[name]), own]));
  const inputs = Object.entries(program.inputs).map(([name, shape]) => {
    const own = tiles[name];
    return [name, own === undefined ? inputOf(name) : stateOf(ops, shape, own, inputOf)] as const;
  });
  const built = program.build(tilingOps(ops, splits), Object.fromEntries(inputs));
  const outputs = Object.entries(built).flatMap(([name, tensor]) => {
    const parts = tiles[name]?.map((tile) => [tile.name, rowsOf(ops, tensor, tile)] as const);
    return parts ?? [[name, wholeOf(tensor)] as const];
  });
  return Object.fromEntries(outputs);
}

function stateOf(
  ops: TensorOps,
  shape: Shape,
  tiles: readonly Tile[],
  inputOf: (name: string) => Tensor,
): Tensor {
  const parts = new Map(tiles.map(({ begin, name }) => [begin, inputOf(name)]));
  const part = ({ begin }: Rows) => assertDefined(parts.get(begin), 'a tile');
  return new Deferred(ops, shape, { rows: tiles, inTiles: true, part });
}
