/**
 * From the goodness of every label, or of each example's candidates, at every layer, and the linear read-outs' probabilities,
 * to errors; and from that of every label to how far apart positives and negatives are.
 *
 * Legend: C classes, n examples. goodness[layer][c * n + i] is that of example i under label c.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { SplitErrors } from '../../../src-shared/events/training-event.ts';
import { candidatesOf, softmaxReadout } from '../net/net.ts';
import type { Net } from '../net/net.ts';
import { mostProbableLabels } from '../readout/candidates.ts';

export interface Answers {
  readonly classes: number;
  readonly labels: Uint8Array;
  /** One list [C * n] per layer, -Infinity under labels that were not run; none where there is no goodness of classes. */
  readonly goodness: readonly Float64Array[];
  /** Of every linear read-out by name: [n * C], example by example. */
  readonly probabilities: Readonly<Record<string, Float64Array>>;
}

/** The labels of one example that goodness decides between, the most probable first; null: all of them. */
export function candidatesFor(
  { probabilities, classes }: Answers,
  net: Net,
  example: number,
): number[] | null {
  const count = candidatesOf(net);
  if (count === null) return null;
  const { name } = assertDefined(softmaxReadout(net) ?? undefined, 'a softmax read-out');
  const all = assertDefined(probabilities[name], name);
  return mostProbableLabels(all.subarray(example * classes, (example + 1) * classes), count);
}

/** Answers under every label as they are where only the net's candidates are run. */
export function amongCandidates(answers: Answers, net: Net): Answers {
  if (candidatesOf(net) === null) return answers;
  const { labels, goodness } = answers;
  const among = goodness.map((layer) => new Float64Array(layer.length).fill(-Infinity));
  labels.forEach((_, example) => {
    for (const label of candidatesFor(answers, net, example) ?? []) {
      const at = label * labels.length + example;
      among.forEach((layer, index) => (layer[at] = (goodness[index] as Float64Array)[at] as number));
    }
  });
  return { ...answers, goodness: among };
}

/** Fractions of wrong answers by name: of every read-out, then of every layer's goodness alone. */
export function errorsOf(
  answers: Answers,
  { readouts, layers }: Pick<Net, 'readouts' | 'layers'>,
): SplitErrors {
  const errors: Record<string, number> = {};
  const byLayers = (begin: number, end: number) =>
    errorFraction(answers, goodnessPredictions(answers, begin, end));
  for (const readout of readouts) {
    errors[readout.name] =
      readout.by === 'goodness'
        ? byLayers(readout.begin, readout.end)
        : errorFraction(answers, probablePredictions(answers, readout.name));
  }
  answers.goodness.forEach((_, layer) => {
    errors[`goodness/${assertDefined(layers[layer], 'a layer').name}`] = byLayers(layer, layer + 1);
  });
  return errors;
}

/** The label run with the highest goodness summed over layers begin .. end-1, per example; the lowest among equals. */
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

/** The label a linear read-out finds most probable, per example; the lowest among equals. */
export function probablePredictions({ probabilities, classes, labels }: Answers, name: string): Uint8Array {
  const all = assertDefined(probabilities[name], name);
  return Uint8Array.from({ length: labels.length }, (_, example) => {
    const row = all.subarray(example * classes, (example + 1) * classes);
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
