/** What each event changes in the database, measured values aside: those are packed (series-buffer.ts). */

import { assertNever } from '../../../src-shared/base/assert.ts';
import type { TrainingEvent } from '../../../src-shared/events/training-event.ts';
import { isCheckpointFile, keptCheckpoints } from '../checkpoint-files.ts';
import type { WritableDatabase } from '../database.ts';
import { createRecordSnapshot } from './record-snapshot.ts';

/** Every event that is not a bag of values. `at` is the time it was recorded, ISO 8601. */
export type Fact = Exclude<TrainingEvent, { type: 'measured' }>;
export type ApplyFact = (runKey: number, fact: Fact, at: string) => void;

/** A late report of progress must not wake a run that has ended. */
const isActive = `status IN ('queued', 'running', 'paused')`;

/** Prepares everything once. Call the result inside a transaction. Throws what SQLite throws. */
export function createApplyFact(db: WritableDatabase): ApplyFact {
  const sql = prepare(db);
  const recordSnapshot = createRecordSnapshot(db);
  return (runKey, fact, at) => {
    switch (fact.type) {
      case 'started':
        sql.started.run({
          ...fact,
          runKey,
          at,
          engine: JSON.stringify(fact.engine),
          net: JSON.stringify(fact.net),
        });
        return;
      case 'progressed':
        sql.progressed.run({ ...fact, runKey, status: fact.activity === 'paused' ? 'paused' : 'running' });
        return;
      case 'histogram':
        sql.histogram.run({ ...fact, runKey, counts: bytesOf(fact.counts) });
        return;
      case 'snapshot':
        recordSnapshot(runKey, fact);
        return;
      case 'evaluated': {
        const evaluation = {
          ...fact,
          runKey,
          final: fact.final ? 1 : 0,
          errors: JSON.stringify(fact.errors),
        };
        sql.evaluated.run(evaluation);
        sql.newestErrors.run(evaluation);
        return;
      }
      case 'checkpointed':
        if (!isCheckpointFile(fact.file))
          throw new RangeError(`"${fact.file}" is not a checkpoint's file name`);
        sql.checkpointed.run({ ...fact, runKey });
        sql.dropOldCheckpoints.run({ runKey, keep: keptCheckpoints });
        return;
      case 'warned':
        sql.warned.run({ ...fact, runKey });
        return;
      case 'finished':
        sql.finished.run({ ...fact, runKey, at, throughput: JSON.stringify(fact.throughput) });
        return;
      case 'failed':
        sql.failed.run({ ...fact, runKey, at, error: JSON.stringify(fact.error) });
        return;
      default:
        assertNever(fact);
    }
  };
}

function bytesOf(counts: Uint32Array): Uint8Array {
  return new Uint8Array(counts.buffer, counts.byteOffset, counts.byteLength);
}

function prepare(db: WritableDatabase) {
  const statement = (text: string) => db.prepare<[Record<string, unknown>]>(text);
  return {
    started: statement(`
      UPDATE runs SET status = 'running', started_at = coalesce(started_at, @at), finished_at = NULL, error = NULL,
        step = @step, total_steps = @totalSteps, steps_per_epoch = @stepsPerEpoch, epochs = @epochs, engine = @engine,
        parameter_count = @parameterCount, net = @net, dataset_fingerprint = @datasetFingerprint
      WHERE run_key = @runKey`),
    progressed: statement(`
      UPDATE runs SET status = @status, step = @step, epoch = @epoch, total_steps = @totalSteps,
        train_seconds = @trainSeconds, seconds_left = @secondsLeft
      WHERE run_key = @runKey AND ${isActive}`),
    histogram: statement(`
      INSERT INTO histograms (run_key, name, step, epoch, low, high, counts)
      VALUES (@runKey, @name, @step, @epoch, @low, @high, @counts)
      ON CONFLICT DO UPDATE SET epoch = excluded.epoch, low = excluded.low, high = excluded.high,
        counts = excluded.counts`),
    evaluated: statement(`
      INSERT INTO evaluations (run_key, step, final, epoch, train_seconds, errors)
      VALUES (@runKey, @step, @final, @epoch, @trainSeconds, @errors)
      ON CONFLICT DO UPDATE SET epoch = excluded.epoch, train_seconds = excluded.train_seconds,
        errors = excluded.errors`),
    newestErrors: statement(`
      UPDATE runs SET errors = @errors, step = @step, epoch = @epoch, train_seconds = @trainSeconds
      WHERE run_key = @runKey`),
    checkpointed: statement(`
      INSERT INTO checkpoints (run_key, step, epoch, train_seconds, file, sha256, bytes)
      VALUES (@runKey, @step, @epoch, @trainSeconds, @file, @sha256, @bytes)
      ON CONFLICT DO UPDATE SET epoch = excluded.epoch, train_seconds = excluded.train_seconds, file = excluded.file,
        sha256 = excluded.sha256, bytes = excluded.bytes`),
    dropOldCheckpoints: statement(`
      DELETE FROM checkpoints WHERE run_key = @runKey AND step NOT IN
        (SELECT step FROM checkpoints WHERE run_key = @runKey ORDER BY step DESC LIMIT @keep)`),
    warned: statement(`
      INSERT INTO warnings (run_key, step, message) VALUES (@runKey, @step, @message) ON CONFLICT DO NOTHING`),
    finished: statement(`
      UPDATE runs SET status = @reason, finished_at = @at, step = @step, epoch = @epoch, train_seconds = @trainSeconds,
        seconds_left = NULL, error = NULL, throughput = @throughput,
        peak_memory_bytes = max(@peakMemoryBytes, coalesce(peak_memory_bytes, 0))
      WHERE run_key = @runKey`),
    failed: statement(`
      UPDATE runs SET status = 'failed', finished_at = @at, step = @step, seconds_left = NULL, error = @error
      WHERE run_key = @runKey`),
  };
}
