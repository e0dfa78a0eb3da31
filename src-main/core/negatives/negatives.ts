/**
 * Where negative data come from. A sampler is drawn by the host before a step, from the labels alone, or inside the
 * step, from the softmax read-out of the neutral pass.
 */

import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';

/** Drawn for all training examples at once, at the start of an epoch. */
export interface LabelSampler {
  readonly source: 'labels';
  /** True: drawn once for the whole run; false: anew for every epoch. */
  readonly once: boolean;
  /** A label per example; should differ from the right one. */
  draw(labels: Uint8Array, classes: number, random: RandomStream): Uint8Array;
}

/** Chosen inside the step. Legend: B examples, C classes. */
export interface ReadoutSampler {
  readonly source: 'read-out';
  /**
   * One-hot negative labels [B, C] from the read-out's probabilities [B, C], the right labels one-hot [B, C] and
   * uniform numbers in [0, 1) [B, 1].
   */
  select(ops: TensorOps, probabilities: Tensor, labels: Tensor, uniform: Tensor): Tensor;
}

export type NegativeSampler = LabelSampler | ReadoutSampler;
