/**
 * What dropout must offer: numbers that a turn brings, and from them which activities count in that turn. The numbers are
 * few and whole, so that every engine makes the same choice of them to the bit.
 *
 * Legend: B examples, N units of a layer.
 */

import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Shape, Tensor, TensorOps } from '../engine/engine.ts';

export interface Dropout {
  /** What a turn brings for a layer of N units. */
  perTurn(units: number): Shape;
  /** Those numbers; all randomness comes from `random`. */
  bring(units: number, random: RandomStream): Float32Array;
  /** What the activities of B examples are multiplied by, [B, N]: 0 where one is left out; the mean is 1. */
  factors(ops: TensorOps, brought: Tensor, examples: number): Tensor;
}
