/**
 * Answers a question in SQL from the views of the contract, on a connection that cannot write. Tables are out of reach: a
 * view of this connection stands before each, and question.ts refuses the ways around it.
 *
 * A question runs until it is answered: whoever asks sees to the time, in a process that can be ended.
 */

import { asStoreError } from '../storage-error.ts';
import type { ReadableDatabase } from '../database.ts';
import { openReadableDatabase } from '../open.ts';
import { createGetSeries } from '../queries/measures.ts';
import { createResolveRun } from '../queries/resolve-run.ts';
import { refusal, refuseUnlessReading } from './question.ts';
import { pointsView, sqlViews } from './sql-views.ts';

export type SqlValue = string | number | null;

export interface SqlAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
  /** False where there are more rows than were asked for. */
  readonly complete: boolean;
}

export interface SqlQuestion {
  readonly sql: string;
  readonly mostRows: number;
}

/** Tables that every connection has, whatever is in the file. */
const builtIn = ['dbstat'];

/** Errors: input/invalid; those of openReader. */
export async function askSql(folder: string, question: SqlQuestion): Promise<SqlAnswer> {
  refuseUnlessReading(question.sql);
  const db = await openReadableDatabase(folder);
  const curves = await openReadableDatabase(folder);
  try {
    offerViews(db, curves);
    return answer(db, question);
  } catch (thrown) {
    throw asStoreError(thrown, folder);
  } finally {
    db.close();
    curves.close();
  }
}

/** Leaves the connection with nothing but the views. `curves`: another connection to the same, for v1_points. */
export function offerViews(db: ReadableDatabase, curves: ReadableDatabase): void {
  db.pragma('temp_store = MEMORY');
  for (const { name, columns, select } of sqlViews)
    db.exec(`CREATE TEMP VIEW ${name} (${columns.map((each) => each.name).join(', ')}) AS ${select}`);
  const tables = db
    .prepare<[], string>(`SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')`)
    .pluck()
    .all();
  for (const table of [...tables, ...builtIn]) {
    if (table.startsWith('sqlite_')) continue;
    // To use it is an error that names what is missing.
    db.exec(`CREATE TEMP VIEW "${table}" AS SELECT * FROM temp."${table} (no view of the contract)"`);
  }
  offerPoints(db, curves);
  db.pragma('query_only = ON');
}

function offerPoints(db: ReadableDatabase, curves: ReadableDatabase): void {
  const resolve = createResolveRun(curves);
  const getSeries = createGetSeries(curves);
  db.table(pointsView.name, {
    parameters: [...pointsView.parameters],
    columns: pointsView.columns.map(({ name }) => name),
    *rows(run: unknown, metric: unknown) {
      if (typeof run !== 'string' || typeof metric !== 'string') return;
      const [series] = getSeries(resolve(run), [metric]);
      for (const [at, step] of (series?.steps ?? []).entries()) {
        const value = series?.values[at] ?? NaN;
        yield [step, Number.isNaN(value) ? null : value];
      }
    },
  });
}

function answer(db: ReadableDatabase, { sql, mostRows }: SqlQuestion): SqlAnswer {
  try {
    const statement = db.prepare<[], readonly unknown[]>(sql);
    if (!statement.reader || !statement.readonly) throw refusal('The question would change something');
    const columns = statement.columns().map(({ name }) => name);
    const rows: SqlValue[][] = [];
    for (const row of statement.raw().iterate()) {
      if (rows.length === mostRows) return { columns, rows, complete: false };
      rows.push(row.map(plain));
    }
    return { columns, rows, complete: true };
  } catch (thrown) {
    throw isOfTheQuestion(thrown)
      ? refusal(`SQLite refuses the question: ${thrown.message}`, thrown)
      : thrown;
  }
}

/** What SQLite or its driver say of the question itself, not of the disk. */
function isOfTheQuestion(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof RangeError || thrown instanceof TypeError) return true;
  return (
    'code' in thrown && ['SQLITE_ERROR', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH'].includes(String(thrown.code))
  );
}

function plain(value: unknown): SqlValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value as SqlValue;
}
