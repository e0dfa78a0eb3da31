/**
 * Where positive and negative data come from: what the host brings for every step, and what the two passes then see.
 * Only a source knows how a negative differs from its positive. Whatever it brings is a function of the seed and the
 * position, and what it keeps is state, so a resumed run sees the same pairs.
 *
 * Legend: B examples, I values of an image (without the pixels a label takes), C classes.
 */

import type { Shape, Tensor, TensorOps, Tensors, TurnInputs } from '../engine/engine.ts';
import type { ImageInput, NetInput } from '../net/forward.ts';
import type { Grid } from '../net/grid.ts';
import type { ImageNet } from '../readout/image-maker.ts';

export interface PairFacts {
  /** The whole image. */
  readonly image: Grid;
  readonly classes: number;
}

/** One batch. */
export interface PairTurn {
  /** Passes over the split before this one. */
  readonly pass: number;
  /** Which batch of the pass. */
  readonly batch: number;
  /** The examples, as indexes of the split. */
  readonly indexes: Uint32Array;
  /** [B, I] */
  readonly images: Float32Array;
}

/** What a step has at hand when it pairs. */
export interface PairPass {
  /** All inputs of the program. */
  readonly tensors: Tensors;
  /** [B, I] */
  readonly image: Tensor;
  /** The image prepared for passes under labels, and the right labels [B, C], one-hot; null where no label is told. */
  readonly labelled: { readonly prepared: ImageInput; readonly labels: Tensor } | null;
  /** The softmax read-out's probabilities [B, C], where the source needs them. */
  readonly guess: Tensor | null;
}

/** Of that, what wrong labels are found from; the right ones [B, C] are one-hot. */
export interface LabelTurn extends Pick<PairPass, 'tensors' | 'guess'> {
  readonly labels: Tensor;
}

/** The input of both passes, and what the source keeps of this step for the next. */
export interface PairInput extends NetInput {
  /** By the names of `keeps`. */
  readonly kept?: Tensors;
}

export interface PairSource {
  /** True: both passes are told a label. */
  readonly labelled: boolean;
  /** True: negatives depend on what the softmax read-out answers in the same step. */
  readonly needsGuess: boolean;
  /** True: negatives are made by the net itself, from its parameters and those of the map to images as they are in the step. */
  readonly usesNet: boolean;
  /** True: an example's pair is the same all through a run. */
  readonly fixed: boolean;
  /** Why it does not go with a net, as "setting: reason"; null where it does. Absent: it goes with all. */
  misfit?(net: ImageNet): string | null;
  /**
   * What the source keeps from step to step: tensors of the run's state, as inputs "pairs/<name>", zeros at first. So it is in
   * checkpoints, and a resumed run goes on with it. Absent: nothing.
   */
  keeps?(facts: PairFacts): Readonly<Record<string, Shape>>;
  /** Inputs of the program that the source brings with every batch of B examples. */
  perTurn(facts: PairFacts, examples: number): Readonly<Record<string, Shape>>;
  /** Starts bringing for a split with those labels. What is brought is valid until the next call. */
  supply(facts: PairFacts, labels: Uint8Array, seed: number): (turn: PairTurn) => TurnInputs;
  /** The negatives' labels [B, C], one-hot, where they are the same images under other labels; null where they are not. */
  readonly wrongLabels: ((ops: TensorOps, passing: LabelTurn) => Tensor) | null;
  /** The input of both passes: B positive rows followed by B negative ones. */
  pair(ops: TensorOps, net: ImageNet, passing: PairPass): PairInput;
}
