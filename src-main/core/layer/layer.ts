/**
 * What a kind of layer must offer: it owns its parameters, their first values, one pass and the gradients of that pass.
 * Nothing outside its file and index.ts knows its name.
 *
 * Legend: R rows (the examples of one or more passes), N units.
 */

import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { Grid } from '../net/grid.ts';

type Shapes = Readonly<Record<string, Shape>>;

/** One parameter of a layer. */
export interface ParameterFacts {
  readonly shape: Shape;
  /** Weights decay, biases do not. */
  readonly decayed: boolean;
  /** First values, row-major; all randomness comes from `random`. */
  first(random: RandomStream): Float32Array;
}

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

export interface Layer {
  readonly output: Grid;
  /** Values in `output`. */
  readonly units: number;
  /** Inputs of one unit. */
  readonly fanIn: number;
  /** By name: "bias", "weights/<block>". A unit's weights stand together, in the order of the units. */
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
  /** The patch of the grid below that one unit sees; null: it sees everything. */
  readonly field: Grid | null;
  /** True where units at several positions have the same weights. */
  readonly sharesWeights: boolean;
  /** Values of the grid below that no unit sees. */
  readonly unseen: number;
  /** Units that see any of the first `values` values of the grid below; absent: all units see everything. */
  seeing?(values: number): number;
  /** Numbers that a pass puts side by side for its products, per row, beside the input itself; absent: few. */
  readonly gathered?: number;
  /** Multiplications of a pass, per row. */
  readonly products: number;
  /** What one block adds to the total input before row scale and bias, [rows of the block, N]. */
  blockProduct(ops: TensorOps, parameters: Tensors, block: string, values: Tensor): Tensor;
  /** Total input [R, N] = rowScale * (sum of the blocks' products) + bias; `known`: products made before. */
  totalInput(ops: TensorOps, parameters: Tensors, input: LayerInput, rows: number, known?: Tensors): Tensor;
  /** Gradients of every parameter, from dL/d(total input) [R, N]; `parameters` as in the pass. */
  gradients(
    ops: TensorOps,
    input: LayerInput,
    totalGradient: Tensor,
    parameters: Tensors,
  ): Record<string, Gradient>;
  /**
   * Whole numbers, drawn anew for every step, that a pass or an update takes as parameters "chance/<name>", each of a
   * `chanceShape`. A pass without them, which answers or measures, takes ones of the layer's own that stay.
   */
  readonly chance?: { readonly use: Shapes; readonly update: Shapes };
  /** A parameter after its update as the layer can hold it. */
  settle?(ops: TensorOps, own: string, value: Tensor, parameters: Tensors): Tensor;
  /** True where parameters are what a device was programmed with, not what it then does. */
  readonly programmed?: boolean;
  /** False where nobody can say how what it gives hangs on what it sees, so that nothing can be sent back through it. */
  readonly sendsBack?: boolean;
}

/** What a layer part makes from its parameters. */
export interface LayerKind {
  /** True: units have places, so the layer wants its image whole, with the label's pixels in their place. */
  readonly spatial: boolean;
  /** The layer for what it reads, by block. Throws spec/invalid with the reason where it does not fit. */
  build(reads: Readonly<Record<string, Grid>>): Layer;
}
