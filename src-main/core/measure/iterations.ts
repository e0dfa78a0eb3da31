/**
 * How a net that settles comes to its answer: "iteration1/error", the fraction of examples whose goodness is not highest
 * under the right label when iteration 1 alone is judged, "iteration1/goodness/right" and "iteration1/goodness/wrong", means
 * over examples of the right label's goodness and of the best wrong one's, summed over layers. Of a few hundred examples,
 * because every label runs through every iteration, candidates or not.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { settlesUnderLabels } from '../net/net.ts';
import { feedbackOf } from '../net/settle.ts';
import { iterationsProgram, summedByIteration } from './iteration-program.ts';
import { measuredBlocks } from './measure.ts';
import type { Measure } from './measure.ts';

const examplesLookedAt = 500;

interface Totals {
  wrong: number;
  right: number;
  bestWrong: number;
}

export const iterations: Measure = {
  fits: settlesUnderLabels,
  take: async (context) => {
    const { recipe, examples: all } = context;
    const count = Math.min(all.count, examplesLookedAt);
    const examples = { count, pixels: all.pixels, labels: all.labels.subarray(0, count) };
    const totals = Array.from({ length: feedbackOf(recipe).iterations }, (): Totals => ({
      wrong: 0,
      right: 0,
      bestWrong: 0,
    }));
    const blocks = measuredBlocks({ ...context, examples }, (size) => iterationsProgram(recipe, size, false));
    for await (const { begin, outputs } of blocks)
      summedByIteration(recipe, outputs).forEach((goodness, at) =>
        add(
          assertDefined(totals[at], 'an iteration'),
          goodness,
          examples.labels.subarray(begin),
          recipe.classes,
        ),
      );
    const values: Record<string, number> = {};
    totals.forEach(({ wrong, right, bestWrong }, at) => {
      values[`iteration${at + 1}/error`] = wrong / count;
      values[`iteration${at + 1}/goodness/right`] = right / count;
      values[`iteration${at + 1}/goodness/wrong`] = bestWrong / count;
    });
    return { values, histograms: {} };
  },
};

/** `goodness` [C * B], label by label; `labels` of the block's examples and what follows. */
function add(totals: Totals, goodness: Float64Array, labels: Uint8Array, classes: number): void {
  const block = goodness.length / classes;
  for (let example = 0; example < block; example += 1) {
    const label = labels[example] as number;
    const right = goodness[label * block + example] as number;
    let [best, isFirst] = [-Infinity, true];
    for (let other = 0; other < classes; other += 1) {
      const value = goodness[other * block + example] as number;
      if (other === label) continue;
      best = Math.max(best, value);
      // As everywhere: the lowest label among equals is the answer.
      if (value > right || (value === right && other < label)) isFirst = false;
    }
    totals.right += right;
    totals.bestWrong += best;
    totals.wrong += isFirst ? 0 : 1;
  }
}
