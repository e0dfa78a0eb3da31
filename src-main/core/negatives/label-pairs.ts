/** What sources share whose negatives are the same images under other labels. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { oneHotRows } from '../dataset/rows.ts';
import { labelledInput } from '../net/forward.ts';
import type { PairSource } from './pair-source.ts';

/** A source of such negatives, from what it says of their labels. */
export function underWrongLabels(
  source: Omit<PairSource, 'labelled' | 'usesNet' | 'pair' | 'wrongLabels'> & {
    wrongLabels: NonNullable<PairSource['wrongLabels']>;
  },
): PairSource {
  return {
    ...source,
    labelled: true,
    usesNet: false,
    pair: (ops, net, { labelled, tensors, guess }) => {
      const { prepared, labels } = assertDefined(labelled ?? undefined, 'labels');
      const { value } = assertDefined(net.labels ?? undefined, 'a place for labels');
      const negatives = source.wrongLabels(ops, { tensors, guess, labels });
      return labelledInput(ops, net, prepared, ops.scale(ops.concat([labels, negatives], 0), value));
    },
  };
}

/** Draws a label per example, for a whole split at once. */
export type DrawLabels = (labels: Uint8Array, classes: number, random: RandomStream) => Uint8Array;

/** Labels drawn by the host at the start of every pass, or of the run, as input "negatives" [B, C]. */
export function drawnLabels(draw: DrawLabels, once: boolean): PairSource {
  return underWrongLabels({
    needsGuess: false,
    fixed: once,
    perTurn: ({ classes }, examples) => ({ negatives: [examples, classes] }),
    supply: ({ classes }, labels, seed) => {
      let drawn: { readonly pass: number; readonly labels: Uint8Array } | null = null;
      return ({ pass, indexes }) => {
        const ofPass = once ? 0 : pass;
        if (drawn?.pass !== ofPass)
          drawn = { pass: ofPass, labels: draw(labels, classes, randomStream(seed, 'negatives', ofPass)) };
        const { labels: all } = drawn;
        const own = Uint8Array.from(indexes, (index) => all[index] as number);
        return { negatives: oneHotRows(own, classes) };
      };
    },
    wrongLabels: (_ops, { tensors }) => assertDefined(tensors['negatives'], 'negatives'),
  });
}
