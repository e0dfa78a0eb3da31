/** A projection as points of a scatter chart, one group per class. */

import type { Projection } from '../../../src-shared/views/inspection-view.ts';
import { number } from '../../ui/format.ts';
import { runColour, runColourCount } from '../../ui/run-colours.ts';

/** Ten classes are common, the runs' list has eight colours: two more that differ from them in both themes. */
const moreColours = ['#8b5cf6', '#c2255c'] as const;

export function classColour(label: number): string {
  const place = label % (runColourCount + moreColours.length);
  return moreColours[place - runColourCount] ?? runColour(place);
}

/** `id` is the example's index in its split. */
export function projectedPoints({
  points,
  indexes,
  labels,
}: Pick<Projection, 'points' | 'indexes' | 'labels'>): { x: number; y: number; group: number; id: string }[] {
  return Array.from(indexes, (index, at) => ({
    x: points[2 * at] as number,
    y: points[2 * at + 1] as number,
    group: labels[at] as number,
    id: String(index),
  }));
}

/** The axes of PCA say how much of the variance they hold. */
export function axisNames(projection: Pick<Projection, 'explained' | 'method'> | null): [string, string] {
  if (projection?.method === 'umap') return ['UMAP 1', 'UMAP 2'];
  const explained = projection?.explained;
  const words = (axis: 0 | 1): string =>
    explained === null || explained === undefined
      ? `Component ${axis + 1}`
      : `Component ${axis + 1} (${number(100 * explained[axis], 3)} % of the variance)`;
  return [words(0), words(1)];
}
