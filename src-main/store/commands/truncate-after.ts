/**
 * Takes a run back to a step, before it is resumed from a checkpoint there: what was recorded later is forgotten, so
 * that its curves have no doubled tail.
 */

import type { WritableDatabase } from '../database.ts';
import type { ResolvedRun } from '../queries/resolve-run.ts';
import { createRewindLastValues } from '../recorder/last-values.ts';
import { upsertChunkSql } from '../recorder/series-buffer.ts';
import { SeriesChunk } from '../recorder/series-chunk.ts';
import type { ChunkRow } from '../recorder/series-chunk.ts';

/**
 * The evaluation that stopped the run at this very step becomes an ordinary one, or goes where there is an ordinary one
 * of that step already: it does not end the run any more. That of the last step of all stays what it is.
 */
export function createTruncateAfter(db: WritableDatabase): (run: ResolvedRun, step: number) => void {
  const truncateSeries = createTruncateSeries(db);
  const statements = [
    'DELETE FROM histograms WHERE run_key = @runKey AND step > @step',
    `DELETE FROM snapshots WHERE step > @step AND film_key IN (SELECT film_key FROM films WHERE run_key = @runKey)`,
    `DELETE FROM films WHERE run_key = @runKey
       AND NOT EXISTS (SELECT 1 FROM snapshots WHERE snapshots.film_key = films.film_key)`,
    'DELETE FROM evaluations WHERE run_key = @runKey AND step > @step',
    `DELETE FROM evaluations WHERE run_key = @runKey AND final = 1 AND ${isBeforeEnd}
       AND step IN (SELECT step FROM evaluations WHERE run_key = @runKey AND final = 0)`,
    `UPDATE evaluations SET final = 0 WHERE run_key = @runKey AND final = 1 AND ${isBeforeEnd}`,
    'DELETE FROM warnings WHERE run_key = @runKey AND step > @step',
    'DELETE FROM checkpoints WHERE run_key = @runKey AND step > @step',
    rewindRunSql,
  ].map((sql) => db.prepare<[{ runKey: number; step: number }]>(sql));
  const truncate = db.transaction((run: ResolvedRun, step: number) => {
    truncateSeries(run.run_key, step);
    for (const statement of statements) statement.run({ runKey: run.run_key, step });
  });
  return (run, step) => truncate.immediate(run, step);
}

const isBeforeEnd = 'step < (SELECT total_steps FROM runs WHERE run_key = @runKey)';

/** Where the run stood at the step: as its checkpoint there says, else as its newest evaluation does. */
const rewindRunSql = `
  UPDATE runs SET
    step = @step,
    epoch = coalesce(
      (SELECT epoch FROM checkpoints WHERE run_key = @runKey AND step = @step),
      (SELECT epoch FROM evaluations WHERE run_key = @runKey ORDER BY step DESC LIMIT 1), 0),
    train_seconds = coalesce(
      (SELECT train_seconds FROM checkpoints WHERE run_key = @runKey AND step = @step),
      (SELECT train_seconds FROM evaluations WHERE run_key = @runKey ORDER BY step DESC LIMIT 1), 0),
    errors = (SELECT errors FROM evaluations WHERE run_key = @runKey ORDER BY step DESC LIMIT 1),
    seconds_left = NULL, finished_at = NULL, throughput = NULL, error = NULL
  WHERE run_key = @runKey`;

function createTruncateSeries(db: WritableDatabase): (runKey: number, step: number) => void {
  const ofRun = 'series_key IN (SELECT series_key FROM series WHERE run_key = @runKey)';
  const removeLater = db.prepare<[{ runKey: number; step: number }]>(
    `DELETE FROM series_chunks WHERE ${ofRun} AND first_step > @step`,
  );
  // What is left is cut where it reaches past the step; a chunk that begins at or before the step keeps a value.
  const straddling = db.prepare<[{ runKey: number; step: number }], ChunkRow & { series_key: number }>(
    `SELECT * FROM series_chunks WHERE ${ofRun} AND last_step > @step`,
  );
  const removeEmpty = db.prepare<[{ runKey: number }]>(
    `DELETE FROM series WHERE run_key = @runKey
       AND NOT EXISTS (SELECT 1 FROM series_chunks WHERE series_chunks.series_key = series.series_key)`,
  );
  const upsert = db.prepare<[ChunkRow & { series_key: number }]>(upsertChunkSql);
  const countCut = db.prepare<[number]>('UPDATE series SET cuts = cuts + 1 WHERE run_key = ?');
  const rewindLastValues = createRewindLastValues(db);
  return (runKey, step) => {
    removeLater.run({ runKey, step });
    for (const row of straddling.all({ runKey, step })) {
      const chunk = SeriesChunk.fromRow(row);
      chunk.truncateAfter(step);
      upsert.run({ series_key: row.series_key, ...chunk.toRow() });
    }
    removeEmpty.run({ runKey });
    countCut.run(runKey);
    rewindLastValues(runKey);
  };
}
