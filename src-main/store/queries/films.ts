/** Queries about what a run recorded of its insides. */

import type { SnapshotFilm } from '../../../src-shared/views/snapshot-view.ts';
import type { ReadableDatabase } from '../database.ts';
import type { ResolvedRun } from './resolve-run.ts';

type GetFilms = (run: ResolvedRun, names: readonly string[], afterStep: number | null) => SnapshotFilm[];

interface SnapshotRow {
  readonly step: number;
  readonly epoch: number;
  readonly low: number;
  readonly high: number;
  readonly bytes: Uint8Array;
}

/**
 * Moments after `afterStep` of the films asked for, in the order asked (by name where none is named); a film without
 * such moments is there and empty, one that does not exist is left out.
 */
export function createGetFilms(db: ReadableDatabase): GetFilms {
  const films = db.prepare<[number], { film_key: number; name: string; shape: string }>(
    'SELECT film_key, name, shape FROM films WHERE run_key = ? ORDER BY name',
  );
  const snapshots = db.prepare<[number, number], SnapshotRow>(
    'SELECT step, epoch, low, high, bytes FROM snapshots WHERE film_key = ? AND step > ? ORDER BY step',
  );
  return db.transaction((run: ResolvedRun, names: readonly string[], afterStep: number | null) => {
    const all = films.all(run.run_key);
    const wanted =
      names.length === 0 ? all : names.flatMap((name) => all.filter((film) => film.name === name));
    return wanted.map(({ film_key, name, shape }) =>
      join(name, JSON.parse(shape) as number[], snapshots.all(film_key, afterStep ?? -1)),
    );
  });
}

function join(name: string, shape: readonly number[], rows: readonly SnapshotRow[]): SnapshotFilm {
  const size = shape.reduce((product, length) => product * length, 1);
  const bytes = new Uint8Array(rows.length * size);
  rows.forEach((row, moment) => bytes.set(row.bytes, moment * size));
  return {
    name,
    shape,
    steps: Float64Array.from(rows, (row) => row.step),
    epochs: Float64Array.from(rows, (row) => row.epoch),
    lows: Float32Array.from(rows, (row) => row.low),
    highs: Float32Array.from(rows, (row) => row.high),
    bytes,
  };
}
