/**
 * The order in which runs are shown: pinned ones first, then sorted, and folded into groups where asked: the seeds of one
 * configuration, the runs of one preset or with one tag. Lines are numbers, so that nothing is made per run.
 */

import type { Cell, ColumnKind } from '../../src-shared/views/run-table-view.ts';
import { ranksOf, sortRows } from './row-order.ts';
import { tagsOf } from './run-columns.ts';
import type { KindOf, RunColumns } from './run-columns.ts';

export const groupings = ['none', 'configuration', 'preset', 'tag'] as const;
export type Grouping = (typeof groupings)[number];

export interface RunSort {
  readonly column: string;
  readonly descending: boolean;
}

export interface RunGroup {
  /** Stays the same while its runs come and go. */
  readonly key: string;
  readonly rows: Int32Array;
}

export interface Arrangement {
  /** From the top: a run's row, or -1 - (number of a group) for the line that stands for the group. */
  readonly lines: Int32Array;
  readonly groups: readonly RunGroup[];
  /** So many of the first lines are pinned. */
  readonly pinned: number;
}

export interface ArrangeOptions {
  /** The most important key first. */
  readonly sort: readonly RunSort[];
  readonly grouping: Grouping;
  readonly pinned: ReadonlySet<string>;
  /** Keys of groups whose runs are listed below them. */
  readonly unfolded: ReadonlySet<string>;
  readonly kindOf: KindOf;
}

export function arrangeRuns(table: RunColumns, rows: Int32Array, options: ArrangeOptions): Arrangement {
  const { sort, pinned: pins, grouping } = options;
  const keys = sort.map(({ column, descending }) => ({
    ...table.ranks(column, options.kindOf(column)),
    descending,
  }));
  const pinned = pins.size === 0 ? new Int32Array() : rows.filter((row) => pins.has(table.runId(row)));
  const others = pinned.length === 0 ? rows : rows.filter((row) => !pins.has(table.runId(row)));
  const above = sortRows(pinned, keys);
  const sorted = sortRows(others, keys);
  if (grouping === 'none') {
    return { lines: joined(above, sorted), groups: [], pinned: above.length };
  }
  const folded = foldGroups(table, sorted, grouping, options);
  return { lines: joined(above, folded.lines), groups: folded.groups, pinned: above.length };
}

/** A group of one run is that run. Groups stand in order of the mean of what is sorted by; texts by their first run. */
function foldGroups(
  table: RunColumns,
  sorted: Int32Array,
  grouping: Exclude<Grouping, 'none'>,
  { sort, unfolded, kindOf }: ArrangeOptions,
): { lines: Int32Array; groups: RunGroup[] } {
  const members = new Map<string, number[]>();
  for (const row of sorted) {
    for (const key of groupKeys(table, row, grouping)) {
      const list = members.get(key);
      if (list === undefined) members.set(key, [row]);
      else list.push(row);
    }
  }
  const groups = [...members].map(([key, rows]) => ({ key, rows: Int32Array.from(rows) }));
  const [first] = sort;
  const isMeasured = first !== undefined && isMeasure(first.column, kindOf(first.column));
  const order = isMeasured ? sortedByMean(groups, table.numbers(first.column), first.descending) : groups;
  const isFoldable = ({ rows }: RunGroup): boolean => grouping !== 'configuration' || rows.length > 1;
  const lines: number[] = [];
  order.forEach((group, index) => {
    if (isFoldable(group)) lines.push(-1 - index);
    if (!isFoldable(group) || unfolded.has(group.key)) lines.push(...group.rows);
  });
  return { lines: Int32Array.from(lines), groups: order };
}

function sortedByMean(groups: readonly RunGroup[], values: Float64Array, descending: boolean): RunGroup[] {
  const means = Float64Array.from(groups, ({ rows }) => meanOf(values, rows));
  const order = sortRows(Int32Array.from(groups.keys()), [{ ...ranksOf(means), descending }]);
  return Array.from(order, (index) => groups[index] as RunGroup);
}

/** A run with several tags stands in the group of each. */
function groupKeys(table: RunColumns, row: number, grouping: Exclude<Grouping, 'none'>): readonly string[] {
  if (grouping === 'tag') {
    const tags = tagsOf(table.cell(row, 'run:tags'));
    return tags.length === 0 ? [''] : tags;
  }
  const cell = table.cell(row, grouping === 'preset' ? 'run:preset' : 'run:configuration');
  return [cell === null ? '' : String(cell)];
}

/** NaN where no run has a number. */
export function meanOf(values: Float64Array, rows: Int32Array): number {
  let [count, mean] = [0, 0];
  for (const row of rows) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    count += 1;
    mean += (value - mean) / count;
  }
  return count === 0 ? NaN : mean;
}

/** What a group shows in one column: numbers to fold, the value all its runs share, or how many different ones there are. */
export type FoldedCell =
  | { readonly sort: 'numbers'; readonly values: readonly number[] }
  | { readonly sort: 'same'; readonly cell: Cell }
  | { readonly sort: 'different'; readonly count: number };

export function foldCell(
  table: RunColumns,
  rows: Int32Array,
  columnId: string,
  kind: ColumnKind,
): FoldedCell {
  const different = new Set<Cell>();
  for (const row of rows) different.add(table.cell(row, columnId));
  if (different.size === 1) {
    const [cell = null] = different;
    return { sort: 'same', cell };
  }
  if (isMeasure(columnId, kind)) {
    const numbers = table.numbers(columnId);
    const values = Array.from(rows, (row) => numbers[row] as number);
    return { sort: 'numbers', values: values.filter((value) => !Number.isNaN(value)) };
  }
  return { sort: 'different', count: different.size };
}

/** Whether a mean says something: seeds are names, and settings were chosen. */
function isMeasure(columnId: string, kind: ColumnKind): boolean {
  const isNumber = kind === 'number' || kind === 'fraction' || kind === 'seconds' || kind === 'bytes';
  return isNumber && columnId !== 'run:seed' && !columnId.startsWith('setting:');
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
