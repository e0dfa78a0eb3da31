/**
 * Series in memory, as many as fit: zooming reads the same ones again and again. What is here is compared with the
 * database at every look, so a series that grows is only added to, and one that was cut is read anew.
 */

import type { ReadableDatabase } from '../database.ts';
import type { ChunkRow } from '../recorder/series-chunk.ts';
import { LoadedSeries } from './loaded-series.ts';

/** Enough for 20 curves of 500,000 points, smoothed and over time. */
export const defaultCacheBytes = 192 * 2 ** 20;

/** A series as the database knows it. */
export interface SeriesRow {
  readonly series_key: number;
  readonly run_key: number;
  readonly run_id: string;
  readonly metric: string;
  readonly cuts: number;
}

type NewestChunk = Pick<
  ChunkRow,
  'first_step' | 'count' | 'minimum' | 'maximum' | 'last_value' | 'nan_count'
>;

interface Entry {
  readonly series: LoadedSeries;
  readonly cuts: number;
  newest: NewestChunk;
  /** When the series was last found changed, in this cache's own count. */
  version: number;
  bytes: number;
}

/** A series with a number that is another one whenever it changed. */
export interface CachedSeries {
  readonly series: LoadedSeries;
  readonly version: number;
}

export class SeriesCache {
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry>();
  readonly #newestChunk;
  readonly #chunks;
  #bytes = 0;
  #version = 0;

  constructor(db: ReadableDatabase, capacityBytes: number) {
    this.#capacity = capacityBytes;
    this.#newestChunk = db.prepare<[number], NewestChunk>(
      `SELECT first_step, count, minimum, maximum, last_value, nan_count FROM series_chunks
       WHERE series_key = ? ORDER BY first_step DESC LIMIT 1`,
    );
    this.#chunks = db.prepare<[number, number], ChunkRow>(
      'SELECT * FROM series_chunks WHERE series_key = ? AND first_step >= ? ORDER BY first_step',
    );
  }

  /** The series as it is now; null where it has no values. Keep it no longer than the query lasts. */
  get(row: SeriesRow): CachedSeries | null {
    // Keys of the database are given again after a deletion; ids of runs are not.
    const name = `${row.run_id} ${row.metric}`;
    const newest = this.#newestChunk.get(row.series_key);
    if (newest === undefined) return null;
    let entry = this.#entries.get(name);
    if (entry !== undefined && entry.cuts !== row.cuts) {
      this.#remove(name, entry);
      entry = undefined;
    }
    if (entry === undefined) {
      this.#version += 1;
      entry = { series: new LoadedSeries(), cuts: row.cuts, newest, version: this.#version, bytes: 0 };
      entry.series.extend(this.#chunks.all(row.series_key, 0));
    } else if (!isSame(entry.newest, newest)) {
      this.#version += 1;
      entry.series.extend(this.#chunks.all(row.series_key, entry.series.openStep));
      Object.assign(entry, { newest, version: this.#version });
    }
    this.#entries.delete(name);
    this.#entries.set(name, entry); // to the end: the newest used
    this.#settle(entry);
    return entry;
  }

  /** Counts what a series grew by, then lets the longest unused ones go. */
  #settle(entry: Entry): void {
    this.#bytes += entry.series.bytes - entry.bytes;
    entry.bytes = entry.series.bytes;
    for (const [name, oldest] of this.#entries) {
      if (this.#bytes <= this.#capacity || oldest === entry) return;
      this.#remove(name, oldest);
    }
  }

  #remove(name: string, entry: Entry): void {
    this.#entries.delete(name);
    this.#bytes -= entry.bytes;
  }
}

function isSame(a: NewestChunk, b: NewestChunk): boolean {
  return (Object.keys(a) as (keyof NewestChunk)[]).every((key) => a[key] === b[key]);
}
