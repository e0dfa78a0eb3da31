/**
 * Ways of training: what one step is, given a net and what is to be trained now. The loop around it (when steps are
 * taken, on which examples, with which gain) is the same for all.
 *
 * Legend: B examples, C classes, N units.
 */

import type { Program, Shape, TurnInputs } from '../engine/engine.ts';
import type { Half } from '../negatives/half-pair.ts';
import type { StateShapes } from '../net/parameters.ts';
import type { Recipe } from '../net/recipe.ts';
import type { StoredTensor } from '../net/state.ts';

/** What a step trains. */
export interface Stage {
  /** Indexes of the layers trained, ascending, without gaps. */
  readonly layers: readonly number[];
  readonly readout: boolean;
  /** True: of a teacher, which learns before the net does. */
  readonly ofTeacher?: boolean;
  /** Absent: a step sees positives and negatives. */
  readonly phase?: StagePhase;
}

/** A stage whose steps see one of both alone. */
export interface StagePhase {
  readonly half: Half;
  /** What the learning rate of the layers is multiplied by. */
  readonly gain: number;
  /** Smoothing of the layers' gradients; null: the optimizer's own. */
  readonly smoothing: number | null;
}

/** Where a stage's passes start. */
export type StageInput =
  /** From the images: inputs "image" [B, I], "labels" [B, C] where they are used, and what the pairs bring. */
  | 'image'
  /** From the normalized activities of the frozen layer below: "positives" and "negatives", each [B, N]. */
  | 'below';

/** One step of a stage. */
export interface Step {
  /**
   * State and batch in; new state out, and besides it losses ("loss/layer1" [1, 1]) and the batch's goodness
   * ("goodness/positive/layer1" [B, 1], "goodness/negative/layer1").
   */
  readonly program: Program;
  /** Inputs that come with every batch, by name. */
  readonly batchInputs: Readonly<Record<string, Shape>>;
  /** Numbers that change from step to step, as inputs "scalar/<name>". `step` counts a stage's steps from 1. */
  scalars(step: number, gain: number): Readonly<Record<string, number>>;
  /** Multiplications of the recipe's own matrix products, as if done naively. */
  readonly products: number;
}

/** Another net that answers beside a run's own. */
export interface NetBeside {
  readonly name: string;
  readonly net: Recipe;
  /** Where its tensors stand among the run's: below this path, or, where it is empty, they are the run's own. */
  readonly path: string;
}

export interface Method {
  /** Whether training may be split up into stages by layer. */
  readonly byLayer: boolean;
  /** True: a step may see positives or negatives alone. */
  readonly byHalf?: true;
  /** Why this recipe cannot be trained so, as "setting: reason"; null where it can. */
  misfit(recipe: Recipe): string | null;
  /** The state a stage changes. */
  trained(recipe: Recipe, stage: Stage): StateShapes;
  /** The stages of a run, made from those that all methods have; left out: as they are. */
  stages?(stages: readonly Stage[]): readonly Stage[];
  /** First values of everything it keeps; left out: `initialState`. */
  firstState?(recipe: Recipe, seed: number): Record<string, StoredTensor>;
  /** Other nets whose answers belong to the run's. */
  beside?(recipe: Recipe): readonly NetBeside[];
  step(recipe: Recipe, stage: Stage, input: StageInput, examples: number): Step;
  /** What it wants with every batch of B examples besides images, labels and pairs: a function of the seed and the position. */
  bring?(
    recipe: Recipe,
    seed: number,
    examples: number,
  ): (at: { readonly pass: number; readonly batch: number }) => TurnInputs;
}
