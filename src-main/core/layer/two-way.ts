/**
 * A layer that also sees what is above it: two layers of one layout, whose total inputs are added up. Each has weights of
 * its own, with first values by its own fan-in, so that what comes from below and from above weighs alike at the start;
 * the bias is the lower one's. A pass that brings nothing from above is the lower one's alone.
 */

import { assert } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { Grid } from '../net/grid.ts';
import type { Layer, LayerInput, ParameterFacts } from './layer.ts';

export class TwoWayLayer implements Layer {
  readonly output: Grid;
  readonly units: number;
  readonly fanIn: number;
  readonly field: Grid | null;
  readonly sharesWeights: boolean;
  readonly unseen: number;
  readonly gathered: number;
  readonly products: number;
  /** Those of the lower layer, and the weights of the upper one. */
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  readonly #up: Layer;
  readonly #down: Layer;

  /** `up` sees what is below, `down` what is above; both give as many units. */
  constructor(up: Layer, down: Layer) {
    assert(up.units === down.units, 'two layouts in one layer');
    this.#up = up;
    this.#down = down;
    this.output = up.output;
    this.units = up.units;
    this.fanIn = up.fanIn + down.fanIn;
    this.field = up.field;
    this.sharesWeights = up.sharesWeights;
    this.unseen = up.unseen;
    this.gathered = Math.max(up.gathered ?? 0, down.gathered ?? 0);
    this.products = up.products + down.products;
    this.parameters = { ...withoutBias(down.parameters), ...up.parameters };
  }

  blockProduct(ops: TensorOps, parameters: Tensors, block: string, values: Tensor): Tensor {
    return this.#ownerOf(block).blockProduct(ops, parameters, block, values);
  }

  totalInput(
    ops: TensorOps,
    parameters: Tensors,
    input: LayerInput,
    rows: number,
    known: Tensors = {},
  ): Tensor {
    const fromBelow = this.#up.totalInput(ops, parameters, this.#partOf(this.#up, input), rows, known);
    const above = Object.entries(this.#partOf(this.#down, input).blocks);
    assert(above.length === 0 || input.rowScale === null, 'rows from above scaled like those from below');
    return above.reduce((total, [block, values]) => {
      const product = known[block] ?? this.#down.blockProduct(ops, parameters, block, values);
      const copies = rows / (product.shape[0] as number);
      return ops.add(total, copies === 1 ? product : ops.tile(product, 0, copies));
    }, fromBelow);
  }

  gradients(
    ops: TensorOps,
    input: LayerInput,
    totalGradient: Tensor,
    parameters: Tensors,
  ): Record<string, Gradient> {
    const above = this.#partOf(this.#down, input);
    const isSeen = Object.keys(above.blocks).length > 0;
    const ofAbove = isSeen ? this.#down.gradients(ops, above, totalGradient, parameters) : {};
    return {
      ...withoutBias(ofAbove),
      ...this.#up.gradients(ops, this.#partOf(this.#up, input), totalGradient, parameters),
    };
  }

  #ownerOf(block: string): Layer {
    return `weights/${block}` in this.#down.parameters ? this.#down : this.#up;
  }

  /** What one of the two sees of an input. */
  #partOf(layer: Layer, { blocks, rowScale }: LayerInput): LayerInput {
    const own = Object.entries(blocks).filter(([block]) => this.#ownerOf(block) === layer);
    return { blocks: Object.fromEntries(own), rowScale };
  }
}

function withoutBias<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== 'bias'));
}
