/** The newest value of every series, kept by metric, so that a column of a table is read in one go. */

import type { WritableDatabase } from '../database.ts';

type SaveLastValue = (runKey: number, metric: string, value: number | null) => void;

/** null is NaN. Inside the caller's transaction. */
export function createSaveLastValue(db: WritableDatabase): SaveLastValue {
  const addMetric = db.prepare<[string]>('INSERT INTO metrics (metric) VALUES (?) ON CONFLICT DO NOTHING');
  const save = db.prepare<[string, number, number | null]>(`
    INSERT INTO last_values (metric_key, run_key, value)
    VALUES ((SELECT metric_key FROM metrics WHERE metric = ?), ?, ?)
    ON CONFLICT DO UPDATE SET value = excluded.value`);
  const change = db.prepare<[number | null, string, number]>(
    `UPDATE last_values SET value = ?
     WHERE metric_key = (SELECT metric_key FROM metrics WHERE metric = ?) AND run_key = ?`,
  );
  return (runKey, metric, value) => {
    if (change.run(value, metric, runKey).changes > 0) return;
    addMetric.run(metric);
    save.run(metric, runKey, value);
  };
}

/** After values were taken back: last values are again those of the chunks. */
export function createRewindLastValues(db: WritableDatabase): (runKey: number) => void {
  const remove = db.prepare<[{ runKey: number }]>(
    `DELETE FROM last_values WHERE run_key = @runKey AND metric_key NOT IN
       (SELECT metric_key FROM metrics JOIN series USING (metric) WHERE series.run_key = @runKey)`,
  );
  const change = db.prepare<[{ runKey: number }]>(
    `UPDATE last_values SET value = (
       SELECT last_value FROM series_chunks WHERE series_key = (
         SELECT series_key FROM series WHERE run_key = @runKey AND metric =
           (SELECT metric FROM metrics WHERE metrics.metric_key = last_values.metric_key))
       ORDER BY first_step DESC LIMIT 1)
     WHERE run_key = @runKey`,
  );
  return (runKey) => {
    remove.run({ runKey });
    change.run({ runKey });
  };
}
