/**
 * The run store's interface: synchronous, as it is inside the store's thread. `RunStoreClient` is the same with
 * promises, as everybody else sees it. Commands write, queries only read; a reader handle has queries only.
 */

import type { ErrorRecord } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type {
  CheckpointInfo,
  HistogramPoint,
  RunDetail,
  RunEnvironment,
  RunStatus,
  RunSummary,
  Series,
} from '../../src-shared/views/run-view.ts';

export interface NewRun {
  readonly spec: ExperimentSpec;
  readonly preset: string | null;
  readonly environment: RunEnvironment;
  readonly tags?: readonly string[];
}

export interface RunFilter {
  readonly status?: readonly RunStatus[];
  readonly includeArchived?: boolean;
  readonly configurationHash?: string;
  readonly limit?: number;
}

/** What people write on a run; what is left out stays as it is. */
export interface RunAnnotation {
  readonly name?: string;
  readonly notes?: string;
  readonly tags?: readonly string[];
  readonly archived?: boolean;
}

/**
 * What a reader may ask. Errors everywhere: run/unknown, run/ambiguous (an id may be shortened to any piece of it that
 * no other run has), store/damaged, store/failed.
 */
export interface RunQueries {
  /** Newest first. */
  listRuns(filter?: RunFilter): RunSummary[];
  getRun(run: string): RunDetail;
  /** Full id of a possibly shortened one. */
  resolveRun(run: string): string;
  /** All recorded points with fromStep <= step; metrics that do not exist are left out. */
  getSeries(run: string, metrics: readonly string[], fromStep?: number): Series[];
  getHistograms(run: string, name: string): HistogramPoint[];
  /** Newest first. */
  listCheckpoints(run: string): CheckpointInfo[];
  /** SQLite's full check, in words; empty when all is well. Reads the whole database. */
  checkIntegrity(): string[];
}

export interface RunReader extends RunQueries {
  close(): void;
}

/** What the one writer may do. Errors: store/disk-full, store/read-only, store/failed, run/unknown. */
export interface RunCommands {
  /** Returns the new run's id; its status is "queued". */
  createRun(run: NewRun): string;
  setStatus(run: string, status: RunStatus, error?: ErrorRecord): void;
  /**
   * Records events in order. started, evaluated, checkpointed, finished and failed are durable on return; all else is
   * written within one second, or at the next `flush`. Throws what went wrong with the events or the disk, after all
   * that can be kept was kept: what the disk refused is tried again. A value at its series' last step replaces the one
   * there; a step that goes back is an error.
   */
  record(run: string, events: readonly TrainingEvent[]): void;
  flush(): void;
  /**
   * Before a resume: forgets everything recorded after `step`, checkpoint files too, so that the curve has no doubled
   * tail. A final evaluation at the step becomes an ordinary one, unless the run's schedule ends there.
   */
  truncateAfter(run: string, step: number): void;
  annotate(run: string, change: RunAnnotation): void;
  /** Forgets a run and removes its folder. Error: run/busy while it is queued, running or paused. */
  deleteRun(run: string): void;
  /** Marks runs that no living process trains as interrupted; returns their ids. Called once, on opening. */
  markInterrupted(): string[];
  /** A consistent copy by SQLite's backup API; returns the file. Errors: store/disk-full, export/failed. */
  backup(file: string): Promise<string>;
}

/** Queries of the writer see everything recorded before, flushed or not. */
export interface RunStore extends RunQueries, RunCommands {
  /** Writes what waits, then gives the folder free. */
  close(): void;
}

type Promised<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

/**
 * The store as other threads see it. One difference: `record` resolves when the events were taken and never rejects;
 * its failures go to the client's `onFailure`, because training goes on where recording fails.
 */
export type RunStoreClient = Promised<RunStore>;
