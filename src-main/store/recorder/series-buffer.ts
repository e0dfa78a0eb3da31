/**
 * The newest part of every series being recorded, in memory, and its way into the database. Memory is ahead of the
 * database until `write` has been committed and `settle` called; after a failed commit, call `unwind`: everything is
 * still here and goes in with the next `write`.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { WritableDatabase } from '../database.ts';
import { createSaveLastValue } from './last-values.ts';
import { SeriesChunk } from './series-chunk.ts';
import type { ChunkRow } from './series-chunk.ts';

interface SeriesState {
  readonly runKey: number;
  readonly metric: string;
  /** null until the series has a row. */
  seriesKey: number | null;
  /** Full chunks that are not in the database yet, oldest first. */
  readonly full: SeriesChunk[];
  open: SeriesChunk | null;
}

export class SeriesBuffer {
  readonly #byRun = new Map<number, Map<string, SeriesState>>();
  /** Series with values the database does not have. */
  readonly #changed = new Set<SeriesState>();
  /** Series whose row was made by a write that is not committed yet. */
  readonly #made: SeriesState[] = [];
  readonly #statements: SeriesStatements;
  readonly #saveLastValue: SeriesStatements['saveLastValue'];
  #unsavedValues = 0;

  /** Whoever makes many prepares their statements once. */
  constructor(statements: SeriesStatements) {
    this.#statements = statements;
    this.#saveLastValue = statements.saveLastValue;
  }

  /** How many values were put since the last `settle`. */
  get unsavedValues(): number {
    return this.#unsavedValues;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Appends a value; at the series' last step it replaces the value there. Throws when the step goes back. */
  put(runKey: number, metric: string, step: number, value: number): void {
    const state = this.#byRun.get(runKey)?.get(metric) ?? this.#load(runKey, metric);
    if (state.open !== null && step < state.open.lastStep) {
      throw new RangeError(`the steps of ${metric} went back from ${state.open.lastStep} to ${step}`);
    }
    if (state.open !== null && step > state.open.lastStep && !state.open.hasRoomFor(step)) {
      if (this.#changed.has(state)) state.full.push(state.open);
      state.open = null;
    }
    state.open ??= new SeriesChunk(step);
    this.#unsavedValues += state.open.put(step, value);
    this.#changed.add(state);
  }

  /** Writes what the database does not have, inside the caller's transaction. */
  write(): void {
    const runs = new Set<number>();
    for (const state of this.#changed) {
      if (state.seriesKey === null) {
        const { runKey, metric } = state;
        state.seriesKey = assertDefined(
          this.#statements.insertSeries.get({ runKey, metric }),
          'a new series',
        );
        this.#made.push(state);
      }
      for (const chunk of state.full) this.#upsert(state.seriesKey, chunk);
      if (state.open !== null) {
        const row = this.#upsert(state.seriesKey, state.open);
        this.#saveLastValue(state.runKey, state.metric, row.last_value);
      }
      runs.add(state.runKey);
    }
    for (const runKey of runs) this.#statements.touchRun.run(runKey);
  }

  /** The transaction was committed. */
  settle(): void {
    for (const state of this.#changed) state.full.length = 0;
    this.#changed.clear();
    this.#made.length = 0;
    this.#unsavedValues = 0;
  }

  /** The transaction was rolled back. */
  unwind(): void {
    for (const state of this.#made) state.seriesKey = null;
    this.#made.length = 0;
  }

  /** Drops all that is held of a run, saved or not. */
  forget(runKey: number): void {
    for (const state of this.#byRun.get(runKey)?.values() ?? []) this.#changed.delete(state);
    this.#byRun.delete(runKey);
    if (!this.hasChanges) this.#unsavedValues = 0;
  }

  /** The state of a series at first touch: new, or as an earlier process left it. */
  #load(runKey: number, metric: string): SeriesState {
    const seriesKey = (this.#statements.seriesKey.get(runKey, metric) as number | undefined) ?? null;
    const row = seriesKey === null ? undefined : this.#statements.lastChunk.get(seriesKey);
    const open = row === undefined ? null : SeriesChunk.fromRow(row);
    const state: SeriesState = { runKey, metric, seriesKey, full: [], open };
    const ofRun = this.#byRun.get(runKey) ?? new Map<string, SeriesState>();
    this.#byRun.set(runKey, ofRun.set(metric, state));
    return state;
  }

  #upsert(seriesKey: number, chunk: SeriesChunk): ChunkRow {
    const row = chunk.toRow();
    this.#statements.upsertChunk.run({ series_key: seriesKey, ...row });
    return row;
  }
}

export type SeriesStatements = ReturnType<typeof prepareSeries>;

export function prepareSeries(db: WritableDatabase) {
  return {
    seriesKey: db
      .prepare<[number, string]>('SELECT series_key FROM series WHERE run_key = ? AND metric = ?')
      .pluck(),
    // A series that went as a whole and is recorded again must not look like the old one to a cache. Revisions only grow,
    // and cutting a run's series gives the run a new one: no number of cuts is ever there twice.
    insertSeries: db
      .prepare<[{ runKey: number; metric: string }], number>(
        `INSERT INTO series (run_key, metric, cuts)
         VALUES (@runKey, @metric, (SELECT revision FROM runs WHERE run_key = @runKey)) RETURNING series_key`,
      )
      .pluck(),
    lastChunk: db.prepare<[number], ChunkRow>(
      'SELECT * FROM series_chunks WHERE series_key = ? ORDER BY first_step DESC LIMIT 1',
    ),
    upsertChunk: db.prepare<[ChunkRow & { series_key: number }]>(upsertChunkSql),
    // New values change the run's row of a table too; the trigger gives it a new revision.
    saveLastValue: createSaveLastValue(db),
    touchRun: db.prepare<[number]>('UPDATE runs SET revision = revision WHERE run_key = ?'),
  };
}

/** Also used where a chunk is cut. */
export const upsertChunkSql = `
  INSERT INTO series_chunks
    (series_key, first_step, last_step, count, minimum, maximum, last_value, nan_count, stride, offsets, data)
  VALUES (@series_key, @first_step, @last_step, @count, @minimum, @maximum, @last_value, @nan_count, @stride, @offsets,
    @data)
  ON CONFLICT DO UPDATE SET last_step = excluded.last_step, count = excluded.count, minimum = excluded.minimum,
    maximum = excluded.maximum, last_value = excluded.last_value, nan_count = excluded.nan_count,
    stride = excluded.stride, offsets = excluded.offsets, data = excluded.data`;
