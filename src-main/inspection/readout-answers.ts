/** The answers of every read-out a net has, and of every layer's goodness alone, by the names the views use. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { goodnessPredictions, probablePredictions } from '../core/measure/answers.ts';
import type { Answers } from '../core/measure/answers.ts';
import { goodnessReadout, judgesClasses } from '../core/net/net.ts';
import type { Net } from '../core/net/net.ts';
import type { LayerSpan } from '../core/readout/readout.ts';

export interface NamedReadout {
  /** As in SplitErrors: "goodness", "softmax", "goodness/layer1", ... */
  readonly readout: string;
  /** The layers whose goodness is summed; null for a linear read-out. */
  readonly span: LayerSpan | null;
}

export function readoutsOf(net: Net): NamedReadout[] {
  const { readouts, layers } = net;
  return [
    ...readouts.map((readout) => ({
      readout: readout.name,
      span: readout.by === 'goodness' ? readout : null,
    })),
    ...(judgesClasses(net) ? layers : []).map(({ name }, begin) => ({
      readout: `goodness/${name}`,
      span: { begin, end: begin + 1 },
    })),
  ];
}

/** The layers that count where goodness is summed: those of the goodness read-out, or all. */
export function summedLayers(net: Net): LayerSpan {
  return goodnessReadout(net) ?? { begin: 0, end: net.layers.length };
}

/** The class answered, by example. */
export function predictionsOf(answers: Answers, { readout, span }: NamedReadout): Uint8Array {
  return span === null
    ? probablePredictions(answers, readout)
    : goodnessPredictions(answers, span.begin, span.end);
}

/** Goodness summed over the layers of `span` by class, or a linear read-out's probabilities, of one example. */
export function scoresOf(answers: Answers, { readout, span }: NamedReadout, example: number): Float64Array {
  if (span !== null) return summedGoodness(answers, span, example);
  const all = assertDefined(answers.probabilities[readout], readout);
  return all.slice(example * answers.classes, (example + 1) * answers.classes);
}

/** Goodness summed over layers by class, of one example. */
export function summedGoodness(
  { classes, labels, goodness }: Answers,
  span: LayerSpan,
  example: number,
): Float64Array {
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
