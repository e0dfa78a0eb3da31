/**
 * What a panel shows, read from wherever runs are: the window asks the program, the command line the store. What is not
 * there is said in words in the panel's place, and hides nothing else.
 */

import { answerColumn, answerOfColumn, errorLabel, layerWords } from '../../src-shared/views/answer-names.ts';
import { errorMetricParts, inShownUnit, metricWords } from '../../src-shared/views/metric-words.ts';
import type { Cell, ColumnKind, RunTable } from '../../src-shared/views/run-table-view.ts';
import { runColumns, tagSeparator } from '../../src-shared/views/run-table-view.ts';
import type { RunEvaluations, SeriesAxis, ThinnedSeries } from '../../src-shared/views/series-view.ts';
import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import { errorSeries } from '../panels/compare-curves/error-series.ts';
import { formatCell, isNumeric, meanAndDeviation, nothing, number, percent } from '../ui/format.ts';
import { mapsOf } from './activity-maps.ts';
import type { PanelContent } from './panel-content.ts';
import type { LogbookPanel, PanelOf } from './panel-text.ts';

export interface SeriesQuestion {
  readonly series: readonly { readonly run: string; readonly metric: string }[];
  readonly axis: SeriesAxis;
  readonly from: null;
  readonly to: null;
  readonly buckets: number;
  readonly smoothing: number;
}

/** Test errors that somebody published for a preset, by the answers' names, as fractions. */
export interface Published {
  readonly test: Readonly<Record<string, number>>;
  readonly source: string;
}

/** What panels are read from. */
export interface PanelSource {
  /** All runs. */
  table(columns: readonly string[]): Promise<RunTable>;
  series(question: SeriesQuestion): Promise<readonly ThinnedSeries[]>;
  evaluations(runs: readonly string[]): Promise<readonly RunEvaluations[]>;
  films(run: string, names: readonly string[]): Promise<readonly SnapshotFilm[]>;
  /** By preset. */
  published(): Promise<ReadonlyMap<string, Published>>;
}

/** About one a pixel of a figure. */
const buckets = 600;

interface KnownRun {
  readonly id: string;
  /** Told apart from the others of the panel. */
  readonly name: string;
  readonly row: number;
}

export async function readPanel(panel: LogbookPanel, source: PanelSource): Promise<PanelContent> {
  switch (panel.kind) {
    case 'curve':
      return readCurves(panel, source);
    case 'table':
      return readTable(panel, source);
    case 'heatmap':
      return readMaps(panel, source);
    case 'claim':
      return readClaim(panel, source);
  }
}

async function readCurves(panel: PanelOf<'curve'>, source: PanelSource): Promise<PanelContent> {
  const { metric, axis, smoothing, scale } = panel;
  const { known, notes } = runsOf(await source.table([]), panel.runs);
  const ids = known.map(({ id }) => id);
  const isError = errorMetricParts(metric) !== null;
  const found = isError
    ? errorSeries(await source.evaluations(ids), metric, axis, null)
    : await source.series({
        series: ids.map((run) => ({ run, metric })),
        axis,
        from: null,
        to: null,
        buckets,
        smoothing,
      });
  const words = metricWords(metric);
  const title = panel.title ?? words.title;
  const without = known.filter(({ id }) => !found.some(({ run }) => run === id)).map(({ name }) => name);
  if (without.length > 0)
    notes.push(
      `${without.join(', ')}: nothing is recorded of "${metric}"${axis === 'step' ? '' : ` by ${axis}`}.`,
    );
  if (found.length === 0) return { sort: 'nothing', title, notes };
  const curves = found.map((series) => {
    const { x, last, minimum, maximum, smoothed, exact } = inShownUnit(series);
    const name = known.find(({ id }) => id === series.run)?.name ?? series.run;
    return {
      name,
      x: [...x],
      last: [...last],
      minimum: [...minimum],
      maximum: [...maximum],
      smoothed: smoothed === null ? null : [...smoothed],
      exact,
    };
  });
  const xLabel = { step: 'Step', epoch: 'Epoch', time: 'Training time (s)' }[axis];
  return { sort: 'curves', title, xLabel, yLabel: words.axis, log: scale === 'log', curves, notes };
}

async function readTable(panel: PanelOf<'table'>, source: PanelSource): Promise<PanelContent> {
  const own = panel.columns.filter((id) => !runColumns.some((each) => each.id === id));
  const table = await source.table(own);
  const { known, notes } = runsOf(table, panel.runs);
  const title = panel.title ?? 'Runs';
  const cellsOf = (id: string): readonly Cell[] => known.map(({ row }) => table.columns[id]?.[row] ?? null);
  const unknown = panel.columns.filter(
    (id) => known.length > 0 && cellsOf(id).every((cell) => cell === null),
  );
  for (const id of unknown) notes.push(`None of these runs has a value of "${id}".`);
  if (known.length === 0) return { sort: 'nothing', title, notes };
  const columns = panel.columns.map((id) => columnWords(id, cellsOf(id)));
  const rows = known.map((_, at) =>
    panel.columns.map((id, place) => cellText(columns[place]?.kind ?? 'text', cellsOf(id)[at] ?? null)),
  );
  const heads = columns.map(({ label, kind }) => ({ label, numeric: isNumeric(kind) }));
  return { sort: 'table', title, columns: heads, rows, notes };
}

/** What a column of the table of runs is called, and how its cells are written. */
export function columnWords(
  id: string,
  cells: readonly Cell[],
): { readonly label: string; readonly kind: ColumnKind } {
  const own = runColumns.find((each) => each.id === id);
  if (own !== undefined) return { label: own.label, kind: own.kind };
  const answer = answerOfColumn(id);
  if (answer !== null) return { label: errorLabel(answer.split, answer.name), kind: 'fraction' };
  const areNumbers = cells.some((cell) => typeof cell === 'number');
  const metric = /^metric:(.+)$/s.exec(id)?.[1];
  if (metric === undefined)
    return { label: id.replace(/^(setting|environment|run):/, ''), kind: areNumbers ? 'number' : 'text' };
  const { title, factor } = metricWords(metric);
  return { label: title, kind: factor === 100 ? 'fraction' : 'number' };
}

const cellText = (kind: ColumnKind, cell: Cell): string =>
  kind === 'tags' && typeof cell === 'string' && cell !== ''
    ? cell.split(tagSeparator).join(', ')
    : formatCell(kind, cell);

async function readMaps(panel: PanelOf<'heatmap'>, source: PanelSource): Promise<PanelContent> {
  const { run, layer, step } = panel;
  const { known, notes } = runsOf(await source.table([]), [run]);
  const name = /^\d+$/.test(layer) ? `layer${layer}` : layer;
  const title = panel.title ?? `Activities, ${layerWords(name)}`;
  const [found] = known;
  if (found === undefined) return { sort: 'nothing', title, notes };
  const [film] = await source.films(found.id, [`activity/${name}`]);
  if (film === undefined || film.steps.length === 0)
    return { sort: 'nothing', title, notes: [`${found.name} kept no activities of "${name}".`] };
  return mapsOf(film, step, { title, run: found.name });
}

async function readClaim(panel: PanelOf<'claim'>, source: PanelSource): Promise<PanelContent> {
  const bare = await source.table([]);
  const { known, notes } = runsOf(bare, panel.runs);
  const presets = new Set(known.flatMap(({ row }) => bare.columns['run:preset']?.[row] ?? []).map(String));
  const preset = panel.preset ?? (presets.size === 1 ? [...presets][0] : undefined);
  const title =
    panel.title ?? (preset === undefined ? 'What was published' : `What was published of ${preset}`);
  const say = (note: string): PanelContent => ({ sort: 'nothing', title, notes: [...notes, note] });
  if (preset === undefined)
    return say(
      presets.size > 1
        ? 'These runs are of several presets: say which is meant.'
        : 'These runs are of no preset: say which is meant.',
    );
  const published = (await source.published()).get(preset);
  if (published === undefined) return say(`Nothing is published of "${preset}".`);
  const answers = Object.keys(published.test);
  const table = await source.table(answers.map((name) => answerColumn('test', name)));
  const rows = answers.map((name) => {
    const expected = published.test[name] ?? Number.NaN;
    const cells = known.map(({ row }) => table.columns[answerColumn('test', name)]?.[row] ?? null);
    const errors = cells.filter((cell): cell is number => typeof cell === 'number');
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    return [
      errorLabel('test', name),
      percent(expected),
      meanAndDeviation(errors, 'fraction'),
      errors.length === 0
        ? nothing
        : `${mean > expected ? '+' : ''}${number(Number((100 * (mean - expected)).toFixed(2)))}`,
    ];
  });
  const columns = [
    { label: 'Error', numeric: false },
    { label: 'Published', numeric: true },
    { label: 'These runs', numeric: true },
    { label: 'Difference (points)', numeric: true },
  ];
  notes.push(`Published: ${published.source}. These runs: ${known.map(({ name }) => name).join(', ')}.`);
  return { sort: 'table', title, columns, rows, notes };
}

/** Runs by their identifiers, or by a piece of one that no other run has; and what is to be said of those not there. */
function runsOf(
  table: RunTable,
  asked: readonly string[],
): { readonly known: readonly KnownRun[]; readonly notes: string[] } {
  const notes: string[] = [];
  const found = new Set<number>();
  for (const id of asked) {
    const exact = table.runIds.indexOf(id);
    const fitting =
      exact >= 0 ? [exact] : table.runIds.flatMap((each, row) => (each.includes(id) ? [row] : []));
    const [row] = fitting;
    if (row === undefined)
      notes.push(`There is no run "${id}" here: it was deleted, or is in another data folder.`);
    else if (fitting.length > 1) notes.push(`"${id}" fits ${fitting.length} runs.`);
    else found.add(row);
  }
  const textAt = (column: string, row: number): string => String(table.columns[column]?.[row] ?? '');
  const rows = [...found];
  const names = rows.map((row) => textAt('run:name', row));
  const known = rows.map((row, at) => {
    const name = names[at] ?? '';
    const isOneOfMany = names.filter((each) => each === name).length > 1;
    return {
      id: table.runIds[row] ?? '',
      name: isOneOfMany ? `${name}, seed ${textAt('run:seed', row)}` : name,
      row,
    };
  });
  return { known, notes };
}
