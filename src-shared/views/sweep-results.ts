/**
 * What a sweep has come to, made of all its recorded points and runs: never of a sample. Pure, and quick for ten thousand
 * points. The driver decides by the same functions what is left to do.
 */

import { statisticsOf } from '../base/statistics.ts';
import type { MeanAndDeviation } from '../base/statistics.ts';
import { studentQuantile } from '../base/student-t.ts';
import { compareRanked, halvingRungs } from '../spec/sweep-halving.ts';
import type { Rung } from '../spec/sweep-halving.ts';
import type { RunStatus } from './run-view.ts';
import type { SweepDetail } from './sweep-view.ts';

/**
 * waiting: some seed has not begun. training: some seed trains. done: every seed came as far as it is to. failed: some seed
 * failed, and nothing else is left. stopped: some seed was stopped before. set-aside: others went on to the next rung.
 */
export type PointState = 'waiting' | 'training' | 'done' | 'failed' | 'stopped' | 'set-aside';

export interface SweepPoint {
  readonly number: number;
  /** In the order of the axes. */
  readonly values: readonly unknown[];
  readonly rung: number;
  readonly state: PointState;
  readonly runs: readonly SweepPointRun[];
  /** Over the seeds that have a figure; null where none has. */
  readonly objective: MeanAndDeviation | null;
  /** True where every seed has one. */
  readonly isWhole: boolean;
  /** Of the runs, the least. */
  readonly epoch: number;
}

export interface SweepPointRun {
  readonly runId: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly epoch: number;
  readonly objective: number | null;
}

/** One for all methods but halving. */
export function rungsOf({ spec, base, table }: Pick<SweepDetail, 'spec' | 'base' | 'table'>): Rung[] {
  const points = table.rungs.length;
  const whole: Rung = { epochs: null, points };
  const epochs = base.training['epochs'];
  if (spec.halving === undefined || typeof epochs !== 'number' || points === 0) return [whole];
  return halvingRungs(points, epochs, spec.halving);
}

/** True where a run has come to the end of a rung. */
export function hasReached(run: Pick<SweepPointRun, 'status' | 'epoch'>, rung: Rung): boolean {
  if (run.status === 'completed') return true;
  return rung.epochs !== null && run.status === 'stopped' && run.epoch >= rung.epochs;
}

/** In the order of their numbers. */
export function foldSweep(sweep: SweepDetail): SweepPoint[] {
  const { spec, table, runTable } = sweep;
  const rungs = rungsOf(sweep);
  const newest = table.rungs.reduce((most, rung) => Math.max(most, rung), 0);
  const runs = table.rungs.map((): SweepPointRun[] => []);
  for (const [at, point] of runTable.point.entries())
    runs[point]?.push({
      runId: runTable.runId[at] ?? '',
      seed: runTable.seed[at] ?? 0,
      status: runTable.status[at] ?? 'queued',
      epoch: runTable.epoch[at] ?? 0,
      objective: runTable.objective[at] ?? null,
    });
  return table.rungs.map((rung, number): SweepPoint => {
    const made = runs[number] ?? [];
    // A run that failed says nothing of how good its settings are, however good it was before.
    const figures = made.map((run) => (run.status === 'failed' ? null : run.objective));
    const objective = statisticsOf(figures);
    const wanted = spec.seeds.length;
    const target = rungs[Math.min(rung, rungs.length - 1)] ?? { epochs: null, points: 1 };
    return {
      number,
      values: table.values.map((column) => column[number]),
      rung,
      state: rung < newest ? 'set-aside' : stateOf(made, wanted, target),
      runs: made,
      objective,
      isWhole: objective?.n === wanted,
      epoch: made.length < wanted ? 0 : Math.min(...made.map(({ epoch }) => epoch)),
    };
  });
}

function stateOf(runs: readonly SweepPointRun[], wanted: number, target: Rung): PointState {
  if (runs.some(({ status }) => status === 'running' || status === 'paused')) return 'training';
  const open = runs.filter((run) => !hasReached(run, target));
  if (runs.length < wanted || open.some(({ status }) => status === 'queued')) return 'waiting';
  if (open.some(({ status }) => status !== 'failed')) return 'stopped';
  return open.length > 0 ? 'failed' : 'done';
}

/**
 * Best first: of those that came furthest. Points whose seeds do not all have a figure come behind those whose do.
 */
export function rankedPoints(points: readonly SweepPoint[]): SweepPoint[] {
  return points.toSorted(compareFurthest);
}

/** null while no point of the furthest rung has a figure of every seed. */
export function bestPoint(points: readonly SweepPoint[]): SweepPoint | null {
  const [any] = points;
  if (any === undefined) return null;
  const first = points.reduce((best, point) => (compareFurthest(point, best) < 0 ? point : best), any);
  return first.isWhole ? first : null;
}

function compareFurthest(a: SweepPoint, b: SweepPoint): number {
  return b.rung - a.rung || compareRanked(a, b);
}

/** Settings by path. */
export function settingsOf(axes: readonly string[], point: SweepPoint): Record<string, unknown> {
  return Object.fromEntries(axes.map((path, at) => [path, point.values[at]]));
}

/** By degrees of freedom: thousands of points have the same few seeds, and each quantile is a search. */
const quantiles = new Map<number, number>();

/** Half the width of the mean's 95 % confidence interval over seeds (Student's t); null for a single value. */
export function confidenceOf({ deviation, n }: MeanAndDeviation): number | null {
  if (deviation === null) return null;
  const quantile = quantiles.get(n - 1) ?? studentQuantile(0.975, n - 1);
  quantiles.set(n - 1, quantile);
  return quantile * (deviation / Math.sqrt(n));
}

/** What `ffwb sweep --json` answers; scripts rely on it. */
export interface SweepReport {
  readonly sweepId: string;
  readonly name: string;
  readonly status: SweepDetail['status'];
  readonly note: string | null;
  readonly objective: { readonly split: 'validation'; readonly readOut: string | null };
  readonly points: readonly SweepReportPoint[];
  readonly best: SweepReportPoint | null;
}

export interface SweepReportPoint {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly state: PointState;
  readonly runs: readonly { readonly runId: string; readonly seed: number; readonly status: RunStatus }[];
  readonly objective: MeanAndDeviation | null;
}

export function reportSweep(sweep: SweepDetail): SweepReport {
  const axes = Object.keys(sweep.spec.axes);
  const points = foldSweep(sweep);
  const best = bestPoint(points);
  const told = (point: SweepPoint): SweepReportPoint => ({
    settings: settingsOf(axes, point),
    state: point.state,
    runs: point.runs.map(({ runId, seed, status }) => ({ runId, seed, status })),
    objective: point.objective,
  });
  const { sweepId, name, status, note } = sweep;
  const { split, readOut } = sweep.spec.objective;
  return {
    sweepId,
    name,
    status,
    note,
    objective: { split, readOut },
    points: points.map(told),
    best: best === null ? null : told(best),
  };
}
