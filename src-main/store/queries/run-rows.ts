/** Rows of table `runs`, and the views made of them. */

import type { ErrorRecord } from '../../../src-shared/base/errors.ts';
import type { ErrorReport, Throughput } from '../../../src-shared/events/training-event.ts';
import type { EngineUsed, RunStatus, RunSummary } from '../../../src-shared/views/run-view.ts';

/** All a summary needs: every column but the spec and the environment, which are long. */
export const summaryColumns = `
  run_key, run_id, name, preset, status, seed, spec_hash, configuration_hash, engine, created_at, started_at,
  finished_at, epochs, epoch, step, total_steps, train_seconds, seconds_left, errors, throughput, peak_memory_bytes,
  tags, notes, archived, error`;

export interface SummaryRow {
  readonly run_key: number;
  readonly run_id: string;
  readonly name: string;
  readonly preset: string | null;
  readonly status: RunStatus;
  readonly seed: number;
  readonly spec_hash: string;
  readonly configuration_hash: string;
  readonly engine: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly epochs: number | null;
  readonly epoch: number;
  readonly step: number;
  readonly total_steps: number | null;
  readonly train_seconds: number;
  readonly seconds_left: number | null;
  readonly errors: string | null;
  readonly throughput: string | null;
  readonly peak_memory_bytes: number | null;
  readonly tags: string;
  readonly notes: string;
  readonly archived: 0 | 1;
  readonly error: string | null;
}

export function summaryOf(row: SummaryRow): RunSummary {
  return {
    runId: row.run_id,
    name: row.name,
    preset: row.preset,
    status: row.status,
    seed: row.seed,
    specHash: row.spec_hash,
    configurationHash: row.configuration_hash,
    engine: parsed<EngineUsed>(row.engine),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    epochs: row.epochs,
    epoch: row.epoch,
    step: row.step,
    totalSteps: row.total_steps,
    trainSeconds: row.train_seconds,
    secondsLeft: row.seconds_left,
    errors: parsed<ErrorReport>(row.errors),
    throughput: parsed<Throughput>(row.throughput),
    peakMemoryBytes: row.peak_memory_bytes,
    tags: parsed<string[]>(row.tags) ?? [],
    notes: row.notes,
    archived: row.archived === 1,
    error: parsed<ErrorRecord>(row.error),
  };
}

/** JSON that this program wrote into the column; the schema checks that it is JSON. */
export function parsed<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}
