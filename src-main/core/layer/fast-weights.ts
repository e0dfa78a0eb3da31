/**
 * A layer with fast weights over a sequence: the rows of the grid below are positions in time, each sees itself and the
 * few before it through slow weights that all positions share, and answers besides to what it resembles among the earlier
 * ones. Within one example, and only there:
 *
 *     A_1 = 0,  A_t = decay (A_(t-1) + rate/H h_(t-1) h_(t-1)^T),  z_t = h_t + A_t h_t
 *
 * which is attention over the earlier positions, z_t = h_t + rate/H sum_(s<t) decay^(t-s) (h_s . h_t) h_s, and is made so:
 * no matrix A is ever held. Source: Ba et al. 2016, arXiv 1610.06258, equations 1 and 2, with one step of the inner loop.
 *
 * Legend: R rows (examples), T positions, H units of a position, M [T, T] = rate/H decay^(t-s) where s < t, else 0.
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
import type { Patches } from './patches.ts';
import { sharedGradient, sharedProduct } from './shared-patches.ts';

export interface FastWeightSettings {
  /** Units of every position, H. */
  readonly units: number;
  /** Positions that one sees through the slow weights: itself and those before it. */
  readonly span: number;
  /** 0: no fast weights. */
  readonly rate: number;
  readonly decay: number;
  /** The first row of an image, where a label stands, comes after the others. */
  readonly labelLast: boolean;
  readonly initial: FirstWeights;
}

export class FastWeightLayer implements Layer {
  readonly output: Grid;
  readonly units: number;
  readonly fanIn: number;
  readonly field: Grid;
  readonly sharesWeights = true;
  readonly unseen = 0;
  /** The slow weights: "weights/<block>" [H, span * row], "bias" [1, H]. */
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  readonly #block: string;
  readonly #patches: Patches;
  readonly #settings: FastWeightSettings;

  constructor(settings: FastWeightSettings, reads: Readonly<Record<string, Grid>>) {
    const [block, ...others] = Object.entries(reads);
    assert(block !== undefined && others.length === 0, 'fast weights read one grid');
    const [name, grid] = block;
    const { units: channels, span, initial } = settings;
    this.#block = name;
    this.#settings = settings;
    this.#patches = spansOf(grid, span, settings.labelLast && name === 'image');
    this.output = { height: grid.height, width: 1, channels };
    this.units = sizeOfGrid(this.output);
    this.field = this.#patches.patch;
    this.fanIn = sizeOfGrid(this.field);
    const shape = [channels, this.fanIn];
    const first = (of: readonly number[]) => (random: Parameters<ParameterFacts['first']>[0]) =>
      firstValues(initial, of, this.fanIn, random);
    const still = () => new Float32Array(channels);
    this.parameters = {
      [`weights/${name}`]: { shape, decayed: true, first: first(shape) },
      bias: {
        shape: [1, channels],
        decayed: false,
        first: initial === 'normal' ? still : first([1, channels]),
      },
    };
  }

  /** The slow weights of every position, and the two products that stand for the fast ones. */
  get products(): number {
    return this.units * (this.fanIn + (this.#settings.rate === 0 ? 0 : 2 * this.output.height));
  }

  seeing(values: number): number {
    const { places } = this.#patches;
    return this.output.channels * places.filter((each) => each.some((at) => at >= 0 && at < values)).length;
  }

  blockProduct(ops: TensorOps, parameters: Tensors, block: string, values: Tensor): Tensor {
    return sharedProduct(ops, this.#patches, assertDefined(parameters[`weights/${block}`], block), values);
  }

  totalInput(
    ops: TensorOps,
    parameters: Tensors,
    input: LayerInput,
    rows: number,
    known: Tensors = {},
  ): Tensor {
    const slow = this.#slow(ops, parameters, input, rows, known);
    if (this.#settings.rate === 0) return slow;
    const h = this.#byPosition(ops, slow, rows);
    const alike = ops.multiply(ops.batchedMatMul(h, h, { transposeB: true }), this.#memory(ops));
    return ops.add(slow, ops.reshape(ops.batchedMatMul(alike, h), [rows, this.units]));
  }

  /**
   * With G = dL/dz [R, T, H], alike = (h h^T) * M and told = (G h^T) * M:
   * dL/dh = G + alike^T G + told h + told^T h.
   */
  gradients(
    ops: TensorOps,
    input: LayerInput,
    totalGradient: Tensor,
    parameters: Tensors,
  ): Record<string, Gradient> {
    const rows = totalGradient.shape[0] as number;
    let slowGradient = totalGradient;
    if (this.#settings.rate !== 0) {
      const h = this.#byPosition(ops, this.#slow(ops, parameters, input, rows, {}), rows);
      const upstream = this.#byPosition(ops, totalGradient, rows);
      const memory = this.#memory(ops);
      const alike = ops.multiply(ops.batchedMatMul(h, h, { transposeB: true }), memory);
      const told = ops.multiply(ops.batchedMatMul(upstream, h, { transposeB: true }), memory);
      const both = ops.add(told, ops.transpose(told, [0, 2, 1]));
      const back = ops.add(
        ops.batchedMatMul(alike, upstream, { transposeA: true }),
        ops.batchedMatMul(both, h),
      );
      slowGradient = ops.add(totalGradient, ops.reshape(back, [rows, this.units]));
    }
    const values = assertDefined(input.blocks[this.#block], this.#block);
    const scaled = input.rowScale === null ? slowGradient : ops.multiply(slowGradient, input.rowScale);
    const folded = foldRows(ops, scaled, values.shape[0] as number);
    const { channels, height } = this.output;
    return {
      bias: {
        left: ops.fill(1, [rows * height, 1]),
        right: ops.reshape(slowGradient, [rows * height, channels]),
      },
      [`weights/${this.#block}`]: sharedGradient(ops, this.#patches, folded, values),
    };
  }

  /** h [R, T H], before fast weights. */
  #slow(ops: TensorOps, parameters: Tensors, input: LayerInput, rows: number, known: Tensors): Tensor {
    const values = assertDefined(input.blocks[this.#block], this.#block);
    const product = known[this.#block] ?? this.blockProduct(ops, parameters, this.#block, values);
    const copies = rows / (product.shape[0] as number);
    const repeated = copies === 1 ? product : ops.tile(product, 0, copies);
    const scaled = input.rowScale === null ? repeated : ops.multiply(repeated, input.rowScale);
    return ops.add(scaled, ops.tile(assertDefined(parameters['bias'], 'bias'), 1, this.output.height));
  }

  #byPosition(ops: TensorOps, values: Tensor, rows: number): Tensor {
    return ops.reshape(values, [rows, this.output.height, this.output.channels]);
  }

  /** M [1, T, T]. */
  #memory(ops: TensorOps): Tensor {
    const { rate, decay } = this.#settings;
    const { height, channels } = this.output;
    const values = Array.from({ length: height * height }, (_, at) => {
      const age = Math.floor(at / height) - (at % height);
      return age > 0 ? (rate / channels) * decay ** age : 0;
    });
    return ops.constant(values, [1, height, height]);
  }
}

/** What every position sees, in time: its own row and `span` - 1 before it, zeros before the first. */
function spansOf(grid: Grid, span: number, firstIsLast: boolean): Patches {
  const size = grid.width * grid.channels;
  const inTime = Array.from({ length: grid.height }, (_, at) => (firstIsLast ? (at + 1) % grid.height : at));
  const places = inTime.map((_, at) =>
    Array.from({ length: span }, (_unused, back) => inTime[at - span + 1 + back]).flatMap((row) =>
      Array.from({ length: size }, (_value, value) => (row === undefined ? -1 : row * size + value)),
    ),
  );
  const patch = { height: span, width: grid.width, channels: grid.channels };
  return { rows: grid.height, columns: 1, patch, places, unseen: 0 };
}
