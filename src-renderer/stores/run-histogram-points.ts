/** How the histograms of a run grow: what to ask for, and what is known with what was added. */

import type { HistogramPoint } from '../../src-shared/views/run-view.ts';

/** By name, oldest first. */
export type HistogramPoints = ReadonlyMap<string, readonly HistogramPoint[]>;

/** The step after which points are new; null where none is known. */
export function lastStepOf(known: HistogramPoints, name: string): number | null {
  return known.get(name)?.at(-1)?.step ?? null;
}

/**
 * Of the names in `added` and no others. Whatever did not grow stays the very same array, and where nothing did, the
 * very same map, so that nothing is drawn again.
 */
export function joinHistograms(known: HistogramPoints, added: HistogramPoints): HistogramPoints {
  const isSame =
    known.size === added.size && [...added].every(([name, points]) => known.has(name) && points.length === 0);
  if (isSame) return known;
  return new Map(
    [...added].map(([name, points]) => {
      const before = known.get(name) ?? [];
      return [name, points.length === 0 ? before : [...before, ...points]];
    }),
  );
}
