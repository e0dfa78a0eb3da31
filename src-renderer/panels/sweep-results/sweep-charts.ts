/** Points of a sweep as charts draw them: which axes there are, in which colour a point is, and how much is drawn. Pure. */

import { wordOf } from '../../../src-shared/spec/sweep-points.ts';
import { importanceOf } from '../../../src-shared/views/sweep-importance.ts';
import type { Importance } from '../../../src-shared/views/sweep-importance.ts';
import type { SweepPoint } from '../../../src-shared/views/sweep-results.ts';
import { runColour } from '../../ui/run-colours.ts';

/** Charts draw so many points at most, the best; the table has all of them. */
export const mostDrawn = 1500;
/** Of lines, which hide each other sooner. */
export const mostLines = 300;

export interface SweepAxisView {
  /** The setting's path. */
  readonly path: string;
  readonly label: string;
  readonly log: boolean;
}

/** Of those that are drawn, from the best fifth on. */
export const fifths = ['best fifth', 'second fifth', 'third fifth', 'fourth fifth', 'worst fifth'] as const;

/** From blue to grey, in colours that differ in both themes and to colour-blind eyes. */
export function fifthColour(fifth: number): string {
  return [runColour(0), runColour(5), runColour(4), runColour(1)][fifth] ?? 'var(--text-muted)';
}

export interface DrawnPoint {
  readonly point: SweepPoint;
  /** Its mean error, a fraction. */
  readonly error: number;
  /** Into `fifths`. */
  readonly fifth: number;
}

/** Those with a figure that came as far as the first of them, best first. `points`: best first. */
export function drawnPoints(points: readonly SweepPoint[], most: number = mostDrawn): DrawnPoint[] {
  const furthest = points.find(({ objective }) => objective !== null)?.rung;
  const told = points
    .filter(({ objective, rung }) => objective !== null && rung === furthest)
    .sort((a, b) => (a.objective?.mean ?? 0) - (b.objective?.mean ?? 0));
  const drawn = told.slice(0, most);
  return drawn.map((point, order) => ({
    point,
    error: point.objective?.mean ?? 0,
    fifth: Math.min(fifths.length - 1, Math.floor((fifths.length * order) / drawn.length)),
  }));
}

/** True where every value on the axis is a number. */
export function isNumeric(points: readonly DrawnPoint[], axis: number): boolean {
  return points.every(({ point }) => typeof point.values[axis] === 'number');
}

/** The mean error by value of an axis of words, best first. */
export function errorByWord(
  points: readonly DrawnPoint[],
  axis: number,
): { readonly word: string; readonly error: number; readonly count: number }[] {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { point, error } of points) {
    const word = wordOf(point.values[axis]);
    const { sum, count } = sums.get(word) ?? { sum: 0, count: 0 };
    sums.set(word, { sum: sum + error, count: count + 1 });
  }
  return [...sums]
    .map(([word, { sum, count }]) => ({ word, error: sum / count, count }))
    .sort((a, b) => a.error - b.error);
}

export interface ImportanceOfAxis extends Importance, SweepAxisView {
  /** The epochs after which the points it was told from were compared. */
  readonly epoch: number;
}

/**
 * Most important first. Only points that trained as long can be compared: of halving, the largest group of them. `points`:
 * all of the sweep.
 */
export function importances(
  points: readonly SweepPoint[],
  axes: readonly SweepAxisView[],
): ImportanceOfAxis[] {
  const byEpoch = new Map<number, SweepPoint[]>();
  for (const point of points) {
    if (point.objective === null) continue;
    const group = byEpoch.get(point.epoch) ?? [];
    group.push(point);
    byEpoch.set(point.epoch, group);
  }
  const [largest] = [...byEpoch].sort(([, a], [, b]) => b.length - a.length);
  if (largest === undefined) return [];
  const [epoch, compared] = largest;
  const objective = compared.map((point) => point.objective?.mean ?? null);
  return axes
    .map((axis, at) => ({
      ...axis,
      epoch,
      ...importanceOf(
        compared.map(({ values }) => values[at]),
        objective,
      ),
    }))
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
}
