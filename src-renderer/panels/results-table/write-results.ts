/**
 * The results table as a file: CSV with raw numbers for programs, Markdown and LaTeX as people read them. Names come
 * from users and from imported files, so every format escapes what would otherwise be read as its own syntax.
 */

import { csvOf } from '../../charts/csv.ts';
import { latexNeeds, latexText } from './latex-text.ts';
import { markdownText } from './markdown-text.ts';
import { bestRows } from './results.ts';
import type { ResultValue, Results } from './results.ts';

/** Percent with as many decimals as asked for, and the spread where there is one: "3.32 ± 0.10". */
export function percentText(value: ResultValue | null, decimals: number, plusMinus = '±'): string {
  if (value === null) return '–';
  const mean = (100 * value.mean).toFixed(decimals);
  if (value.deviation === null) return mean;
  return `${mean} ${plusMinus} ${(100 * value.deviation).toFixed(decimals)}`;
}

/** Errors as fractions in full, mean, deviation and count in columns of their own. */
export function resultsAsCsv({ settings, errors, rows }: Results): string {
  const ofError = (error: string) => [`${error} (mean)`, `${error} (standard deviation)`, `${error} (n)`];
  return csvOf({
    columns: ['Configuration', ...settings, 'Runs', ...errors.flatMap(ofError)],
    rows: rows.map((row) => [
      row.name,
      ...row.settings,
      row.runs,
      ...row.values.flatMap((value) =>
        value === null ? [null, null, 0] : [value.mean, value.deviation, value.count],
      ),
    ]),
  });
}

export function resultsAsMarkdown({ settings, errors, rows }: Results, decimals: number): string {
  const heading = ['Configuration', ...settings, 'n', ...errors.map((error) => `${error} (%)`)];
  const rule = heading.map((_, index) => (index <= settings.length ? '---' : '---:'));
  const lines = rows.map((row) => [
    markdownText(row.name),
    ...row.settings.map(markdownText),
    String(row.runs),
    ...row.values.map((value) => `${percentText(value, decimals)}${fewer(value, row.runs)}`),
  ]);
  const table = [heading.map(markdownText), rule, ...lines].map((cells) => `| ${cells.join(' | ')} |\n`);
  return `${table.join('')}\n${captionOf(rows)}\n`;
}

/** A booktabs table; the best mean of each column is bold. */
export function resultsAsLatex(results: Results, decimals: number): string {
  const { settings, errors, rows } = results;
  const best = bestRows(results);
  const heading = ['Configuration', ...settings, '$n$', ...errors.map((error) => `${error} (%)`)];
  const lines = rows.map((row, index) => [
    latexText(row.name),
    ...row.settings.map(latexText),
    String(row.runs),
    ...row.values.map((value, column) => {
      const isBest = rows.length > 1 && best[column] === index;
      return `${latexValue(value, decimals, isBest)}${fewer(value, row.runs)}`;
    }),
  ]);
  const body = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`;
  return [
    ...latexNeeds([...heading, ...rows.flatMap(({ name, settings: own }) => [name, ...own])]),
    '\\begin{table}',
    '  \\centering',
    `  \\begin{tabular}{${'l'.repeat(1 + settings.length)}${'r'.repeat(1 + errors.length)}}`,
    '    \\toprule',
    body(heading.map((cell) => (cell === '$n$' ? cell : latexText(cell)))),
    '    \\midrule',
    ...lines.map(body),
    '    \\bottomrule',
    '  \\end{tabular}',
    `  \\caption{${latexText(captionOf(rows)).replace('±', '$\\pm$')}}`,
    '\\end{table}',
    '',
  ].join('\n');
}

function captionOf(rows: Results['rows']): string {
  const hasSpread = rows.some(({ values }) => values.some((value) => (value?.count ?? 0) > 1));
  return hasSpread ? 'Errors as mean ± sample standard deviation over n seeds.' : 'Errors of single runs.';
}

function latexValue(value: ResultValue | null, decimals: number, isBest: boolean): string {
  if (value === null) return '--';
  const text = percentText(value, decimals, '\\pm');
  return isBest ? `$\\mathbf{${text}}$` : `$${text}$`;
}

/** Where fewer runs have this error than the row has runs, their number is said beside it. */
function fewer(value: ResultValue | null, runs: number): string {
  return value === null || value.count === runs ? '' : ` (n = ${value.count})`;
}
