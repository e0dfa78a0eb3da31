/** Curves in a window, thinned beside the database: what crosses to the window is about one bucket per pixel. */

import { timeMetric } from '../../../src-shared/views/run-view.ts';
import type { SeriesAxis, ThinnedSeries } from '../../../src-shared/views/series-view.ts';
import type { ReadableDatabase } from '../database.ts';
import type { SeriesWindowRequest } from '../run-store.ts';
import { epochAxis, stepAxis, timeAxis } from '../series/axis.ts';
import type { Axis } from '../series/axis.ts';
import type { LoadedSeries } from '../series/loaded-series.ts';
import { SeriesCache } from '../series/series-cache.ts';
import type { SeriesRow } from '../series/series-cache.ts';
import { thin } from '../series/thin.ts';

interface FoundSeries extends SeriesRow {
  readonly steps_per_epoch: number | null;
}

type SeriesWindow = (request: SeriesWindowRequest) => ThinnedSeries[];

/**
 * In the order asked for. Left out are series that do not exist, and those that have no place on the axis: of a run that
 * does not say how long its epochs are, or recorded no time.
 */
export function createSeriesWindow(db: ReadableDatabase, cacheBytes: number): SeriesWindow {
  const find = db.prepare<[string, string], FoundSeries>(
    `SELECT series_key, run_key, run_id, metric, cuts,
       coalesce(steps_per_epoch, total_steps / nullif(epochs, 0)) AS steps_per_epoch
     FROM runs JOIN series USING (run_key) WHERE run_id = ? AND metric = ?`,
  );
  const firstAndLast = db.prepare<[number, number], { readonly first: number; readonly last: number }>(
    `SELECT (SELECT first_step FROM series_chunks WHERE series_key = ? ORDER BY first_step LIMIT 1) AS first,
       (SELECT last_step FROM series_chunks WHERE series_key = ? ORDER BY first_step DESC LIMIT 1) AS last`,
  );
  const cache = new SeriesCache(db, cacheBytes);
  const timeOf = (run: string): LoadedSeries | null => {
    const row = find.get(run, timeMetric);
    return row === undefined ? null : (cache.get(row)?.series ?? null);
  };

  /** Where a series begins and ends on the axis; null where it has no place there. */
  const endsOf = (axis: SeriesAxis, row: FoundSeries): readonly [number, number] | null => {
    if (axis === 'time') {
      const [time, series] = [timeOf(row.run_id), cache.get(row)?.series ?? null];
      if (time === null || series === null) return null;
      const seconds = timeAxis(series, time);
      return [seconds.positionAt(0), seconds.positionAt(series.count - 1)];
    }
    const length = axis === 'step' ? 1 : row.steps_per_epoch;
    const ends = firstAndLast.get(row.series_key, row.series_key);
    return length === null || ends === undefined ? null : [ends.first / length, ends.last / length];
  };

  /** The window over all that is asked for, where the request leaves an end open. */
  const windowOf = (request: SeriesWindowRequest, found: readonly FoundSeries[]): [number, number] => {
    if (request.from !== null && request.to !== null) return [request.from, request.to];
    let [low, high] = [Infinity, -Infinity];
    for (const row of found) {
      const [first, last] = endsOf(request.axis, row) ?? [low, high];
      low = Math.min(low, first);
      high = Math.max(high, last);
    }
    return [request.from ?? low, request.to ?? high];
  };

  return db.transaction((request: SeriesWindowRequest) => {
    const found = request.series.flatMap(({ run, metric }) => find.get(run, metric) ?? []);
    const [from, to] = windowOf(request, found);
    return found.flatMap((row): ThinnedSeries[] => {
      const time = request.axis === 'time' ? timeOf(row.run_id) : null;
      const series = cache.get(row)?.series ?? null;
      const axis = series === null ? null : axisOf(request.axis, row, series, time);
      if (series === null || axis === null) return [];
      const smoothed = request.smoothing > 0 ? series.smoothed(request.smoothing) : null;
      const window = { from, to, buckets: request.buckets };
      return [{ run: row.run_id, metric: row.metric, ...thin(series, axis, window, smoothed) }];
    });
  });
}

function axisOf(
  axis: SeriesAxis,
  row: FoundSeries,
  series: LoadedSeries,
  time: LoadedSeries | null,
): Axis | null {
  switch (axis) {
    case 'step':
      return stepAxis(series);
    case 'epoch':
      return row.steps_per_epoch === null ? null : epochAxis(series, row.steps_per_epoch);
    case 'time':
      return time === null ? null : timeAxis(series, time);
  }
}
