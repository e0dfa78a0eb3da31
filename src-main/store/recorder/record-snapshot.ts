/** Puts one recorded moment of a net's insides into its film. */

import type { TrainingEvent } from '../../../src-shared/events/training-event.ts';
import type { WritableDatabase } from '../database.ts';

export type Snapshot = Extract<TrainingEvent, { type: 'snapshot' }>;

/** A moment at a step already there replaces it. Throws where the shape is not the film's, or not that of the bytes. */
export function createRecordSnapshot(db: WritableDatabase): (runKey: number, snapshot: Snapshot) => void {
  const find = db.prepare<[number, string], { film_key: number; shape: string }>(
    'SELECT film_key, shape FROM films WHERE run_key = ? AND name = ?',
  );
  const insertFilm = db
    .prepare<[number, string, string], number>(
      'INSERT INTO films (run_key, name, shape) VALUES (?, ?, ?) RETURNING film_key',
    )
    .pluck();
  const insert = db.prepare<[Record<string, unknown>]>(`
    INSERT INTO snapshots (film_key, step, epoch, low, high, bytes)
    VALUES (@filmKey, @step, @epoch, @low, @high, @bytes)
    ON CONFLICT DO UPDATE SET epoch = excluded.epoch, low = excluded.low, high = excluded.high,
      bytes = excluded.bytes`);
  return (runKey, { name, shape, step, epoch, low, high, bytes }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    if (size !== bytes.length)
      throw new RangeError(`${name} should have ${size} values at step ${step}, but has ${bytes.length}`);
    const found = find.get(runKey, name);
    const shapeText = JSON.stringify(shape);
    if (found !== undefined && found.shape !== shapeText)
      throw new RangeError(`the shape of ${name} changed from ${found.shape} to ${shapeText}`);
    const filmKey = found?.film_key ?? insertFilm.get(runKey, name, shapeText);
    insert.run({ filmKey, step, epoch, low, high, bytes });
  };
}
