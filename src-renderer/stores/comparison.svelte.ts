/**
 * The runs being compared: which, what their configurations differ in, what they measured. One question serves all runs
 * wherever the program can answer so; curves and films are asked for by their own stores, when they come into sight.
 */

import { errorMetrics } from '../panels/compare-curves/error-series.ts';
import type { MetricInfo, MetricList, RunEvaluations } from '../../src-shared/views/series-view.ts';
import type { Cell, ColumnInfo, SettingDifference } from '../../src-shared/views/run-table-view.ts';
import {
  betweenConfigurations,
  foldConfigurations,
} from '../panels/compare-configurations/fold-configurations.ts';
import type {
  ComparedRun,
  ConfigurationGroup,
} from '../panels/compare-configurations/fold-configurations.ts';
import { Answer } from './answer.svelte.ts';
import { errorColumnsOf } from './comparison-columns.ts';
import { ComparisonTable } from './comparison-table.svelte.ts';
import { RunColumns } from './run-columns.ts';
import { workbench } from './workbench.svelte.ts';

/** Runs that advance are looked at again after this long, in milliseconds. */
const refreshMilliseconds = 2_000;
/** The program compares so many configurations at once. */
export const mostRuns = 1000;

const noRuns = new RunColumns();

export class Comparison {
  /** With columns besides those of every table, which scatter and parallel coordinates ask for. */
  readonly table = new ComparisonTable();
  readonly #differences = new Answer<readonly SettingDifference[]>();
  readonly #metrics = new Answer<MetricList>();
  readonly evaluations = new Answer<readonly RunEvaluations[]>();
  readonly columnSearch = new Answer<{ readonly total: number; readonly columns: readonly ColumnInfo[] }>();
  readonly metricSearch = new Answer<MetricList>();
  #runIds = $state.raw<readonly string[]>([]);
  /** The runs whose differences were asked for. */
  #asked = $state.raw<readonly string[]>([]);
  /** Grows when a chosen run has recorded more. */
  #advances = $state(0);
  #timer: ReturnType<typeof setTimeout> | null = null;

  readonly #errors = $derived(errorMetrics(this.evaluations.value ?? []));
  readonly #errorColumns = $derived(errorColumnsOf(this.evaluations.value ?? []));

  readonly #runs = $derived.by(() => {
    const columns = this.table.value ?? noRuns;
    return this.#runIds.flatMap((runId): ComparedRun[] => {
      const row = columns.rowOf(runId);
      if (row === null) return [];
      const seed = columns.cell(row, 'run:seed');
      return [
        {
          runId,
          name: String(columns.cell(row, 'run:name') ?? runId),
          seed: typeof seed === 'number' ? seed : null,
          configuration: String(columns.cell(row, 'run:configuration') ?? runId),
        },
      ];
    });
  });
  /** The program was asked about the runs in another order, or about others: values follow the runs. */
  readonly #aligned = $derived.by(() => {
    const order = this.#runs.map(({ runId }) => this.#asked.indexOf(runId));
    return (this.#differences.value ?? []).map((difference) => ({
      ...difference,
      values: order.map((index) => difference.values[index] ?? null),
    }));
  });
  readonly #groups = $derived(foldConfigurations(this.#runs, this.#aligned));

  get runIds(): readonly string[] {
    return this.#runIds;
  }

  /** Those of the chosen runs that exist, in the order chosen. */
  get runs(): readonly ComparedRun[] {
    return this.#runs;
  }

  get missing(): readonly string[] {
    const { value } = this.table;
    return value === null ? [] : this.#runIds.filter((runId) => value.rowOf(runId) === null);
  }

  get groups(): readonly ConfigurationGroup[] {
    return this.#groups;
  }

  /** With one value per run, in the order of `runs`. */
  get differences(): readonly SettingDifference[] {
    return this.#aligned;
  }

  get differencesAnswer(): Answer<readonly SettingDifference[]> {
    return this.#differences;
  }

  get betweenConfigurations(): readonly SettingDifference[] {
    return betweenConfigurations(this.differences);
  }

  /** What can be drawn over training, errors first; empty until both are known. */
  get metrics(): readonly MetricInfo[] {
    if (this.#metrics.value === null || this.evaluations.value === null) return [];
    return [...this.#errors, ...this.#metrics.value.metrics];
  }

  get metricsProblem(): { readonly message: string; readonly next: string } | null {
    return this.#metrics.problem ?? this.evaluations.problem;
  }

  /** Settings and metrics of these columns that no chosen run has a value of; none while that is not known. */
  absentColumns(columnIds: readonly string[]): readonly string[] {
    const columns = this.table.value;
    if (columns === null || this.#runs.length === 0) return [];
    return columnIds.filter(
      (id) =>
        !id.startsWith('run:') &&
        columns.has(id) &&
        this.#runs.every(({ runId }) => this.cell(runId, id) === null),
    );
  }

  /** Those of `metrics` that no chosen run has; none while that is not known. */
  unmeasured(metrics: readonly string[]): readonly string[] {
    const { value } = this.#metrics;
    if (value === null || this.evaluations.value === null || value.total > value.metrics.length) return [];
    const known = new Set(this.metrics.map(({ metric }) => metric));
    return metrics.filter((metric) => !known.has(metric));
  }

  /** Of all that match the last search: errors by their own names. */
  matchingErrors(search: string): readonly MetricInfo[] {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#errors.filter(({ metric }) => words.every((word) => metric.includes(word)));
  }

  /** Errors by every answer of the chosen runs, whose cells are there once they were asked for. */
  get errorColumns(): readonly { readonly id: string; readonly label: string }[] {
    return this.#errorColumns;
  }

  get advances(): number {
    return this.#advances;
  }

  /** The value of a column in a chosen run; null where there is none. */
  cell(runId: string, columnId: string): Cell {
    const columns = this.table.value;
    const row = columns?.rowOf(runId) ?? null;
    return columns === null || row === null ? null : columns.cell(row, columnId);
  }

  /** Whether some chosen run has a number there. */
  isMeasured(columnId: string): boolean {
    return this.#runs.some(({ runId }) => typeof this.cell(runId, columnId) === 'number');
  }

  /** Asks all that does not depend on what is in sight. */
  async choose(runIds: readonly string[]): Promise<void> {
    this.#runIds = runIds;
    const table = await this.table.refresh();
    if (table === null || this.#runIds !== runIds) return;
    // A run that was deleted meanwhile must not spoil the question about the others.
    const runs = runIds.filter((runId) => table.rowOf(runId) !== null).slice(0, mostRuns);
    this.#asked = runs;
    if (runs.length === 0) {
      this.#differences.forget();
      this.#metrics.forget();
      this.evaluations.forget();
      return;
    }
    void this.#differences.ask(() =>
      runs.length < 2 ? Promise.resolve([]) : workbench.call('runs/differences', { runs }),
    );
    void this.#metrics.ask(() => workbench.call('series/metrics', { runs, search: '', limit: 500 }));
    this.#askEvaluations();
  }

  /** Adds columns to the table that is asked for. */
  needColumns(columnIds: readonly string[]): void {
    if (this.table.need(columnIds)) void this.table.refresh();
  }

  searchColumns(search: string): void {
    void this.columnSearch.ask(() => workbench.call('runs/columns', { search, limit: 200 }));
  }

  searchMetrics(search: string): void {
    const runs = [...this.#asked];
    void this.metricSearch.ask(() => workbench.call('series/metrics', { runs, search, limit: 200 }));
  }

  /** Listens for what happens to runs; returns the way to stop. */
  follow(): () => void {
    const stops = [
      workbench.on('runs/changed', () => this.#refreshSoon()),
      workbench.on('run/advanced', ({ run }) => {
        if (this.#runIds.includes(run)) this.#refreshSoon();
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#advances += 1;
      void this.table.refresh();
      this.#askEvaluations();
    }, refreshMilliseconds);
  }

  #askEvaluations(): void {
    const runs = [...this.#asked];
    if (runs.length > 0) void this.evaluations.ask(() => workbench.call('series/evaluations', { runs }));
  }
}
