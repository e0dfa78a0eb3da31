/** Runs as points of two columns and as lines over several: what the scatter and the parallel coordinates draw. */

import type { Cell } from '../../../src-shared/views/run-table-view.ts';

export interface RelatedGroup {
  readonly name: string;
  readonly colour: string;
  readonly runs: readonly { readonly runId: string; readonly name: string }[];
}
export interface RelatedColumn {
  readonly id: string;
  readonly label: string;
}
export type ValueOf = (runId: string, columnId: string) => Cell;

export interface RelatedPoint {
  readonly x: number;
  readonly y: number;
  readonly group: number;
  readonly id: string;
}

/** Runs with a number in both columns; a truth counts as 1, its opposite as 0. */
export function pointsOf(
  groups: readonly RelatedGroup[],
  xColumn: string,
  yColumn: string,
  valueOf: ValueOf,
): RelatedPoint[] {
  return groups.flatMap(({ runs }, group) =>
    runs.flatMap(({ runId }) => {
      const [x, y] = [numberOf(valueOf(runId, xColumn)), numberOf(valueOf(runId, yColumn))];
      return x === null || y === null ? [] : [{ x, y, group, id: runId }];
    }),
  );
}

/** One line per run, values in the order of the axes. */
export function linesOf(
  groups: readonly RelatedGroup[],
  axes: readonly RelatedColumn[],
  valueOf: ValueOf,
): { name: string; colour: string; values: Cell[] }[] {
  return groups.flatMap(({ colour, runs }) =>
    runs.map(({ runId, name }) => ({ name, colour, values: axes.map(({ id }) => valueOf(runId, id)) })),
  );
}

/**
 * Pearson's correlation coefficient; null below three points or where one column does not vary. An aid for the eye, not
 * a test.
 */
export function correlation(points: readonly { readonly x: number; readonly y: number }[]): number | null {
  if (points.length < 3) return null;
  const mean = (pick: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  let [both, squareX, squareY] = [0, 0, 0];
  for (const { x, y } of points) {
    both += (x - meanX) * (y - meanY);
    squareX += (x - meanX) ** 2;
    squareY += (y - meanY) ** 2;
  }
  return squareX === 0 || squareY === 0 ? null : both / Math.sqrt(squareX * squareY);
}

function numberOf(value: Cell): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
