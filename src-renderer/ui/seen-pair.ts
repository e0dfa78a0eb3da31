/**
 * What a net's two recorded passes are of: one image under its right and a wrong label, an image and the negative made
 * from it, or, where nothing is set against positives, one image alone; then its units may stand for classes that are set
 * against each other ("groups").
 */

import type { NetFacts } from '../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';

export type SeenPair = 'labels' | 'images' | 'groups' | 'none';

export function pairOf({
  net,
  spec,
}: {
  readonly net: NetFacts | null;
  readonly spec: Pick<ExperimentSpec, 'labels' | 'negatives'>;
}): SeenPair {
  if (spec.negatives === undefined)
    return net?.layers.some(({ unitsPerClass }) => unitsPerClass !== undefined) === true ? 'groups' : 'none';
  return (net?.labelled ?? spec.labels !== undefined) ? 'labels' : 'images';
}

/** Headings of the passes, with the classes told where they are known; null: there is no such pass. */
export function pairLabels(
  pair: SeenPair,
  classes: { readonly positive: string; readonly negative: string } | null = null,
): { readonly positive: string; readonly negative: string | null } {
  switch (pair) {
    case 'labels': {
      const [right, wrong] = [classes?.positive, classes?.negative].map((name) =>
        name === undefined ? '' : `, ${name}`,
      );
      return { positive: `Right label${right ?? ''}`, negative: `Wrong label${wrong ?? ''}` };
    }
    case 'images':
      return { positive: 'Positive', negative: 'Negative' };
    case 'groups':
    case 'none':
      return { positive: 'Image', negative: null };
  }
}
