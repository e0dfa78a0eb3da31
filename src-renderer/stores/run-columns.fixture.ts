/** A few made-up runs as the program sends them, for the tests of the runs table. */

import { runColumns, tagSeparator } from '../../src-shared/views/run-table-view.ts';
import type { Cell, RunTable } from '../../src-shared/views/run-table-view.ts';

export type FixtureRun = { readonly id: string } & Readonly<Record<string, Cell>>;

/** Columns that a run does not name are null. */
export function runTable(
  runs: readonly FixtureRun[],
  extra: readonly string[] = [],
  revision = 1,
  removed: readonly string[] = [],
): RunTable {
  const ids = [...runColumns.map(({ id }) => id), ...extra];
  const columns = ids.map((id): [string, Cell[]] => [id, runs.map((run) => run[id] ?? null)]);
  return { revision, runIds: runs.map(({ id }) => id), columns: Object.fromEntries(columns), removed };
}

/** Three seeds of one configuration, one of another, and an archived one. */
export const fiveRuns: readonly FixtureRun[] = [
  run('a1', 'wide', 1, 'completed', 0.03, {
    'run:tags': `sweep${tagSeparator}wide`,
    'setting:layers.0.units': 500,
  }),
  run('a2', 'wide', 2, 'completed', 0.05, { 'run:tags': 'sweep', 'setting:layers.0.units': 500 }),
  run('a3', 'wide', 3, 'running', null, { 'setting:layers.0.units': 500, 'run:train-seconds': 300 }),
  run('b1', 'Narrow net', 1, 'failed', 0.4, { 'run:preset': 'quick-start', 'setting:layers.0.units': 100 }),
  run('c1', 'old', 1, 'completed', 0.02, { 'run:archived': true, 'setting:layers.0.units': 2000 }),
];

function run(
  id: string,
  name: string,
  seed: number,
  status: string,
  error: number | null,
  more: Readonly<Record<string, Cell>>,
): FixtureRun {
  return {
    id,
    'run:name': name,
    'run:seed': seed,
    'run:status': status,
    'run:error': error,
    'run:configuration': `hash-${id[0]}`,
    'run:created': `2026-11-0${seed}T12:00:00.000Z`,
    'run:archived': false,
    ...more,
  };
}
