/** What a line that stands for a group of runs says in each column. */

import type { ColumnKind } from '../../src-shared/views/run-table-view.ts';
import { formatCell, meanAndDeviation, nothing } from '../ui/format.ts';
import type { TableGroup } from '../ui/table-model.ts';
import { foldCell } from './run-arrange.ts';
import type { Grouping, RunGroup } from './run-arrange.ts';
import type { RunColumns } from './run-columns.ts';

export function groupLine(
  table: RunColumns,
  group: RunGroup,
  grouping: Grouping,
  folded: boolean,
  kindOf: (columnId: string) => ColumnKind,
): TableGroup {
  return {
    key: group.key,
    label: groupLabel(table, group, grouping),
    count: group.rows.length,
    folded,
    text: (columnId) => groupText(table, group.rows, columnId, kindOf(columnId)),
  };
}

function groupLabel(table: RunColumns, { key, rows }: RunGroup, grouping: Grouping): string {
  if (grouping === 'tag') return key === '' ? 'No tag' : key;
  if (grouping === 'preset') return key === '' ? 'No preset' : key;
  const [first = 0] = rows;
  return String(table.cell(first, 'run:name') ?? key.slice(0, 12));
}

/** "3.32 % ± 0.10, n = 3", the value all share, or "3 different". */
export function groupText(table: RunColumns, rows: Int32Array, columnId: string, kind: ColumnKind): string {
  const folded = foldCell(table, rows, columnId, kind);
  switch (folded.sort) {
    case 'numbers':
      return meanAndDeviation(folded.values, kind);
    case 'same':
      return formatCell(kind, folded.cell);
    case 'different':
      return folded.count === 0 ? nothing : `${folded.count} different`;
  }
}
