/**
 * Recorded runs of given experiments, whichever engine trained them. Ten thousand runs are told apart by a few settings
 * that the table of runs has; only those that agree in them are read whole and compared.
 */

import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { layersColumn } from '../../src-shared/views/run-table-view.ts';
import type { Cell, RunTable } from '../../src-shared/views/run-table-view.ts';
import type { RunDetail, RunStatus } from '../../src-shared/views/run-view.ts';
import { byExperiment, newestOf } from './reproduction.ts';

/** The store, or a reader of it. */
export interface RunSource {
  runTable(columns: readonly string[], afterRevision: number | null): RunTable | Promise<RunTable>;
  getRun(run: string): RunDetail | Promise<RunDetail>;
}

/** By column of the table; a run of a spec has the same there. */
const signs: Readonly<Record<string, (spec: ExperimentSpec) => Cell>> = {
  'run:seed': ({ seed }) => seed,
  [layersColumn.id]: ({ layers }) => layers.length,
  'setting:dataset.kind': ({ dataset }) => dataset.kind,
  'setting:layers.0.units': ({ layers: [first] }) => cellOf(first?.['units']),
  'setting:training.epochs': ({ training }) => cellOf(training['epochs']),
  'setting:optimizer.learningRate': ({ optimizer }) => cellOf(optimizer['learningRate']),
  'setting:activation.kind': ({ activation }) => activation.kind,
  'setting:normalization.kind': ({ normalization }) => normalization.kind,
  'setting:goodness.kind': ({ goodness }) => goodness?.kind ?? null,
};
const columns = Object.keys(signs).filter((id) => id !== 'run:seed');

function cellOf(value: unknown): Cell {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

/** All of them that are in one of these states, in no order. Errors: those of the source. */
export async function runsOfExperiments(
  source: RunSource,
  specs: readonly ExperimentSpec[],
  statuses: readonly RunStatus[],
): Promise<RunDetail[]> {
  const table = await source.runTable(columns, null);
  const wanted = new Set(specs.map((spec) => signature((id) => signs[id]?.(spec) ?? null)));
  const found: RunDetail[] = [];
  for (const [row, run] of table.runIds.entries()) {
    const status = table.columns['run:status']?.[row];
    // A run that a process left behind half done is told otherwise when it is read.
    if (statuses.every((each) => each === 'completed') && status !== 'completed') continue;
    if (!wanted.has(signature((id) => table.columns[id]?.[row] ?? null))) continue;
    const detail = await source.getRun(run);
    if (statuses.includes(detail.status)) found.push(detail);
  }
  return found;
}

function signature(cell: (columnId: string) => Cell): string {
  return JSON.stringify(Object.keys(signs).map(cell));
}

/** The newest that came to its end, of each experiment; null where there is none. Errors: those of the source. */
export async function completedRunsFor(
  source: RunSource,
  specs: readonly ExperimentSpec[],
): Promise<readonly (RunDetail | null)[]> {
  const runs = await runsOfExperiments(source, specs, ['completed']);
  return newestOf(specs, byExperiment(runs), ['completed']);
}
