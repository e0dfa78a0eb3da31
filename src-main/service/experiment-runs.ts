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

/** Runs of some experiments as they change: after the first question only runs that changed since are looked at. */
export class ExperimentRuns {
  readonly #source: RunSource;
  readonly #wanted: ReadonlySet<string>;
  readonly #found = new Map<string, RunDetail>();
  #revision: number | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: RunSource, specs: readonly ExperimentSpec[]) {
    this.#source = source;
    this.#wanted = new Set(specs.map((spec) => signature((id) => signs[id]?.(spec) ?? null)));
  }

  /** Those that may be of the experiments, in any state and in no order. Errors: those of the source. */
  async now(): Promise<readonly RunDetail[]> {
    // One after the other, or the older answer could take the newer one's place.
    const turn = this.#last.catch(() => {}).then(() => this.#catchUp());
    this.#last = turn;
    await turn;
    return [...this.#found.values()];
  }

  async #catchUp(): Promise<void> {
    const {
      revision,
      runIds,
      columns: cells,
      removed,
    } = await this.#source.runTable(columns, this.#revision);
    for (const run of removed) this.#found.delete(run);
    for (const [row, run] of runIds.entries()) {
      if (this.#wanted.has(signature((id) => cells[id]?.[row] ?? null)))
        this.#found.set(run, await this.#source.getRun(run));
    }
    // Only now: what failed half way is looked at again.
    this.#revision = revision;
  }
}

/** All of them that are in one of these states, in no order. Errors: those of the source. */
export async function runsOfExperiments(
  source: RunSource,
  specs: readonly ExperimentSpec[],
  statuses: readonly RunStatus[],
): Promise<RunDetail[]> {
  const found = await new ExperimentRuns(source, specs).now();
  return found.filter(({ status }) => statuses.includes(status));
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
