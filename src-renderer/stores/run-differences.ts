/**
 * From one difference in settings to the next, through the table of runs as it is shown: cell by cell, as one reads.
 * Seeds are no difference, because they repeat a configuration; nor is what was measured.
 */

import type { RunColumns } from './run-columns.ts';

/** A place in the table: lines from the top, columns from the left. */
export interface TablePlace {
  readonly line: number;
  readonly column: number;
}

export interface RunDifference extends TablePlace {
  readonly runId: string;
  /** The run it is compared with. */
  readonly against: string;
  /** All columns whose cells differ in this line. */
  readonly columns: readonly string[];
}

/** What there is to walk through. */
export interface ShownRuns {
  readonly table: RunColumns;
  readonly lineCount: number;
  /** The row of a line's run; of any of its runs where they all have one configuration; null for other groups. */
  readonly rowAt: (line: number) => number | null;
  readonly columns: readonly string[];
  /** Every run is compared with this one; null: with the one above it. */
  readonly reference: string | null;
}

/**
 * The columns in which two runs are set up differently. Where the configurations differ in settings that no column
 * shows, it is the column of configurations, and without that the first.
 */
export function differingColumns(
  table: RunColumns,
  row: number,
  other: number,
  columns: readonly string[],
): readonly string[] {
  const differs = (columnId: string): boolean => table.cell(row, columnId) !== table.cell(other, columnId);
  const settings = columns.filter((id) => id.startsWith('setting:') && id !== 'setting:seed' && differs(id));
  if (settings.length > 0 || !differs('run:configuration')) return settings;
  return columns.includes('run:configuration') ? ['run:configuration'] : columns.slice(0, 1);
}

/** The nearest difference after a place, or before it; null where there is none. */
export function nextDifference(shown: ShownRuns, from: TablePlace, by: 1 | -1): RunDifference | null {
  const isBeyond = (column: number): boolean => (by === 1 ? column > from.column : column < from.column);
  const start = by === 1 ? Math.max(0, from.line) : Math.min(from.line, shown.lineCount - 1);
  for (let line = start; line >= 0 && line < shown.lineCount; line += by) {
    const difference = differenceOf(shown, line);
    if (difference === null) continue;
    const places = difference.columns.map((id) => shown.columns.indexOf(id));
    const open = line === from.line ? places.filter(isBeyond) : places;
    const column = by === 1 ? open[0] : open.at(-1);
    if (column !== undefined) return { ...difference, line, column };
  }
  return null;
}

function differenceOf(shown: ShownRuns, line: number): Omit<RunDifference, 'line' | 'column'> | null {
  const { table, columns } = shown;
  const row = shown.rowAt(line);
  const other = shown.reference === null ? rowAbove(shown, line) : table.rowOf(shown.reference);
  if (row === null || other === null || row === other) return null;
  const differing = differingColumns(table, row, other, columns);
  if (differing.length === 0) return null;
  return { runId: table.runId(row), against: table.runId(other), columns: differing };
}

function rowAbove({ rowAt }: ShownRuns, line: number): number | null {
  for (let above = line - 1; above >= 0; above -= 1) {
    const row = rowAt(above);
    if (row !== null) return row;
  }
  return null;
}
