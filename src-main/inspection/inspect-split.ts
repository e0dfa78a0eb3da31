/** The answers of every read-out to many examples: errors, confusion, the hardest negatives and calibration. */

import { randomStream } from '../../src-shared/base/random.ts';
import type { SplitInspection } from '../../src-shared/views/inspection-view.ts';
import { amongCandidates } from '../core/measure/answers.ts';
import type { Answers } from '../core/measure/answers.ts';
import { judgesClasses, linearReadouts } from '../core/net/net.ts';
import { drawWrongLabels } from '../core/negatives/from-labels.ts';
import { bestExcept, predictionsOf, readoutsOf, summedGoodness, summedLayers } from './readout-answers.ts';
import type { NetAtHand } from './nets-at-hand.ts';
import { probabilityOf } from './inspect-image.ts';

const bins = 10;

/**
 * `answers`: under every label, which the hardest negatives and calibration are told from, whatever candidates the net has;
 * null: the split is empty.
 */
export function inspectSplit(
  net: Pick<NetAtHand, 'at' | 'recipe' | 'dataset' | 'spec'>,
  split: SplitInspection['split'],
  answers: Answers | null,
  hardest: number,
): SplitInspection {
  const { at, recipe, dataset } = net;
  const found: Answers = answers ?? {
    classes: recipe.classes,
    labels: new Uint8Array(0),
    goodness: !judgesClasses(recipe) ? [] : recipe.layers.map(() => new Float64Array(0)),
    probabilities: Object.fromEntries(
      linearReadouts(recipe).map(({ name }) => [name, new Float64Array(0)] as const),
    ),
  };
  const deciding = amongCandidates(found, recipe);
  return {
    at,
    split,
    examples: found.labels.length,
    classNames: dataset.classNames,
    readouts: readoutsOf(recipe).map((each) => {
      const predicted = predictionsOf(deciding, each);
      const confusion = confusionOf(found, predicted);
      return {
        readout: each.readout,
        error: errorOf(confusion, recipe.classes),
        confusion,
        answers: Uint16Array.from(predicted),
      };
    }),
    labels: Uint16Array.from(found.labels),
    hardest: hardestNegatives(net, found).slice(0, hardest),
    calibration:
      recipe.labels === null
        ? []
        : recipe.layers.flatMap(({ name, judged }, layer) =>
            judged === null
              ? []
              : [
                  {
                    layer: name,
                    ...calibrationOf(found, layer, judged.threshold, wrongLabels(net, found)),
                  },
                ],
          ),
  };
}

/** [classes (true), classes (answered)] */
function confusionOf({ classes, labels }: Answers, predicted: Uint8Array): Uint32Array {
  const confusion = new Uint32Array(classes * classes);
  labels.forEach((label, example) => {
    const at = label * classes + (predicted[example] as number);
    confusion[at] = (confusion[at] as number) + 1;
  });
  return confusion;
}

/** The fraction off the diagonal; NaN without examples. */
function errorOf(confusion: Uint32Array, classes: number): number {
  let [wrong, all] = [0, 0];
  confusion.forEach((count, at) => {
    all += count;
    if (Math.floor(at / classes) !== at % classes) wrong += count;
  });
  return wrong / all;
}

function hardestNegatives(
  { recipe }: Pick<NetAtHand, 'recipe'>,
  answers: Answers,
): SplitInspection['hardest'] {
  if (!judgesClasses(recipe)) return [];
  const span = summedLayers(recipe);
  const all = Array.from(answers.labels, (label, index) => {
    const scores = summedGoodness(answers, span, index);
    const wrong = bestExcept(scores, label);
    return { index, label, wrong, margin: (scores[label] as number) - (scores[wrong] as number) };
  });
  return all.sort((a, b) => a.margin - b.margin || a.index - b.index);
}

/** One wrong label per example, every one equally likely, the same whenever it is asked. */
function wrongLabels({ spec }: Pick<NetAtHand, 'spec'>, { labels, classes }: Answers): Uint8Array {
  return drawWrongLabels(labels, classes, randomStream(spec.seed, 'inspection/wrong-labels'));
}

/** Bins of p(positive); an empty bin has no mean and no fraction: NaN. */
function calibrationOf(
  { goodness, labels }: Answers,
  layer: number,
  threshold: number,
  wrong: Uint8Array,
): Omit<SplitInspection['calibration'][number], 'layer'> {
  const [sum, positives] = [new Float64Array(bins), new Float64Array(bins)];
  const count = new Uint32Array(bins);
  const values = goodness[layer] as Float64Array;
  const take = (label: number, example: number, isPositive: boolean) => {
    const probability = probabilityOf(values[label * labels.length + example] as number, threshold);
    const bin = Math.min(bins - 1, Math.floor(probability * bins));
    sum[bin] = (sum[bin] as number) + probability;
    count[bin] = (count[bin] as number) + 1;
    if (isPositive) positives[bin] = (positives[bin] as number) + 1;
  };
  labels.forEach((label, example) => {
    take(label, example, true);
    take(wrong[example] as number, example, false);
  });
  const mean = (totals: Float64Array) =>
    Float32Array.from(totals, (total, bin) => total / (count[bin] as number));
  return { meanProbability: mean(sum), fractionPositive: mean(positives), count };
}
