/** What a terminal says of reproduced figures: a table, with what a reader must know below it. */

import { isExpected } from '../../../src-shared/spec/claims.ts';
import type { ClaimVersion } from '../../../src-shared/spec/claims.ts';
import { errorLabel } from '../../../src-shared/views/answer-names.ts';
import type { Cost, MeasuredError, Reproduction } from '../../../src-shared/views/reproduction-view.ts';
import { absent, formatBytes, formatDuration, formatFraction, formatNumber } from './terminal/quantities.ts';
import { formatTable } from './terminal/table.ts';

const columns = [
  { title: 'claim' },
  { title: 'preset' },
  { title: 'figure' },
  { title: 'published', right: true },
  { title: 'measured', right: true },
  { title: 'n', right: true },
  { title: 'expected', right: true },
  { title: 'met' },
  { title: 'training', right: true },
  { title: 'memory', right: true },
  { title: 'images/s', right: true },
];

/** `matched`: with the same nets by back-propagation. */
export function describeReproductions(rows: readonly Reproduction[], matched: boolean): string {
  if (rows.length === 0) return 'None of these claims has such a version.';
  const cells = rows.flatMap((row, at) => {
    const own = [
      row.id,
      row.preset,
      errorLabel(row.split, row.readOut),
      formatFraction(row.published?.error),
      ...measuredCells(row.measured),
      row.expectation === null
        ? 'nothing'
        : `up to ${formatFraction(row.expectation.error + row.expectation.tolerance)}`,
      metInWords(row),
      ...costCells(row),
    ];
    const { backPropagation } = row;
    const isLast = rows[at + 1]?.id !== row.id;
    if (!matched || !isLast || backPropagation === null) return [own];
    return [
      own,
      [
        '',
        'by back-propagation',
        errorLabel(row.split, backPropagation.readOut),
        '',
        ...measuredCells(backPropagation.measured),
        '',
        '',
        ...costCells(backPropagation),
      ],
    ];
  });
  const notes = rows.flatMap(({ id, note }) => (note === null ? [] : [`${id}: ${note}`]));
  return [formatTable(columns, cells), ...new Set(notes), ...totalInWords(rows)].join('\n');
}

/** What all of it took, where it is more than one claim: the figures of a claim share their runs. */
function totalInWords(rows: readonly Reproduction[]): string[] {
  const seconds = new Map(rows.map((row) => [`${row.id} ${row.version}`, row.seconds]));
  const total = [...seconds.values()].reduce((sum, each) => sum + each, 0);
  return seconds.size < 2 || total === 0 ? [] : [`Training of all these took ${formatDuration(total)}.`];
}

/** What is left out where every claim is asked for; null where nothing is. */
export function leftOutInWords(leftOut: readonly string[]): string | null {
  if (leftOut.length === 0) return null;
  return `Left out, because they were never run to their end and nothing is expected of them: ${leftOut.join(', ')}. Name one to train it.`;
}

/** Whether a command that names no claim means this version too. */
export function isMeantUnnamed(version: ClaimVersion, recorded: boolean): boolean {
  return recorded || isExpected(version);
}

function measuredCells(measured: MeasuredError | null): string[] {
  if (measured === null) return [absent, '0'];
  const { mean, deviation, n } = measured;
  const spread = deviation === null ? '' : ` ± ${(100 * deviation).toFixed(2)}`;
  return [`${formatFraction(mean)}${spread}`, String(n)];
}

function costCells({ seconds, memoryBytes, imagesPerSecond }: Cost): string[] {
  return [
    seconds === 0 ? absent : formatDuration(seconds),
    formatBytes(memoryBytes),
    imagesPerSecond === null ? absent : formatNumber(imagesPerSecond),
  ];
}

function metInWords({ met, measured, expectation, seeds }: Reproduction): string {
  if (met !== null) return met ? 'yes' : 'NO';
  if (measured === null) return 'not run';
  return expectation === null ? absent : `${measured.n} of ${seeds.length} run`;
}
