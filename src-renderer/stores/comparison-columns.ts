/** Columns that runs can be compared by, whoever knows of them: every table's own, settings that differ, metrics found. */

import {
  answerColumn,
  answerNames,
  answerOfColumn,
  errorLabel,
  isLayerAlone,
} from '../../src-shared/views/answer-names.ts';
import { runColumns } from '../../src-shared/views/run-table-view.ts';
import type { ColumnInfo, SettingDifference } from '../../src-shared/views/run-table-view.ts';
import type { RunEvaluations } from '../../src-shared/views/series-view.ts';

type ColumnWords = Pick<ColumnInfo, 'id' | 'label' | 'kind'>;

const numericKinds: readonly ColumnInfo['kind'][] = ['number', 'fraction', 'seconds', 'bytes', 'boolean'];

/** Errors of runs by answer and split, as fractions. */
export function errorColumnsOf(
  evaluations: readonly RunEvaluations[],
): readonly { readonly id: string; readonly label: string }[] {
  const names = answerNames(evaluations.flatMap(({ points }) => points.map(({ errors }) => errors)));
  return names
    .filter((name) => !isLayerAlone(name))
    .flatMap((name) =>
      (['test', 'validation', 'train'] as const).map((split) => ({
        id: answerColumn(split, name),
        label: errorLabel(split, name),
      })),
    );
}

export function labelOf(
  columnId: string,
  differences: readonly SettingDifference[],
  found: readonly ColumnInfo[],
): string {
  const known = [...runColumns, ...found].find(({ id }) => id === columnId);
  if (known !== undefined) return known.label;
  const difference = differences.find(({ path }) => `setting:${path}` === columnId);
  if (difference !== undefined) return difference.label;
  const answer = answerOfColumn(columnId);
  return answer === null ? columnId.slice(columnId.indexOf(':') + 1) : errorLabel(answer.split, answer.name);
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
  const all: ColumnWords[] = [...matching, ...found];
  return all
    .filter(({ kind, id }) => id !== 'run:configuration' && (!onlyNumbers || numericKinds.includes(kind)))
    .map(({ id, label }) => ({ value: id, label, detail: detailOf(id, label) }));
}

/** What to set against the errors first: a number by which the configurations differ, else how long they trained. */
export function firstScatterColumn(differences: readonly SettingDifference[]): string {
  const numeric = differences.find(({ values }) => values.some((value) => typeof value === 'number'));
  return numeric === undefined ? 'run:train-seconds' : `setting:${numeric.path}`;
}

/** The columns that scatter and parallel coordinates show: those of the address, else what is usual. */
export function shownAxes(
  said: Readonly<{ x?: string | undefined; y?: string | undefined; axes?: readonly string[] | undefined }>,
  differences: readonly SettingDifference[],
  measuredErrors: readonly { readonly id: string }[],
): { readonly x: string; readonly y: string; readonly axes: readonly string[] } {
  return {
    x: said.x ?? firstScatterColumn(differences),
    y: said.y ?? 'run:error',
    axes: said.axes ?? [
      ...differences.slice(0, 5).map(({ path }) => `setting:${path}`),
      ...measuredErrors.slice(0, 2).map(({ id }) => id),
    ],
  };
}

/** Where a setting stands in the experiment; nothing where that would say the label again. */
function detailOf(columnId: string, label: string): string {
  const [group = '', ...rest] = columnId.split(':');
  const name = rest.join(':');
  return group === 'setting' && name !== label ? name : group;
}
