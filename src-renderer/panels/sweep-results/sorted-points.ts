/** Points in the order of a table's sort keys; what has no value stands last, whichever way. Without keys as they come. */

import { wordOf } from '../../../src-shared/spec/sweep-points.ts';
import { confidenceOf } from '../../../src-shared/views/sweep-results.ts';
import type { SweepPoint } from '../../../src-shared/views/sweep-results.ts';
import type { TableSort } from '../../ui/table-model.ts';

type Key = number | string | null;

/** `axes`: paths, in the order of the points' values. */
export function sortedPoints(
  points: readonly SweepPoint[],
  axes: readonly string[],
  sort: readonly TableSort[],
): readonly SweepPoint[] {
  if (sort.length === 0) return points;
  const keys = sort.map(({ column, descending }) => ({ read: readerOf(column, axes), descending }));
  const read = points.map((point) => ({ point, values: keys.map((key) => key.read(point)) }));
  read.sort((one, other) => {
    for (const [at, { descending }] of keys.entries()) {
      const order = compare(one.values[at] ?? null, other.values[at] ?? null, descending);
      if (order !== 0) return order;
    }
    return 0;
  });
  return read.map(({ point }) => point);
}

function readerOf(column: string, axes: readonly string[]): (point: SweepPoint) => Key {
  switch (column) {
    case 'point':
      return ({ number }) => number;
    case 'error':
      return ({ objective }) => objective?.mean ?? null;
    case 'confidence':
      return ({ objective }) => (objective === null ? null : confidenceOf(objective));
    case 'seeds':
      return ({ objective }) => objective?.n ?? 0;
    case 'epochs':
      return ({ epoch }) => epoch;
    case 'state':
      return ({ state }) => state;
    default: {
      const at = axes.indexOf(column);
      return ({ values }) => {
        const value = values[at];
        return typeof value === 'number' ? value : wordOf(value);
      };
    }
  }
}

function compare(one: Key, other: Key, descending: boolean): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  const order = typeof one === 'number' && typeof other === 'number' ? one - other : one < other ? -1 : 1;
  return descending ? -order : order;
}
