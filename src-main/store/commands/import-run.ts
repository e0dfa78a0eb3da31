/** Records a run that another workbench exported. It comes whole or not at all, and never over one that is here. */

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { canonicalJson, configurationHash, specHash } from '../../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { specUpgrades, upgradeSpec } from '../../../src-shared/spec/upgrades.ts';
import type { Series } from '../../../src-shared/views/run-view.ts';
import type { WritableDatabase } from '../database.ts';
import { createRecordSnapshot } from '../recorder/record-snapshot.ts';
import { SeriesBuffer } from '../recorder/series-buffer.ts';
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
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return (detail, spec) => {
    const { epochs, totalSteps } = detail;
    const { lastInsertRowid } = insert.run({
      ...detail,
      status: statusHere(detail.status),
      seed: spec.seed,
      specHash: specHash(spec),
      configurationHash: configurationHash(spec),
      stepsPerEpoch:
        epochs === null || totalSteps === null ? null : Math.max(1, Math.round(totalSteps / epochs)),
      archived: Number(detail.archived),
      engine: json(detail.engine),
      errors: json(detail.errors),
      throughput: json(detail.throughput),
      error: json(detail.error),
      tags: JSON.stringify([...new Set(detail.tags)]),
      spec: canonicalJson(spec),
      environment: canonicalJson(detail.environment),
      net: json(detail.net),
    });
    const runKey = Number(lastInsertRowid);
    saveSettings(runKey, spec);
    return runKey;
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
  return (runKey, detail, { series, histograms, films }) => {
    insertSeries(db, runKey, series);
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
function insertSeries(db: WritableDatabase, runKey: number, all: readonly Series[]): void {
  for (const { metric, steps, values } of all) {
    const buffer = new SeriesBuffer(db);
    steps.forEach((step, i) => buffer.put(runKey, metric, step, values[i] as number));
    buffer.write();
  }
}
