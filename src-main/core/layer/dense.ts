/**
 * The dense layer: weights as data and pure calls on them.
 *
 * Its input comes in blocks (the first layer's: label and image; any other's: one), each with weights of its own. That
 * way the product of the image, which the positive, neutral and negative pass share, is computed once, and so is its
 * weight gradient: normalization only scales rows.
 *
 * Legend: R rows (the examples of one or more passes), I inputs of a block, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';

/**
 * Input to a layer, R rows. The layer sees rowScale * [blocks]. A block may have fewer rows: it is then repeated as a
 * whole, so that the positive and the negative pass can share one image block.
 */
export interface LayerInput {
  /** Block name -> values [R, I], or fewer rows. */
  readonly blocks: Tensors;
  /** [R, 1]; null: rows are as they should be. */
  readonly rowScale: Tensor | null;
}

/** A weight gradient kept as the product left^T right, so that an optimizer can add it in one fused call. */
export interface ProductGradient {
  /** [R, I] */
  readonly left: Tensor;
  /** [R, N] */
  readonly right: Tensor;
}

export type FirstWeights = 'normal' | 'uniform';

export class DenseLayer {
  readonly units: number;
  readonly #first: FirstWeights;

  constructor(units: number, first: FirstWeights) {
    this.units = units;
    this.#first = first;
  }

  /** Shapes of the parameters: "weights/<block>" [I, N] and "bias" [1, N]. */
  parameterShapes(blockSizes: Readonly<Record<string, number>>): Record<string, Shape> {
    const weights = Object.entries(blockSizes).map(([block, size]) => [
      `weights/${block}`,
      [size, this.units],
    ]);
    return { ...(Object.fromEntries(weights) as Record<string, Shape>), bias: [1, this.units] };
  }

  /** First values of a parameter, drawn from the stream (row-major). */
  initialize(name: string, shape: Shape, fanIn: number, random: RandomStream): Float32Array {
    const values = new Float32Array((shape[0] as number) * (shape[1] as number));
    const scale = 1 / Math.sqrt(fanIn);
    if (this.#first === 'uniform') return values.map(() => scale * (2 * random.uniform() - 1));
    return name === 'bias' ? values : values.map(() => scale * random.normal());
  }

  /** What one block adds to the total input before row scale and bias: values weights, [rows of the block, N]. */
  blockProduct(ops: TensorOps, parameters: Tensors, block: string, values: Tensor): Tensor {
    return ops.matMul(values, assertDefined(parameters[`weights/${block}`], block));
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
      return ops.matMulAdd(only[1], assertDefined(parameters[`weights/${only[0]}`], only[0]), bias);
    }
    // Products made before and repeated ones first: the others are then added to them by the fused call.
    const isReady = ([block, values]: readonly [string, Tensor]) =>
      block in known || values.shape[0] !== rows;
    let total: Tensor | null = null;
    for (const entry of [...blocks.filter(isReady), ...blocks.filter((each) => !isReady(each))]) {
      const [block, values] = entry;
      const weights = assertDefined(parameters[`weights/${block}`], block);
      if (total !== null && !isReady(entry)) {
        total = ops.matMulAdd(values, weights, total);
        continue;
      }
      const product = known[block] ?? ops.matMul(values, weights);
      const copies = rows / (product.shape[0] as number);
      const repeated = copies === 1 ? product : ops.tile(product, 0, copies);
      total = total === null ? repeated : ops.add(total, repeated);
    }
    const product = assertDefined(total, 'an input block');
    return ops.add(input.rowScale === null ? product : ops.multiply(product, input.rowScale), bias);
  }

  /** Gradients of every parameter, from dL/d(total input) [R, N]. */
  gradients(ops: TensorOps, input: LayerInput, totalGradient: Tensor): Record<string, ProductGradient> {
    const rows = totalGradient.shape[0] as number;
    const scaled = input.rowScale === null ? totalGradient : ops.multiply(totalGradient, input.rowScale);
    const gradients: Record<string, ProductGradient> = {
      bias: { left: ops.fill(1, [rows, 1]), right: totalGradient },
    };
    for (const [block, values] of Object.entries(input.blocks)) {
      gradients[`weights/${block}`] = {
        left: values,
        right: foldRows(ops, scaled, values.shape[0] as number),
      };
    }
    return gradients;
  }
}

/** Adds up the equal parts of `rows` rows that a tensor [k * rows, N] is made of. */
function foldRows(ops: TensorOps, tensor: Tensor, rows: number): Tensor {
  const all = tensor.shape[0] as number;
  let total = all === rows ? tensor : ops.slice(tensor, 0, 0, rows);
  for (let begin = rows; begin < all; begin += rows)
    total = ops.add(total, ops.slice(tensor, 0, begin, begin + rows));
  return total;
}
