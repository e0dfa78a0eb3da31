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
  /** [R, rows of the parameter] */
  readonly left: Tensor;
  /** [R, columns of the parameter] */
  readonly right: Tensor;
}

/** Weights are kept [N, I], so a product with inputs takes their transpose. */
const byUnit = { transposeB: true } as const;

export type FirstWeights = 'normal' | 'uniform';

export class DenseLayer {
  readonly units: number;
  readonly #first: FirstWeights;

  constructor(units: number, first: FirstWeights) {
    this.units = units;
    this.#first = first;
  }

  /**
   * Shapes of the parameters: "weights/<block>" [N, I] and "bias" [1, N]. A unit's weights stand together, because CPU
   * libraries multiply small batches with such matrices up to half faster.
   */
  parameterShapes(blockSizes: Readonly<Record<string, number>>): Record<string, Shape> {
    const weights = Object.entries(blockSizes).map(([block, size]) => [
      `weights/${block}`,
      [this.units, size],
    ]);
    return { ...(Object.fromEntries(weights) as Record<string, Shape>), bias: [1, this.units] };
  }

  /** First values of a parameter (row-major), drawn input by input. */
  initialize(name: string, shape: Shape, fanIn: number, random: RandomStream): Float32Array {
    const [rows, columns] = shape as [number, number];
    const values = new Float32Array(rows * columns);
    const scale = 1 / Math.sqrt(fanIn);
    if (name === 'bias' && this.#first === 'normal') return values;
    for (let column = 0; column < columns; column += 1) {
      for (let row = 0; row < rows; row += 1) {
        values[row * columns + column] =
          scale * (this.#first === 'uniform' ? 2 * random.uniform() - 1 : random.normal());
      }
    }
    return values;
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
  gradients(ops: TensorOps, input: LayerInput, totalGradient: Tensor): Record<string, ProductGradient> {
    const rows = totalGradient.shape[0] as number;
    const scaled = input.rowScale === null ? totalGradient : ops.multiply(totalGradient, input.rowScale);
    const gradients: Record<string, ProductGradient> = {
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

/** Adds up the equal parts of `rows` rows that a tensor [k * rows, N] is made of. */
function foldRows(ops: TensorOps, tensor: Tensor, rows: number): Tensor {
  const all = tensor.shape[0] as number;
  let total = all === rows ? tensor : ops.slice(tensor, 0, 0, rows);
  for (let begin = rows; begin < all; begin += rows)
    total = ops.add(total, ops.slice(tensor, 0, begin, begin + rows));
  return total;
}
