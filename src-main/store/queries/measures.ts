/** Queries about what was measured: packed series and histograms, unpacked. */

import type { HistogramPoint, Series } from '../../../src-shared/views/run-view.ts';
import type { ReadableDatabase } from '../database.ts';
import { unpackChunk } from '../recorder/series-chunk.ts';
import type { ChunkRow } from '../recorder/series-chunk.ts';
import type { ResolvedRun } from './resolve-run.ts';

type GetSeries = (run: ResolvedRun, metrics: readonly string[], fromStep?: number) => Series[];

/** All points from `fromStep` on, in the order of `metrics`; metrics that do not exist are left out. */
export function createGetSeries(db: ReadableDatabase): GetSeries {
  const seriesKey = db
    .prepare<[number, string], number>('SELECT series_key FROM series WHERE run_key = ? AND metric = ?')
    .pluck();
  // From the chunk that may hold the step on: earlier chunks are not even looked at.
  const chunks = db.prepare<[{ seriesKey: number; fromStep: number }], ChunkRow>(`
    SELECT * FROM series_chunks
    WHERE series_key = @seriesKey AND first_step >= coalesce(
      (SELECT max(first_step) FROM series_chunks WHERE series_key = @seriesKey AND first_step <= @fromStep), 0)
    ORDER BY first_step`);
  // One transaction: all series as of the same moment.
  return db.transaction((run: ResolvedRun, metrics: readonly string[], fromStep: number = 0) =>
    metrics.flatMap((metric) => {
      const key = seriesKey.get(run.run_key, metric);
      return key === undefined ? [] : [unpack(metric, chunks.all({ seriesKey: key, fromStep }), fromStep)];
    }),
  );
}

function unpack(metric: string, rows: readonly ChunkRow[], fromStep: number): Series {
  const length = rows.reduce((sum, row) => sum + row.count, 0);
  const steps = new Float64Array(length);
  const values = new Float32Array(length);
  let at = 0;
  for (const row of rows) {
    unpackChunk(row, steps, values, at);
    at += row.count;
  }
  const firstWanted = steps.findIndex((step) => step >= fromStep);
  const from = firstWanted === -1 ? length : firstWanted;
  return from === 0
    ? { metric, steps, values }
    : { metric, steps: steps.slice(from), values: values.slice(from) };
}

type GetHistograms = (run: ResolvedRun, name: string, afterStep?: number | null) => HistogramPoint[];

/** Those after a step, or all (null), oldest first; empty where there are none of that name. */
export function createGetHistograms(db: ReadableDatabase): GetHistograms {
  type HistogramRow = Omit<HistogramPoint, 'counts'> & { readonly counts: Uint8Array };
  const statement = db.prepare<[number, string, number], HistogramRow>(`
    SELECT step, epoch, low, high, counts FROM histograms
    WHERE run_key = ? AND name = ? AND step > ? ORDER BY step`);
  return (run, name, afterStep = null) =>
    statement
      .all(run.run_key, name, afterStep ?? -1)
      .map((row) => ({ ...row, counts: new Uint32Array(Uint8Array.from(row.counts).buffer) }));
}
