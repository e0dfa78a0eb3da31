/**
 * Sweeps: recorded whole before the first run, so that whatever ends the program, the next one knows what is left. A run of
 * a point is made and noted in one transaction; asked for again, the one there is is told.
 */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ErrorReport } from '../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { Sweep } from '../../src-shared/spec/sweep.ts';
import { errorOf, headlineError } from '../../src-shared/views/answer-names.ts';
import type { RunStatus } from '../../src-shared/views/run-view.ts';
import type {
  SweepDetail,
  SweepPoints,
  SweepRuns,
  SweepStatus,
  SweepSummary,
} from '../../src-shared/views/sweep-view.ts';
import type { IdSource } from './commands/runs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { parsed } from './queries/run-rows.ts';
import { makeRunId } from './run-id.ts';
import type { NewRun, NewSweep, NewSweepRun, RunCommands, RunQueries } from './run-store.ts';

interface SweepRow {
  readonly sweep_key: number;
  readonly sweep_id: string;
  readonly name: string;
  readonly status: SweepStatus;
  readonly note: string | null;
  readonly created_at: number;
  readonly preset: string | null;
  readonly place: string;
  readonly spec: string;
}

const summaryColumns = 'sweep_key, sweep_id, name, status, note, created_at, preset, place, spec';

type SweepQueries = Pick<RunQueries, 'listSweeps' | 'getSweep' | 'listWaitingSweepRuns'>;
type Resolve = (sweep: string) => SweepRow;

/** By its id or any piece of it that no other has. Errors: sweep/unknown, sweep/ambiguous. */
function createResolve(db: ReadableDatabase): Resolve {
  const byId = db.prepare<[string], SweepRow>(`SELECT ${summaryColumns} FROM sweeps WHERE sweep_id = ?`);
  const ids = db.prepare<[], string>('SELECT sweep_id FROM sweeps ORDER BY sweep_id DESC').pluck();
  return (sweep) => {
    const exact = byId.get(sweep);
    if (exact !== undefined) return exact;
    const piece = sweep.trim().toLowerCase();
    const [first, ...others] = piece === '' ? [] : ids.all().filter((id) => id.includes(piece));
    const found = first === undefined ? undefined : byId.get(first);
    if (found === undefined) throw new WorkbenchError('sweep/unknown', { sweep });
    if (others.length === 0) return found;
    const matches = [found.sweep_id, ...others].slice(0, 5).join(', ');
    throw new WorkbenchError('sweep/ambiguous', { sweep, matches });
  };
}

export function createSweepQueries(db: ReadableDatabase): SweepQueries {
  const resolve = createResolve(db);
  const all = db.prepare<[], SweepRow>(
    `SELECT ${summaryColumns} FROM sweeps ORDER BY created_at DESC, sweep_key DESC`,
  );
  const baseOf = db.prepare<[number], string>('SELECT base FROM sweeps WHERE sweep_key = ?').pluck();
  const summaryOf = createSummaryOf(db);
  const pointsOf = createPointsOf(db);
  const runsOf = createRunsOf(db);
  const waiting = db
    .prepare<[], string>(
      `SELECT run_id FROM runs JOIN sweep_runs ON sweep_runs.run_key = runs.run_key WHERE runs.status = 'queued'`,
    )
    .pluck();
  const detailOf = (row: SweepRow): SweepDetail => {
    const spec = JSON.parse(row.spec) as Sweep;
    const base = JSON.parse(baseOf.get(row.sweep_key) ?? 'null') as ExperimentSpec;
    const table = pointsOf(row.sweep_key, Object.keys(spec.axes).length);
    const runTable = runsOf(row.sweep_key, spec.objective.readOut);
    // Counted here: thousands of rows of runs need not be read twice.
    const made: Partial<Record<RunStatus, number>> = {};
    for (const status of runTable.status) made[status] = (made[status] ?? 0) + 1;
    return { ...summaryFrom(row, table.rungs.length, made), spec, base, table, runTable };
  };
  // One transaction each: points, runs and counts as of the same moment.
  return {
    listSweeps: db.transaction(() => all.all().map(summaryOf)),
    getSweep: db.transaction((sweep: string) => detailOf(resolve(sweep))),
    listWaitingSweepRuns: () => waiting.all(),
  };
}

function createSummaryOf(db: ReadableDatabase): (row: SweepRow) => SweepSummary {
  const countPoints = db
    .prepare<[number], number>('SELECT count(*) FROM sweep_points WHERE sweep_key = ?')
    .pluck();
  const countRuns = db.prepare<[number], { readonly status: RunStatus; readonly runs: number }>(`
    SELECT runs.status AS status, count(*) AS runs FROM sweep_runs JOIN runs ON runs.run_key = sweep_runs.run_key
    WHERE sweep_key = ? GROUP BY runs.status`);
  return (row) => {
    const made = countRuns.all(row.sweep_key).map(({ status, runs }) => [status, runs] as const);
    return summaryFrom(row, countPoints.get(row.sweep_key) ?? 0, Object.fromEntries(made));
  };
}

function summaryFrom(row: SweepRow, points: number, made: SweepSummary['made']): SweepSummary {
  const { seeds, method } = JSON.parse(row.spec) as Sweep;
  return {
    sweepId: row.sweep_id,
    name: row.name,
    status: row.status,
    note: row.note,
    createdAt: row.created_at,
    preset: row.preset,
    place: row.place,
    method,
    points,
    runs: points * seeds.length,
    made,
  };
}

function createPointsOf(db: ReadableDatabase): (sweepKey: number, axes: number) => SweepPoints {
  const statement = db.prepare<[number], { readonly rung: number; readonly settings: string }>(
    'SELECT rung, settings FROM sweep_points WHERE sweep_key = ? ORDER BY number',
  );
  return (sweepKey, axes) => {
    const rows = statement.all(sweepKey);
    const values = Array.from({ length: axes }, (): unknown[] => []);
    for (const { settings } of rows)
      for (const [axis, value] of (JSON.parse(settings) as unknown[]).entries()) values[axis]?.push(value);
    return { values, rungs: rows.map(({ rung }) => rung) };
  };
}

interface PointRunRow {
  readonly number: number;
  readonly seed: number;
  readonly run_id: string;
  readonly status: RunStatus;
  readonly epoch: number;
  readonly train_seconds: number;
  readonly errors: string | null;
}

function createRunsOf(db: ReadableDatabase): (sweepKey: number, readOut: string | null) => SweepRuns {
  const statement = db.prepare<[number], PointRunRow>(`
    SELECT number, sweep_runs.seed AS seed, run_id, status, epoch, train_seconds, errors
    FROM sweep_runs JOIN runs ON runs.run_key = sweep_runs.run_key
    WHERE sweep_key = ? ORDER BY number, sweep_runs.seed`);
  return (sweepKey, readOut) => {
    const rows = statement.all(sweepKey);
    const objectiveOf = ({ errors }: PointRunRow): number | null => {
      const report = parsed<ErrorReport>(errors);
      return readOut === null ? headlineError(report, 'validation') : errorOf(report, 'validation', readOut);
    };
    return {
      point: rows.map(({ number }) => number),
      seed: rows.map(({ seed }) => seed),
      runId: rows.map((row) => row.run_id),
      status: rows.map(({ status }) => status),
      epoch: rows.map(({ epoch }) => epoch),
      trainSeconds: rows.map((row) => row.train_seconds),
      objective: rows.map(objectiveOf),
    };
  };
}

type SweepCommands = Pick<
  RunCommands,
  'createSweep' | 'createSweepRuns' | 'setSweepStatus' | 'promoteSweepPoints' | 'extendSweep' | 'deleteSweep'
>;

export function createSweepCommands(
  db: WritableDatabase,
  source: IdSource,
  createRun: (run: NewRun) => string,
): SweepCommands {
  const resolve = createResolve(db);
  const makeSweep = createMakeSweep(db, source);
  const addPoints = createAddPoints(db);
  const makeRuns = createMakeRuns(db, createRun);
  const setStatus = db.prepare<[SweepStatus, string | null, number]>(
    'UPDATE sweeps SET status = ?, note = ? WHERE sweep_key = ?',
  );
  const promote = db.prepare<[number, number, number, number]>(
    'UPDATE sweep_points SET rung = ? WHERE sweep_key = ? AND number = ? AND rung < ?',
  );
  const setSpec = db.prepare<[string, number]>('UPDATE sweeps SET spec = ? WHERE sweep_key = ?');
  const remove = db.prepare<[number]>('DELETE FROM sweeps WHERE sweep_key = ?');
  const promoting = db.transaction((sweep: string, rung: number, points: readonly number[]) => {
    const { sweep_key: key } = resolve(sweep);
    for (const number of points) promote.run(rung, key, number, rung);
  });
  const extending = db.transaction((sweep: string, spec: Sweep, points: NewSweep['points']) => {
    const { sweep_key: key } = resolve(sweep);
    setSpec.run(JSON.stringify(spec), key);
    addPoints(key, points);
  });
  return {
    createSweep: (sweep) => makeSweep(sweep),
    createSweepRuns: (sweep, runs) => makeRuns(resolve(sweep).sweep_key, runs),
    setSweepStatus: (sweep, status, note = null) =>
      void setStatus.run(status, note, resolve(sweep).sweep_key),
    promoteSweepPoints: (...words) => promoting.immediate(...words),
    extendSweep: (...words) => extending.immediate(...words),
    deleteSweep: (sweep) => void remove.run(resolve(sweep).sweep_key),
  };
}

function createMakeSweep(db: WritableDatabase, source: IdSource): (sweep: NewSweep) => string {
  const isTaken = db.prepare<[string]>('SELECT 1 FROM sweeps WHERE sweep_id = ?');
  const insert = db.prepare<[Record<string, unknown>]>(`
    INSERT INTO sweeps (sweep_id, name, status, created_at, preset, place, spec, base)
    VALUES (@sweepId, @name, 'running', @createdAt, @preset, @place, @spec, @base)`);
  const addPoints = createAddPoints(db);
  const make = db.transaction(({ name, preset, place, spec, base, points }: NewSweep) => {
    const now = source.now();
    let sweepId = makeRunId(now, source.randomBytes);
    for (let tail = 5; isTaken.get(sweepId) !== undefined; tail += 1)
      sweepId = makeRunId(now, source.randomBytes, tail);
    const { lastInsertRowid } = insert.run({
      sweepId,
      name,
      createdAt: now.getTime(),
      preset,
      place,
      spec: JSON.stringify(spec),
      base: JSON.stringify(base),
    });
    addPoints(Number(lastInsertRowid), points);
    return sweepId;
  });
  return (sweep) => make.immediate(sweep);
}

/** Those whose numbers are there already stay as they are. */
function createAddPoints(db: WritableDatabase): (sweepKey: number, points: NewSweep['points']) => void {
  const insert = db.prepare<[number, number, string]>(
    'INSERT INTO sweep_points (sweep_key, number, settings) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return (sweepKey, points) => {
    for (const [number, values] of points.entries()) insert.run(sweepKey, number, JSON.stringify(values));
  };
}

type MakeRuns = (sweepKey: number, runs: readonly NewSweepRun[]) => string[];

/** The run of each point under its seed, made where there is none; their ids either way. */
function createMakeRuns(db: WritableDatabase, createRun: (run: NewRun) => string): MakeRuns {
  const find = db
    .prepare<[number, number, number], string>(
      `SELECT run_id FROM sweep_runs JOIN runs ON runs.run_key = sweep_runs.run_key
       WHERE sweep_key = ? AND number = ? AND sweep_runs.seed = ?`,
    )
    .pluck();
  const keyOf = db.prepare<[string], number>('SELECT run_key FROM runs WHERE run_id = ?').pluck();
  const insert = db.prepare<[number, number, number, number]>(
    'INSERT INTO sweep_runs (sweep_key, number, seed, run_key) VALUES (?, ?, ?, ?)',
  );
  const make = (sweepKey: number, { point, ...run }: NewSweepRun): string => {
    const there = find.get(sweepKey, point, run.spec.seed);
    if (there !== undefined) return there;
    const runId = createRun(run);
    insert.run(sweepKey, point, run.spec.seed, keyOf.get(runId) ?? 0);
    return runId;
  };
  const makeAll = db.transaction((sweepKey: number, runs: readonly NewSweepRun[]) =>
    runs.map((run) => make(sweepKey, run)),
  );
  return (...words) => makeAll.immediate(...words);
}
