/**
 * From the goodness of every label at every layer, and the read-out's probabilities, to errors and to how far apart
 * positives and negatives are.
 *
 * Legend: C classes, n examples. goodness[layer][c * n + i] is that of example i under label c.
 */

import type { SplitErrors } from '../../../src-shared/events/training-event.ts';
import type { LayerSpan } from '../train/recipe.ts';

export interface Answers {
  readonly classes: number;
  readonly labels: Uint8Array;
  /** One list [C * n] per layer. */
  readonly goodness: readonly Float64Array[];
  /** [n * C], example by example; null without a softmax read-out. */
  readonly probabilities: Float64Array | null;
}

/** Fractions of wrong answers; `span` says which layers the goodness read-out sums, null where there is none. */
export function errorsOf(answers: Answers, span: LayerSpan | null): SplitErrors {
  const byLayers = (begin: number, end: number) =>
    errorFraction(answers, goodnessPredictions(answers, begin, end));
  return {
    goodness: span === null ? null : byLayers(span.begin, span.end),
    softmax: answers.probabilities === null ? null : errorFraction(answers, softmaxPredictions(answers)),
    layers: answers.goodness.map((_, layer) => byLayers(layer, layer + 1)),
  };
}

/** The label with the highest goodness summed over layers begin .. end-1, per example; the lowest label among equals. */
export function goodnessPredictions(answers: Answers, begin: number, end: number): Uint8Array {
  const examples = answers.labels.length;
  return Uint8Array.from({ length: examples }, (_, example) => {
    let [best, highest] = [0, -Infinity];
    for (let label = 0; label < answers.classes; label += 1) {
      let sum = 0;
      for (let layer = begin; layer < end; layer += 1) {
        sum += (answers.goodness[layer] as Float64Array)[label * examples + example] as number;
      }
      if (sum > highest) [best, highest] = [label, sum];
    }
    return best;
  });
}

/** The most probable label, per example; the lowest among equals. */
export function softmaxPredictions({ probabilities, classes, labels }: Answers): Uint8Array {
  return Uint8Array.from({ length: labels.length }, (_, example) => {
    const row = (probabilities as Float64Array).subarray(example * classes, (example + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}

function errorFraction({ labels }: Answers, predictions: Uint8Array): number {
  let wrong = 0;
  labels.forEach((label, example) => (wrong += predictions[example] === label ? 0 : 1));
  return wrong / labels.length;
}

/** One layer's goodness under the right label [n] and under every wrong one [n * (C - 1)]. */
export function separate(
  answers: Answers,
  layer: number,
): { positives: Float64Array; negatives: Float64Array } {
  const { labels, classes } = answers;
  const goodness = answers.goodness[layer] as Float64Array;
  const examples = labels.length;
  const positives = new Float64Array(examples);
  const negatives = new Float64Array(examples * (classes - 1));
  let next = 0;
  for (let label = 0; label < classes; label += 1) {
    for (let example = 0; example < examples; example += 1) {
      const value = goodness[label * examples + example] as number;
      if (labels[example] === label) positives[example] = value;
      else negatives[next++] = value;
    }
  }
  return { positives, negatives };
}

/** The fraction of (example, wrong label) pairs whose goodness is not below that of the right label. */
export function pairwiseError(answers: Answers, layer: number): number {
  const { labels, classes } = answers;
  const goodness = answers.goodness[layer] as Float64Array;
  const examples = labels.length;
  let wrong = 0;
  for (let example = 0; example < examples; example += 1) {
    const right = goodness[(labels[example] as number) * examples + example] as number;
    for (let label = 0; label < classes; label += 1) {
      if (label !== labels[example] && (goodness[label * examples + example] as number) >= right) wrong += 1;
    }
  }
  return wrong / (examples * (classes - 1));
}
