/**
 * What is asked of thousands of runs at once, or done to them, each in one transaction: a message and a commit for every
 * single one would take longer than all the rest. Runs are named by their full ids.
 */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { WritableDatabase, ReadableDatabase } from './database.ts';
import type { ResolvedRun } from './queries/resolve-run.ts';
import type { RunCommands, RunQueries, RunRecord, RunState } from './run-store.ts';
import type { SetStatus } from './commands/runs.ts';

type ManyQueries = Pick<RunQueries, 'listWaitingRuns' | 'runStates' | 'oneRunPerDataset' | 'exportRuns'>;

export function createManyRunQueries(
  db: ReadableDatabase,
  exportRun: (run: ResolvedRun) => RunRecord,
): ManyQueries {
  const find = createFind(db);
  const waiting = db.prepare<[], string>(`SELECT run_id FROM runs WHERE status = 'queued'`).pluck();
  const state = db.prepare<[number], RunState>(
    'SELECT run_id AS runId, status, epoch, train_seconds AS trainSeconds FROM runs WHERE run_key = ?',
  );
  const dataset = db
    .prepare<[number], string>(`SELECT json_extract(spec, '$.dataset') FROM runs WHERE run_key = ?`)
    .pluck();
  const oneEach = (runs: readonly string[]): string[] => {
    const first = new Map<string, string>();
    for (const run of runs) {
      const { run_key: key, run_id: id } = find(run);
      const of = dataset.get(key) ?? '';
      if (!first.has(of)) first.set(of, id);
    }
    return [...first.values()];
  };
  return {
    listWaitingRuns: () => waiting.all(),
    runStates: db.transaction((runs: readonly string[]) =>
      runs.map((run) => state.get(find(run).run_key)).filter((each) => each !== undefined),
    ),
    oneRunPerDataset: db.transaction(oneEach),
    exportRuns: db.transaction((runs: readonly string[]) => runs.map((run) => exportRun(find(run)))),
  };
}

export function createEndRuns(db: WritableDatabase, setStatus: SetStatus): RunCommands['endRuns'] {
  const find = createFind(db);
  const status = db.prepare<[number], string>('SELECT status FROM runs WHERE run_key = ?').pluck();
  const end = db.transaction((ends: Parameters<RunCommands['endRuns']>[0]) =>
    ends.flatMap(({ run, ...change }) => {
      const found = find(run);
      const now = status.get(found.run_key);
      if (now === 'completed' || now === 'failed') return [];
      setStatus(found, change.status, change.error);
      return [run];
    }),
  );
  return (ends) => end.immediate(ends);
}

/** Error: run/unknown. */
function createFind(db: ReadableDatabase): (run: string) => ResolvedRun {
  const byId = db.prepare<[string], ResolvedRun>('SELECT run_key, run_id FROM runs WHERE run_id = ?');
  return (run) => {
    const found = byId.get(run);
    if (found === undefined) throw new WorkbenchError('run/unknown', { run });
    return found;
  };
}
