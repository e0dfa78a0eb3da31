/** Columns that runs can be compared by, whoever knows of them: every table's own, settings that differ, metrics found. */

import { runColumns } from '../../src-shared/views/run-table-view.ts';
import type { ColumnInfo, SettingDifference } from '../../src-shared/views/run-table-view.ts';

type ColumnWords = Pick<ColumnInfo, 'id' | 'label' | 'kind'>;

const numericKinds: readonly ColumnInfo['kind'][] = ['number', 'fraction', 'seconds', 'bytes', 'boolean'];

/** Errors of runs, as fractions. */
export const errorColumns = runColumns.filter(
  ({ kind, label }) => kind === 'fraction' && / error, /.test(label),
);

export function labelOf(
  columnId: string,
  differences: readonly SettingDifference[],
  found: readonly ColumnInfo[],
): string {
  const known = [...runColumns, ...found].find(({ id }) => id === columnId);
  if (known !== undefined) return known.label;
  const difference = differences.find(({ path }) => `setting:${path}` === columnId);
  return difference?.label ?? columnId.slice(columnId.indexOf(':') + 1);
}

/** Columns that hold every word of `search`, the table's own first. */
export function columnOptions(
  search: string,
  found: readonly ColumnInfo[],
  onlyNumbers: boolean,
): { value: string; label: string; detail: string }[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = runColumns.filter(({ id, label }) =>
    words.every((word) => `${id} ${label}`.toLowerCase().includes(word)),
  );
  const all: ColumnWords[] = [...matching, ...found.filter(({ group }) => group !== 'run')];
  return all
    .filter(({ kind, id }) => id !== 'run:configuration' && (!onlyNumbers || numericKinds.includes(kind)))
    .map(({ id, label }) => ({ value: id, label, detail: detailOf(id, label) }));
}

/** What to set against the errors first: a number by which the configurations differ, else how long they trained. */
export function firstScatterColumn(differences: readonly SettingDifference[]): string {
  const numeric = differences.find(({ values }) => values.some((value) => typeof value === 'number'));
  return numeric === undefined ? 'run:train-seconds' : `setting:${numeric.path}`;
}

/** Where a setting stands in the experiment; nothing where that would say the label again. */
function detailOf(columnId: string, label: string): string {
  const [group = '', ...rest] = columnId.split(':');
  const name = rest.join(':');
  return group === 'setting' && name !== label ? name : group;
}
