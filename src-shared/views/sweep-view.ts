/**
 * Sweeps as they are recorded. Points and runs come by column, so that ten thousand of them are quick to send and to look
 * through; what they come to is made of them by `sweep-results.ts`, in the window and on the command line alike.
 */

import type { ExperimentSpec } from '../spec/experiment-spec.ts';
import type { Sweep } from '../spec/sweep.ts';
import type { RunStatus } from './run-view.ts';

/**
 * running: a session works on it, or goes on with it when it starts next. stopped: nobody does until it is resumed.
 * completed: nothing is left to do.
 */
export const sweepStatuses = ['running', 'stopped', 'completed'] as const;
export type SweepStatus = (typeof sweepStatuses)[number];

export interface SweepSummary {
  readonly sweepId: string;
  readonly name: string;
  readonly status: SweepStatus;
  /** Why it stopped, as a sentence; null: because somebody wanted it, or not at all. */
  readonly note: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The preset its base is; null for an experiment of its own. */
  readonly preset: string | null;
  /** Where its runs are made. */
  readonly place: string;
  readonly method: Sweep['method'];
  readonly points: number;
  /** All that there will be: every point with every seed. */
  readonly runs: number;
  /** Of the runs made so far, how many are in each status. */
  readonly made: Readonly<Partial<Record<RunStatus, number>>>;
}

/** What can be said of a sweep before it is made. */
export interface SweepCheck {
  /** null where something is wrong. */
  readonly spec: Sweep | null;
  /** Complete; null where it is not valid. */
  readonly base: ExperimentSpec | null;
  readonly points: readonly (readonly unknown[])[];
  /** Every point with every seed. */
  readonly runs: number;
  /** Of training, all runs together; halving spares many. */
  readonly epochs: number;
  /** By whose error points can be judged: the read-outs that every sound point has. */
  readonly readOuts: readonly string[];
  /** The first of what is wrong; `problemCount`: of all of it. */
  readonly problems: readonly SweepProblem[];
  readonly problemCount: number;
}

export interface SweepProblem {
  /** The settings of the point it is about; null: it is about the sweep. */
  readonly settings: Readonly<Record<string, unknown>> | null;
  readonly message: string;
}

/** Values by point, in the order of their numbers. */
export interface SweepPoints {
  /** By axis, in the order of the spec. */
  readonly values: readonly (readonly unknown[])[];
  /** The rung of halving each has come to; 0 for all others. */
  readonly rungs: readonly number[];
}

/** The runs made so far, by column. */
export interface SweepRuns {
  /** The number of its point. */
  readonly point: readonly number[];
  readonly seed: readonly number[];
  readonly runId: readonly string[];
  readonly status: readonly RunStatus[];
  readonly epoch: readonly number[];
  readonly trainSeconds: readonly number[];
  /** The newest of its errors on the validation split that the sweep is about, a fraction. */
  readonly objective: readonly (number | null)[];
}

export interface SweepDetail extends SweepSummary {
  readonly spec: Sweep;
  /** As it was when the sweep was made. */
  readonly base: ExperimentSpec;
  readonly table: SweepPoints;
  readonly runTable: SweepRuns;
}
