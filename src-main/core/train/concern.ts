/** What is said of an experiment before it starts, and what a rule that says it is given. */

import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { InputFacts } from '../dataset/rows.ts';
import type { Recipe } from '../net/recipe.ts';

export interface Concern {
  readonly severity: 'error' | 'warning';
  /** The settings concerned, as paths of the spec. */
  readonly settings: readonly string[];
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

export type Rule = (spec: ExperimentSpec, recipe: Recipe, input: InputFacts) => Concern[];
