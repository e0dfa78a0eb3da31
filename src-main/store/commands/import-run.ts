/** Records a run that another workbench exported. It comes whole or not at all, and never over one that is here. */

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { canonicalJson, configurationHash, specHash } from '../../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { specUpgrades, upgradeSpec } from '../../../src-shared/spec/upgrades.ts';
import type { Series } from '../../../src-shared/views/run-view.ts';
import type { WritableDatabase } from '../database.ts';
import { createRecordSnapshot } from '../recorder/record-snapshot.ts';
import { SeriesBuffer, prepareSeries } from '../recorder/series-buffer.ts';
import type { SeriesStatements } from '../recorder/series-buffer.ts';
import { createSaveSettings } from '../run-settings.ts';
import type { RunRecord } from '../run-store.ts';
import { runRecordSchema } from './run-record-schema.ts';
import type { ParsedRecord } from './run-record-schema.ts';

type Detail = ParsedRecord['detail'];

const mostReason = 500;

/** Returns the run's id. Errors: archive/present, archive/invalid. */
export function createImportRun(db: WritableDatabase): (record: RunRecord) => string {
  const isPresent = db.prepare<[string]>('SELECT 1 FROM runs WHERE run_id = ?');
  const insertRun = createInsertRun(db);
  const insertMeasures = createInsertMeasures(db);
  return (record) => {
    const { detail, ...measures } = parse(record);
    const spec = parseStoredSpec(detail.spec);
    if (isPresent.get(detail.runId) !== undefined)
      throw new WorkbenchError('archive/present', { run: detail.runId });
    db.transaction(() => {
      const runKey = insertRun(detail, spec);
      insertMeasures(runKey, detail, measures);
    }).immediate();
    return detail.runId;
  };
}

function parse(record: unknown): ParsedRecord {
  const parsed = runRecordSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw invalid(`${place === '' ? '' : `${place}: `}${issue?.message ?? 'it holds no run'}`);
}

function parseStoredSpec(spec: unknown): ExperimentSpec {
  try {
    return upgradeSpec(spec, specUpgrades) as ExperimentSpec;
  } catch (thrown) {
    throw invalid(reasonOf(thrown));
  }
}

/** Names inside the file may stand in the problem, and are as long as whoever made it liked. */
function invalid(reason: string): WorkbenchError {
  const problem = reason.length > mostReason ? `${reason.slice(0, mostReason)}…` : reason.replace(/\.$/, '');
  return new WorkbenchError('archive/invalid', { file: 'The file', problem });
}

/** Nobody trains an imported run: one that was being trained when it was exported was interrupted, seen from here. */
function statusHere(status: Detail['status']): Detail['status'] {
  return status === 'queued' || status === 'running' || status === 'paused' ? 'interrupted' : status;
}

function createInsertRun(db: WritableDatabase): (detail: Detail, spec: ExperimentSpec) => number {
  const insert = db.prepare<[Record<string, unknown>]>(`
    INSERT INTO runs (run_id, name, preset, status, seed, spec_hash, configuration_hash, created_at, started_at,
      finished_at, epochs, steps_per_epoch, total_steps, step, epoch, train_seconds, parameter_count, peak_memory_bytes,
      dataset_fingerprint, archived, engine, errors, throughput, error, tags, notes, spec, environment,
      net)
    VALUES (@runId, @name, @preset, @status, @seed, @specHash, @configurationHash, @createdAt, @startedAt,
      @finishedAt, @epochs, @stepsPerEpoch, @totalSteps, @step, @epoch, @trainSeconds, @parameterCount,
      @peakMemoryBytes, @datasetFingerprint, @archived, @engine, @errors, @throughput, @error, @tags, @notes, @spec,
      @environment, @net)`);
  const saveSettings = createSaveSettings(db);
  return (detail, spec) => {
    const { lastInsertRowid } = insert.run({
      ...rowOf(detail),
      seed: spec.seed,
      specHash: specHash(spec),
      configurationHash: configurationHash(spec),
      archived: Number(detail.archived),
      tags: JSON.stringify([...new Set(detail.tags)]),
      spec: canonicalJson(spec),
    });
    const runKey = Number(lastInsertRowid);
    saveSettings(runKey, spec);
    return runKey;
  };
}

/** What is recorded of a run besides itself; the rest hangs on these. Its settings are its spec's, which stays. */
const measuredTables = [
  'series',
  'histograms',
  'evaluations',
  'checkpoints',
  'warnings',
  'last_values',
  'films',
] as const;

/**
 * Records what a run that waits here has come to elsewhere. Its name, notes, tags and all that people put on it here stay.
 * Returns false, and changes nothing, where it does not wait any more: then it was brought back before, or goes on here.
 * Errors: run/unknown; archive/invalid.
 */
export function createBringBackRun(db: WritableDatabase): (record: RunRecord) => boolean {
  const find = db.prepare<[string], { run_key: number; status: string; spec_hash: string }>(
    'SELECT run_key, status, spec_hash FROM runs WHERE run_id = ?',
  );
  const forget = measuredTables.map((table) =>
    db.prepare<[number]>(`DELETE FROM ${table} WHERE run_key = ?`),
  );
  const update = db.prepare<[Record<string, unknown>]>(`
    UPDATE runs SET status = @status, started_at = @startedAt, finished_at = @finishedAt, epochs = @epochs,
      steps_per_epoch = @stepsPerEpoch, total_steps = @totalSteps, step = @step, epoch = @epoch,
      train_seconds = @trainSeconds, seconds_left = NULL, parameter_count = @parameterCount,
      peak_memory_bytes = @peakMemoryBytes, dataset_fingerprint = @datasetFingerprint, engine = @engine,
      errors = @errors, throughput = @throughput, error = @error, environment = @environment, net = @net
    WHERE run_key = @runKey`);
  const insertMeasures = createInsertMeasures(db);
  return (record) => {
    const { detail, ...measures } = parse(record);
    const spec = parseStoredSpec(detail.spec);
    const bringBack = db.transaction((): boolean => {
      const here = find.get(detail.runId);
      if (here === undefined) throw new WorkbenchError('run/unknown', { run: detail.runId });
      if (here.spec_hash !== specHash(spec)) throw invalid('it is of another experiment than the run here');
      if (here.status !== 'queued') return false;
      for (const statement of forget) statement.run(here.run_key);
      update.run({ ...rowOf(detail), runKey: here.run_key });
      insertMeasures(here.run_key, detail, measures);
      return true;
    });
    return bringBack.immediate();
  };
}

/** Its columns that say what it came to. */
function rowOf(detail: Detail): Record<string, unknown> {
  const { epochs, totalSteps } = detail;
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return {
    ...detail,
    status: statusHere(detail.status),
    stepsPerEpoch:
      epochs === null || totalSteps === null ? null : Math.max(1, Math.round(totalSteps / epochs)),
    engine: json(detail.engine),
    errors: json(detail.errors),
    throughput: json(detail.throughput),
    error: json(detail.error),
    environment: canonicalJson(detail.environment),
    net: json(detail.net),
  };
}

type Measures = Omit<ParsedRecord, 'detail'>;

function createInsertMeasures(
  db: WritableDatabase,
): (runKey: number, detail: Detail, measures: Measures) => void {
  const statement = (sql: string) => db.prepare<[Record<string, unknown>]>(sql);
  const histogram = statement(`
    INSERT INTO histograms (run_key, name, step, epoch, low, high, counts)
    VALUES (@runKey, @name, @step, @epoch, @low, @high, @counts)`);
  const evaluation = statement(`
    INSERT INTO evaluations (run_key, step, final, epoch, train_seconds, errors)
    VALUES (@runKey, @step, @final, @epoch, @trainSeconds, @errors)`);
  const warning = statement(
    'INSERT INTO warnings (run_key, step, message) VALUES (@runKey, 0, @message) ON CONFLICT DO NOTHING',
  );
  const checkpoint = statement(`
    INSERT INTO checkpoints (run_key, step, epoch, train_seconds, file, sha256, bytes)
    VALUES (@runKey, @step, @epoch, @trainSeconds, @file, @sha256, @bytes)`);
  const recordSnapshot = createRecordSnapshot(db);
  const seriesStatements = prepareSeries(db);
  return (runKey, detail, { series, histograms, films }) => {
    insertSeries(seriesStatements, runKey, series);
    for (const { name, points } of histograms)
      for (const { counts, ...point } of points)
        histogram.run({
          ...point,
          runKey,
          name,
          counts: new Uint8Array(counts.buffer, counts.byteOffset, counts.byteLength),
        });
    for (const { final, errors, ...point } of detail.history)
      evaluation.run({ ...point, runKey, final: Number(final), errors: JSON.stringify(errors) });
    for (const each of detail.checkpoints) checkpoint.run({ ...each, runKey });
    for (const message of detail.warnings) warning.run({ runKey, message });
    for (const { name, shape, steps, epochs, lows, highs, bytes } of films) {
      const size = bytes.length / Math.max(1, steps.length);
      steps.forEach((step, i) =>
        recordSnapshot(runKey, {
          type: 'snapshot',
          step,
          epoch: epochs[i] as number,
          name,
          shape,
          low: lows[i] as number,
          high: highs[i] as number,
          bytes: bytes.subarray(i * size, (i + 1) * size),
        }),
      );
    }
  };
}

/** One series at a time, so that no more than one is in memory twice. */
function insertSeries(statements: SeriesStatements, runKey: number, all: readonly Series[]): void {
  for (const { metric, steps, values } of all) {
    const buffer = new SeriesBuffer(statements);
    steps.forEach((step, i) => buffer.put(runKey, metric, step, values[i] as number));
    buffer.write();
  }
}
