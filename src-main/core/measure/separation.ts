/**
 * How each layer's goodness tells positives from negatives: "layer1/goodness/positive/mean", ".../deviation" and a
 * histogram, the same of negatives, "layer1/pairwise-error" and "layer1/auc". Negatives are the wrong classes where
 * there is a goodness of every class, else pairs as the recipe makes them.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { competes, judgesClasses } from '../net/net.ts';
import type { PairSource } from '../negatives/pair-source.ts';
import { pairwiseError, separate } from './answers.ts';
import { pairsProgram } from './evaluation-program.ts';
import { areaUnderCurve, histogramOf, momentsOf, rangeOf } from './histogram.ts';
import type { Histogram } from './histogram.ts';
import { measuredBlocks } from './measure.ts';
import type { Measure, MeasureContext } from './measure.ts';

/** Pairs made for measuring are the same at every measure and in every run. */
const measuringSeed = 0;

/** Goodness of one layer; [n] each, or several negatives to a positive. */
interface Separated {
  readonly name: string;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** The fraction of pairs whose negative is not below its positive. */
  readonly pairwise: number;
}

export const separation: Measure = {
  fits: (recipe) => recipe.local !== null || competes(recipe),
  take: async (context) => {
    const values: Record<string, number> = {};
    const histograms: Record<string, Histogram> = {};
    for (const { name, positives, negatives, pairwise } of await separatedLayers(context)) {
      const { low, high } = rangeOf(positives, negatives);
      for (const [side, list] of [
        ['positive', positives],
        ['negative', negatives],
      ] as const) {
        const { mean, deviation } = momentsOf(list);
        values[`${name}/goodness/${side}/mean`] = mean;
        values[`${name}/goodness/${side}/deviation`] = deviation;
        histograms[`${name}/goodness/${side}`] = histogramOf(list, low, high);
      }
      values[`${name}/pairwise-error`] = pairwise;
      values[`${name}/auc`] = areaUnderCurve(positives, negatives);
    }
    return { values, histograms };
  },
};

async function separatedLayers(context: MeasureContext): Promise<Separated[]> {
  const { recipe, answers } = context;
  if (!judgesClasses(recipe))
    return separatedPairs(context, assertDefined(recipe.local ?? undefined, 'pairs').pairs);
  return recipe.layers.map(({ name }, layer) => ({
    name,
    ...separate(answers, layer),
    pairwise: pairwiseError(answers, layer),
  }));
}

async function separatedPairs(context: MeasureContext, pairs: PairSource): Promise<Separated[]> {
  const { recipe, examples } = context;
  const supply = pairs.supply(recipe, examples.labels, measuringSeed);
  const found = recipe.layers.map(({ name }) => ({
    name,
    positives: new Float64Array(examples.count),
    negatives: new Float64Array(examples.count),
  }));
  let batch = -1;
  const bring = (indexes: Uint32Array, images: Float32Array) => {
    batch += 1;
    return supply({ pass: 0, batch, indexes, images });
  };
  for await (const { begin, outputs } of measuredBlocks(
    context,
    (count) => pairsProgram(recipe, count),
    bring,
  )) {
    for (const { name, positives, negatives } of found) {
      positives.set(assertDefined(outputs[`positive/${name}`], name), begin);
      negatives.set(assertDefined(outputs[`negative/${name}`], name), begin);
    }
  }
  return found.map((layer) => ({
    ...layer,
    pairwise:
      layer.positives.filter((value, at) => (layer.negatives[at] as number) >= value).length / examples.count,
  }));
}
