/**
 * Layers whose units see a square patch of the grid below. At every position there are as many units as channels; each
 * has weights of its own (local receptive fields), or all positions share them (convolution).
 *
 * Legend: R rows, P positions, I values of a patch, C channels, N = P C units in the order (position, channel).
 */

import { assert, assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import { firstValues } from './first-values.ts';
import type { FirstWeights } from './first-values.ts';
import { foldRows } from './fold-rows.ts';
import type { Layer, LayerInput, ParameterFacts } from './layer.ts';
import { ownGradient, ownProduct } from './own-patches.ts';
import { patchesOf } from './patches.ts';
import type { PatchSettings, Patches } from './patches.ts';
import { sharedGradient, sharedProduct } from './shared-patches.ts';
import { cheapestTile, tilesOf } from './tiles.ts';
import type { Tiles } from './tiles.ts';

export interface FieldSettings extends PatchSettings {
  readonly channels: number;
  readonly initial: FirstWeights;
  /** True: one set of weights for all positions. */
  readonly shared: boolean;
}

export class FieldLayer implements Layer {
  readonly output: Grid;
  readonly units: number;
  readonly fanIn: number;
  readonly field: Grid;
  readonly sharesWeights: boolean;
  readonly unseen: number;
  /** "weights/<block>" [P, C, I] and "bias" [1, N]; shared: [C, I] and [1, C]. */
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  readonly #block: string;
  readonly #patches: Patches;
  readonly #makeTiles: () => Tiles;
  #made: Tiles | null = null;
  readonly #channels: number;

  constructor(settings: FieldSettings, reads: Readonly<Record<string, Grid>>) {
    const [block, ...others] = Object.entries(reads);
    assert(block !== undefined && others.length === 0, 'a local layer reads one grid');
    const { channels, initial, shared } = settings;
    this.#block = block[0];
    this.#patches = patchesOf(block[1], settings);
    this.#channels = channels;
    this.#makeTiles = () =>
      tilesOf(block[1], settings, channels, cheapestTile(this.#patches, settings, channels));
    const { rows, columns, patch, unseen } = this.#patches;
    this.output = { height: rows, width: columns, channels };
    this.units = sizeOfGrid(this.output);
    this.field = patch;
    const fanIn = sizeOfGrid(patch);
    this.fanIn = fanIn;
    this.sharesWeights = shared;
    this.unseen = unseen;
    const owners = shared ? channels : this.units;
    this.parameters = {
      [`weights/${this.#block}`]: {
        shape: shared ? [channels, fanIn] : [rows * columns, channels, fanIn],
        decayed: true,
        first: (random) => firstValues(initial, [owners, fanIn], fanIn, random),
      },
      bias: {
        shape: [1, owners],
        decayed: false,
        first: (random) =>
          initial === 'normal' ? new Float32Array(owners) : firstValues(initial, [1, owners], fanIn, random),
      },
    };
  }

  get gathered(): number {
    return this.sharesWeights ? 0 : this.#tiles.places.length * (this.#tiles.places[0]?.length ?? 0);
  }

  get products(): number {
    return this.units * this.fanIn;
  }

  seeing(values: number): number {
    const { places } = this.#patches;
    return this.#channels * places.filter((each) => each.some((at) => at >= 0 && at < values)).length;
  }

  /** Weights times every patch, [rows of the block, N]. */
  blockProduct(ops: TensorOps, parameters: Tensors, block: string, values: Tensor): Tensor {
    const weights = assertDefined(parameters[`weights/${block}`], block);
    if (this.sharesWeights) return sharedProduct(ops, this.#patches, weights, values);
    return ownProduct(ops, this.#tiles, weights, values);
  }

  totalInput(
    ops: TensorOps,
    parameters: Tensors,
    input: LayerInput,
    rows: number,
    known: Tensors = {},
  ): Tensor {
    const values = assertDefined(input.blocks[this.#block], this.#block);
    const bias = assertDefined(parameters['bias'], 'bias');
    const isPlain = input.rowScale === null && values.shape[0] === rows && !(this.#block in known);
    if (this.sharesWeights && isPlain) {
      const weights = assertDefined(parameters[`weights/${this.#block}`], this.#block);
      return sharedProduct(ops, this.#patches, weights, values, bias);
    }
    const product = known[this.#block] ?? this.blockProduct(ops, parameters, this.#block, values);
    const copies = rows / (product.shape[0] as number);
    const repeated = copies === 1 ? product : ops.tile(product, 0, copies);
    const scaled = input.rowScale === null ? repeated : ops.multiply(repeated, input.rowScale);
    return ops.add(scaled, this.sharesWeights ? ops.tile(bias, 1, this.#positions) : bias);
  }

  gradients(ops: TensorOps, input: LayerInput, totalGradient: Tensor): Record<string, Gradient> {
    const rows = totalGradient.shape[0] as number;
    const values = assertDefined(input.blocks[this.#block], this.#block);
    const scaled = input.rowScale === null ? totalGradient : ops.multiply(totalGradient, input.rowScale);
    const folded = foldRows(ops, scaled, values.shape[0] as number);
    const owned = this.sharesWeights
      ? ops.reshape(totalGradient, [rows * this.#positions, this.#channels])
      : totalGradient;
    return {
      bias: { left: ops.fill(1, [owned.shape[0] as number, 1]), right: owned },
      [`weights/${this.#block}`]: this.sharesWeights
        ? sharedGradient(ops, this.#patches, folded, values)
        : ownGradient(ops, this.#tiles, [this.#positions, this.#channels, this.fanIn], folded, values),
    };
  }

  /** Large, so made once and only where something is computed. */
  get #tiles(): Tiles {
    this.#made ??= this.#makeTiles();
    return this.#made;
  }

  get #positions(): number {
    return this.#patches.places.length;
  }
}
