/** Queries about runs as wholes: the list, and one run in full. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { ErrorReport, NetFacts } from '../../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { specUpgrades, upgradeSpec } from '../../../src-shared/spec/upgrades.ts';
import type {
  CheckpointInfo,
  EvaluationPoint,
  RunDetail,
  RunEnvironment,
} from '../../../src-shared/views/run-view.ts';
import type { RunSummary } from '../../../src-shared/views/run-view.ts';
import type { RunEvaluations } from '../../../src-shared/views/series-view.ts';
import type { ReadableDatabase } from '../database.ts';
import type { RunFilter } from '../run-store.ts';
import { parsed, summaryColumns, summaryOf } from './run-rows.ts';
import type { SummaryRow } from './run-rows.ts';
import type { ResolvedRun } from './resolve-run.ts';

interface DetailRow extends SummaryRow {
  readonly spec: string;
  readonly environment: string;
  readonly dataset_fingerprint: string | null;
  readonly parameter_count: number | null;
  readonly net: string | null;
}

/** A run as it was called, which is how its answer calls it. */
interface AskedRun {
  readonly asked: string;
  readonly found: ResolvedRun;
}

/** Newest first. */
export function createListRuns(db: ReadableDatabase): (filter?: RunFilter) => RunSummary[] {
  return (filter = {}) => {
    const { status, includeArchived = false, configurationHash, limit } = filter;
    const conditions = ['true'];
    if (!includeArchived) conditions.push('archived = 0');
    if (configurationHash !== undefined) conditions.push('configuration_hash = @configurationHash');
    if (status !== undefined) conditions.push('status IN (SELECT value FROM json_each(@status))');
    const rows = db
      .prepare<[Record<string, unknown>], SummaryRow>(
        `SELECT ${summaryColumns} FROM runs WHERE ${conditions.join(' AND ')}
         ORDER BY created_at DESC, run_key DESC LIMIT @limit`,
      )
      .all({ configurationHash, status: JSON.stringify(status ?? []), limit: limit ?? -1 });
    return rows.map(summaryOf);
  };
}

/** One run with all that is small: everything but the values. Read as of one moment. */
export function createGetRun(db: ReadableDatabase): (run: ResolvedRun) => RunDetail {
  const row = db.prepare<[number], DetailRow>(
    `SELECT ${summaryColumns}, dataset_fingerprint, parameter_count, net, spec, environment FROM runs WHERE run_key = ?`,
  );
  const names = (sql: string) => db.prepare<[number], string>(sql).pluck();
  const warnings = names('SELECT message FROM warnings WHERE run_key = ? ORDER BY step, warning_key');
  const metrics = names('SELECT metric FROM series WHERE run_key = ? ORDER BY metric');
  const histograms = names('SELECT DISTINCT name FROM histograms WHERE run_key = ? ORDER BY name');
  const history = createHistory(db);
  const checkpoints = createListCheckpoints(db);
  return db.transaction((run: ResolvedRun): RunDetail => {
    const found = assertDefined(row.get(run.run_key), 'the run just resolved');
    return {
      ...summaryOf(found),
      spec: upgradeSpec(parsed(found.spec), specUpgrades) as ExperimentSpec,
      environment: assertDefined(parsed<RunEnvironment>(found.environment), 'the environment'),
      datasetFingerprint: found.dataset_fingerprint,
      parameterCount: found.parameter_count,
      net: parsed<NetFacts>(found.net),
      history: history(run),
      checkpoints: checkpoints(run),
      warnings: warnings.all(run.run_key),
      metrics: metrics.all(run.run_key),
      histograms: histograms.all(run.run_key),
    };
  });
}

/** Newest first. */
export function createListCheckpoints(db: ReadableDatabase): (run: ResolvedRun) => CheckpointInfo[] {
  const statement = db.prepare<[number], CheckpointInfo>(
    `SELECT step, epoch, train_seconds AS trainSeconds, file, sha256, bytes
     FROM checkpoints WHERE run_key = ? ORDER BY step DESC`,
  );
  return (run) => statement.all(run.run_key);
}

/** Every evaluation of each run, in the order asked, all as of the same moment. */
export function createGetEvaluations(db: ReadableDatabase): (runs: readonly AskedRun[]) => RunEvaluations[] {
  const history = createHistory(db);
  return db.transaction((runs: readonly AskedRun[]) =>
    runs.map(({ asked, found }) => ({ run: asked, points: history(found) })),
  );
}

/** Every evaluation, oldest first. */
function createHistory(db: ReadableDatabase): (run: ResolvedRun) => EvaluationPoint[] {
  interface EvaluationRow extends Omit<EvaluationPoint, 'errors' | 'final'> {
    readonly errors: string;
    readonly final: 0 | 1;
  }
  const statement = db.prepare<[number], EvaluationRow>(
    `SELECT step, epoch, train_seconds AS trainSeconds, errors, final
     FROM evaluations WHERE run_key = ? ORDER BY step, final`,
  );
  return (run) =>
    statement
      .all(run.run_key)
      .map((row) => ({ ...row, errors: JSON.parse(row.errors) as ErrorReport, final: row.final === 1 }));
}
