/**
 * The dense layer: every unit sees every input.
 *
 * Its input comes in blocks (the first layer's: label and image; any other's: one), each with weights of its own. That
 * way the product of the image, which the positive, neutral and negative pass share, is computed once, and so is its
 * weight gradient: normalization only scales rows.
 *
 * Legend: R rows (the examples of one or more passes), I inputs of a block, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import { flat, sizeOfGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import { firstValues } from './first-values.ts';
import type { FirstWeights } from './first-values.ts';
import { foldRows } from './fold-rows.ts';
import type { Layer, LayerInput, ParameterFacts } from './layer.ts';

/** Weights are kept [N, I], so a product with inputs takes their transpose. */
const byUnit = { transposeB: true } as const;

export class DenseLayer implements Layer {
  readonly units: number;
  readonly output: Grid;
  readonly fanIn: number;
  readonly field = null;
  readonly sharesWeights = false;
  readonly unseen = 0;
  /**
   * "weights/<block>" [N, I] and "bias" [1, N]. A unit's weights stand together, because CPU libraries multiply small
   * batches with such matrices up to half faster.
   */
  readonly parameters: Readonly<Record<string, ParameterFacts>>;

  /** `output`: how the units are laid out, or how many there are. */
  constructor(output: Grid | number, first: FirstWeights, reads: Readonly<Record<string, Grid>>) {
    this.output = typeof output === 'number' ? flat(output) : output;
    const units = sizeOfGrid(this.output);
    this.units = units;
    const sizes = Object.entries(reads).map(([block, grid]) => [block, sizeOfGrid(grid)] as const);
    const fanIn = sizes.reduce((total, [, size]) => total + size, 0);
    this.fanIn = fanIn;
    const weights = sizes.map(([block, size]): [string, ParameterFacts] => {
      const shape = [units, size];
      return [
        `weights/${block}`,
        { shape, decayed: true, first: (random) => firstValues(first, shape, fanIn, random) },
      ];
    });
    const bias: ParameterFacts = {
      shape: [1, units],
      decayed: false,
      first: (random) =>
        first === 'normal' ? new Float32Array(units) : firstValues(first, [1, units], fanIn, random),
    };
    this.parameters = { ...Object.fromEntries(weights), bias };
  }

  get products(): number {
    return this.fanIn * this.units;
  }

  /** What one block adds to the total input before row scale and bias: values weights^T, [rows of the block, N]. */
  blockProduct(ops: TensorOps, parameters: Tensors, block: string, values: Tensor): Tensor {
    return ops.matMul(values, assertDefined(parameters[`weights/${block}`], block), byUnit);
  }

  /**
   * Total input [R, N] = rowScale * (sum of the blocks' products) + bias. `known` may hold products made before by
   * blockProduct.
   */
  totalInput(
    ops: TensorOps,
    parameters: Tensors,
    input: LayerInput,
    rows: number,
    known: Tensors = {},
  ): Tensor {
    const bias = assertDefined(parameters['bias'], 'bias');
    const blocks = Object.entries(input.blocks);
    const [only] = blocks;
    if (blocks.length === 1 && only !== undefined && input.rowScale === null && only[1].shape[0] === rows) {
      return ops.matMulAdd(only[1], assertDefined(parameters[`weights/${only[0]}`], only[0]), bias, byUnit);
    }
    // Products made before and repeated ones first: the others are then added to them by the fused call.
    const isReady = ([block, values]: readonly [string, Tensor]) =>
      block in known || values.shape[0] !== rows;
    let total: Tensor | null = null;
    for (const entry of [...blocks.filter(isReady), ...blocks.filter((each) => !isReady(each))]) {
      const [block, values] = entry;
      const weights = assertDefined(parameters[`weights/${block}`], block);
      if (total !== null && !isReady(entry)) {
        total = ops.matMulAdd(values, weights, total, byUnit);
        continue;
      }
      const product = known[block] ?? ops.matMul(values, weights, byUnit);
      const copies = rows / (product.shape[0] as number);
      const repeated = copies === 1 ? product : ops.tile(product, 0, copies);
      total = total === null ? repeated : ops.add(total, repeated);
    }
    const product = assertDefined(total, 'an input block');
    return ops.add(input.rowScale === null ? product : ops.multiply(product, input.rowScale), bias);
  }

  /** Gradients of every parameter, from dL/d(total input) [R, N]. */
  gradients(ops: TensorOps, input: LayerInput, totalGradient: Tensor): Record<string, Gradient> {
    const rows = totalGradient.shape[0] as number;
    const scaled = input.rowScale === null ? totalGradient : ops.multiply(totalGradient, input.rowScale);
    const gradients: Record<string, Gradient> = {
      bias: { left: ops.fill(1, [rows, 1]), right: totalGradient },
    };
    for (const [block, values] of Object.entries(input.blocks)) {
      gradients[`weights/${block}`] = {
        left: foldRows(ops, scaled, values.shape[0] as number),
        right: values,
      };
    }
    return gradients;
  }
}
