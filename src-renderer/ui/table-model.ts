/**
 * What DataTable shows and how its keys and clicks change the selection and the order. Lines are what stands below each
 * other: rows, and lines that stand for a group of rows.
 */

import type { ColumnKind } from '../../src-shared/views/run-table-view.ts';

export interface TableColumn {
  readonly id: string;
  readonly label: string;
  readonly kind: ColumnKind;
  /** In pixels. */
  readonly width?: number | undefined;
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** A line that stands for several rows. */
export interface TableGroup {
  readonly key: string;
  readonly label: string;
  /** Rows it stands for. */
  readonly count: number;
  readonly folded: boolean;
  /** What it shows in a column, such as a mean with its deviation. */
  readonly text: (columnId: string) => string;
}

/** Cells of one line that are pointed out. */
export interface TableMark {
  /** Of the row, or the key of the group. */
  readonly id: string;
  readonly columns: readonly string[];
}

export const lineHeight = 28;
export const leastColumnWidth = 48;

const usualWidths: Readonly<Record<ColumnKind, number>> = {
  text: 160,
  number: 96,
  fraction: 104,
  seconds: 104,
  bytes: 96,
  date: 136,
  status: 112,
  tags: 144,
  boolean: 72,
};

export function widthOf(column: TableColumn, own: Readonly<Record<string, number>>): number {
  return own[column.id] ?? column.width ?? usualWidths[column.kind];
}

/** A click on a header: another direction where it is sorted by already, else best first. `add` keeps the other keys. */
export function sortedBy(
  sort: readonly TableSort[],
  column: TableColumn,
  add: boolean,
): readonly TableSort[] {
  const present = sort.find((key) => key.column === column.id);
  const descending = present === undefined ? column.kind === 'date' : !present.descending;
  const key = { column: column.id, descending };
  if (!add) return [key];
  if (present === undefined) return [...sort, key];
  return sort.map((each) => (each.column === column.id ? key : each));
}

/** For `aria-sort`; secondary keys are told by their number in the header. */
export function ariaSort(
  sort: readonly TableSort[],
  columnId: string,
): 'ascending' | 'descending' | undefined {
  const [first] = sort;
  if (first?.column !== columnId) return undefined;
  return first.descending ? 'descending' : 'ascending';
}

/** The slots of a window of lines: line l always stands in slot l modulo the number of slots, so its elements stay. */
export function slotsOf(first: number, last: number, slots: number): (number | null)[] {
  const lines: (number | null)[] = new Array<number | null>(slots).fill(null);
  for (let line = first; line < last; line += 1) lines[line % slots] = line;
  return lines;
}

/** First and one after the last line to draw: what is in sight, and some more. */
export function linesInSight(scrollTop: number, height: number, lines: number): readonly [number, number] {
  const more = 6;
  const first = Math.max(0, Math.floor(scrollTop / lineHeight) - more);
  return [first, Math.min(lines, Math.ceil((scrollTop + height) / lineHeight) + more)];
}

/** First and one after the last column to draw; `lefts` are where columns begin, after the sticky first one. */
export function columnsInSight(
  lefts: readonly number[],
  scrollLeft: number,
  width: number,
): readonly [number, number] {
  let first = 1;
  while (first < lefts.length - 1 && (lefts[first + 1] ?? 0) < scrollLeft) first += 1;
  let last = first;
  while (last < lefts.length && (lefts[last] ?? 0) < scrollLeft + width) last += 1;
  return [first, last];
}

/** The rows between two lines, both included. */
export function rangeIds(from: number, to: number, idOf: (line: number) => string | null): readonly string[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  const ids: string[] = [];
  for (let line = low; line <= high; line += 1) {
    const id = idOf(line);
    if (id !== null) ids.push(id);
  }
  return ids;
}

/** Where a key moves the active line; null where it moves nothing. */
export function movedLine(key: string, line: number, lines: number, pageLines: number): number | null {
  const last = lines - 1;
  const kept = (target: number): number => Math.min(Math.max(0, target), last);
  switch (key) {
    case 'ArrowDown':
      return kept(line + 1);
    case 'ArrowUp':
      return line === 0 ? -1 : kept(line - 1);
    case 'PageDown':
      return kept(line + pageLines);
    case 'PageUp':
      return kept(line - pageLines);
    case 'Home':
      return kept(0);
    case 'End':
      return kept(last);
    default:
      return null;
  }
}

export function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
