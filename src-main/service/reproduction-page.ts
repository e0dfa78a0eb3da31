/**
 * The tables of docs/reproduction.md, printed from recorded figures. Pure text: whoever calls it reads and writes. A page
 * says by two marks which claims stand where: `<!-- figures: hinton, depth-* -->` and `<!-- figures: end -->`.
 */

import { claimVersions } from '../../src-shared/spec/claims.ts';
import type { Claim } from '../../src-shared/spec/claims.ts';
import type { Cost, MeasuredError, Reproduction } from '../../src-shared/views/reproduction-view.ts';
import { answerLabel } from '../../src-shared/views/answer-names.ts';
import { recordedFor } from './recorded-figures.ts';
import type { RecordedEntry } from './recorded-figures.ts';
import { reproductionsOf } from './reproduction.ts';

const absent = '-';
const end = '<!-- figures: end -->';
const place = /<!-- figures: (?!end )([^>]+?) -->\n[\s\S]*?<!-- figures: end -->/g;

const heading = [
  'experiment',
  'seeds',
  'error of',
  'here',
  'published',
  'expected',
  'met',
  'time a run',
  'memory',
  'images a second',
  'on',
];

/** The claims that a mark names, "*" standing for any end of a name. */
function named(claims: readonly Claim[], names: string): Claim[] {
  const patterns = names.split(',').map((name) => name.trim());
  return patterns.flatMap((pattern) =>
    claims.filter(({ id }) => (pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern)),
  );
}

/** The page with every table as the figures have it. */
export function withFigureTables(
  page: string,
  claims: readonly Claim[],
  entries: readonly RecordedEntry[],
): string {
  return page.replaceAll(place, (_, names: string) => {
    const rows = recordedRows(named(claims, names), entries);
    return `<!-- figures: ${names} -->\n\n${figureTable(rows)}\n\n${end}`;
  });
}

/** Claims that were measured and that no mark of the page names. */
export function unnamedClaims(
  page: string,
  claims: readonly Claim[],
  entries: readonly RecordedEntry[],
): string[] {
  const shown = new Set([...page.matchAll(place)].flatMap(([, names = '']) => named(claims, names)));
  const measured = new Set(entries.map(({ claim }) => claim));
  return claims.filter((claim) => measured.has(claim.id) && !shown.has(claim)).map(({ id }) => id);
}

/** Every version that was measured, the quick one first. */
export function recordedRows(claims: readonly Claim[], entries: readonly RecordedEntry[]): Reproduction[] {
  return claims
    .flatMap((claim) =>
      claimVersions.flatMap((version) =>
        reproductionsOf(claim, version, claim[version]?.seeds ?? [], recordedFor(entries, claim, version)),
      ),
    )
    .filter(({ measured }) => measured !== null);
}

/** Markdown. Below it stands what each figure was measured on. */
export function figureTable(rows: readonly Reproduction[]): string {
  if (rows.length === 0) return 'None of these was measured yet.';
  const places = new Map<string, string>();
  const on = ({ engine, machine }: Cost): string => {
    const words = `${engine}; ${machine}`;
    if (!places.has(words)) places.set(words, String.fromCharCode(97 + places.size));
    return places.get(words) ?? '';
  };
  const lines = rows.flatMap((row, at) => {
    const { id, version } = row;
    const isFirst = id !== rows[at - 1]?.id || version !== rows[at - 1]?.version;
    const isLast = id !== rows[at + 1]?.id || version !== rows[at + 1]?.version;
    const own = [
      isFirst ? `\`${id}\`, ${version}` : '',
      isFirst ? seedsInWords(row) : '',
      `${answerLabel(row.readOut).toLowerCase()}, ${row.split}`,
      errorInWords(row.measured),
      row.published === null ? 'none' : percent(row.published.error),
      row.expectation === null
        ? 'nothing'
        : `up to ${percent(row.expectation.error + row.expectation.tolerance)}`,
      metInWords(row),
      ...(isFirst ? costCells(row, row.runs.length, on(row)) : ['', '', '', '']),
    ];
    const { backPropagation } = row;
    if (!isLast || backPropagation === null || backPropagation.measured === null) return [own];
    const matched = [
      'the same net by back-propagation',
      backPropagation.measured.seeds.join(', '),
      `softmax, ${row.split}`,
      errorInWords(backPropagation.measured),
      '',
      '',
      '',
      ...costCells(backPropagation, backPropagation.runs.length, on(backPropagation)),
    ];
    return [own, matched];
  });
  const legend = [...places].map(([words, letter]) => `${letter}: ${words}`);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = `|${heading.map(() => '---').join('|')}|`;
  return [line(heading), rule, ...lines.map(line), '', ...legend.map((words) => `- ${words}`)].join('\n');
}

function costCells({ seconds, memoryBytes, imagesPerSecond }: Cost, runs: number, on: string): string[] {
  return [
    runs === 0 ? absent : duration(seconds / runs),
    memoryBytes === null ? absent : `${(memoryBytes / 1e9).toFixed(2)} GB`,
    imagesPerSecond === null ? absent : Math.round(imagesPerSecond).toLocaleString('en-US'),
    on,
  ];
}

function seedsInWords({ seeds, measured }: Reproduction): string {
  const missing = seeds.filter((seed) => measured?.seeds.includes(seed) !== true);
  const there = (measured?.seeds ?? []).join(', ');
  return missing.length === 0 ? there : `${there} of ${seeds.join(', ')}`;
}

function metInWords({ met, expectation }: Reproduction): string {
  if (expectation === null) return absent;
  if (met === null) return 'seeds are missing';
  return met ? 'yes' : '**no**';
}

function errorInWords(measured: MeasuredError | null): string {
  if (measured === null) return absent;
  const { mean, deviation } = measured;
  return deviation === null ? percent(mean) : `${percent(mean)} ± ${(100 * deviation).toFixed(2)}`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

/** Of a run; the machine was seldom quiet, so that more digits would say nothing. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
