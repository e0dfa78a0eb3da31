/** The answers of every read-out a net has, and of every layer's goodness alone, by the names the views use. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { goodnessPredictions, softmaxPredictions } from '../core/measure/answers.ts';
import type { Answers } from '../core/measure/answers.ts';
import type { LayerSpan, Recipe } from '../core/train/recipe.ts';

export interface NamedReadout {
  /** "goodness", "softmax", "layer1", ... */
  readonly readout: string;
  /** The layers whose goodness is summed; null for the softmax. */
  readonly span: LayerSpan | null;
}

export function readoutsOf(recipe: Recipe): NamedReadout[] {
  const { goodnessReadout, softmaxReadout, layers } = recipe;
  return [
    ...(goodnessReadout === null ? [] : [{ readout: 'goodness', span: goodnessReadout }]),
    ...(softmaxReadout === null ? [] : [{ readout: 'softmax', span: null }]),
    ...layers.map(({ name }, begin) => ({ readout: name, span: { begin, end: begin + 1 } })),
  ];
}

/** The layers that count where goodness is summed: those of the goodness read-out, or all. */
export function summedLayers(recipe: Recipe): LayerSpan {
  return recipe.goodnessReadout ?? { begin: 0, end: recipe.layers.length };
}

/** The class answered, by example. */
export function predictionsOf(answers: Answers, { span }: NamedReadout): Uint8Array {
  return span === null ? softmaxPredictions(answers) : goodnessPredictions(answers, span.begin, span.end);
}

/** Goodness summed over the layers of `span` by class, or the softmax's probabilities, of one example. */
export function scoresOf(
  answers: Answers,
  { span }: Pick<NamedReadout, 'span'>,
  example: number,
): Float64Array {
  const { classes, labels, goodness, probabilities } = answers;
  if (span === null) {
    const all = assertDefined(probabilities, 'probabilities');
    return all.slice(example * classes, (example + 1) * classes);
  }
  return Float64Array.from({ length: classes }, (_, label) => {
    let sum = 0;
    for (let layer = span.begin; layer < span.end; layer += 1)
      sum += (goodness[layer] as Float64Array)[label * labels.length + example] as number;
    return sum;
  });
}

/** The class with the highest score but one; the lowest among equals. */
export function bestExcept(scores: Float64Array, left: number): number {
  let [best, highest] = [-1, -Infinity];
  scores.forEach((score, label) => {
    if (label !== left && (best === -1 || score > highest)) [best, highest] = [label, score];
  });
  return best;
}
