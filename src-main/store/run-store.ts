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
import type { ColumnInfo, RunTable, SettingDifference } from '../../src-shared/views/run-table-view.ts';
import type {
  MetricList,
  RunEvaluations,
  SeriesAxis,
  ThinnedSeries,
} from '../../src-shared/views/series-view.ts';
import type { Rewriting, Rewritten, RunText } from '../../src-shared/views/run-text.ts';
import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import type {
  LogbookAnswer,
  LogbookPage,
  LogbookPageInfo,
  LogbookWriting,
} from '../../src-shared/views/logbook-view.ts';
import type { Sweep } from '../../src-shared/spec/sweep.ts';
import type { SweepDetail, SweepStatus, SweepSummary } from '../../src-shared/views/sweep-view.ts';

export interface NewRun {
  readonly spec: ExperimentSpec;
  readonly preset: string | null;
  readonly environment: RunEnvironment;
  readonly tags?: readonly string[];
}

export interface NewSweep {
  readonly name: string;
  readonly preset: string | null;
  /** Where its runs are made. */
  readonly place: string;
  readonly spec: Sweep;
  readonly base: ExperimentSpec;
  /** Each a list of values in the order of the spec's axes. */
  readonly points: readonly (readonly unknown[])[];
}

export interface NewSweepRun extends NewRun {
  /** The number of its point. */
  readonly point: number;
}

export interface RunFilter {
  readonly status?: readonly RunStatus[];
  readonly includeArchived?: boolean;
  readonly configurationHash?: string;
  readonly limit?: number;
}

/**
 * How what people put on a run changes; what is left out stays as it is. Tags are named one by one, never as a list
 * to be: whoever asks may not know all that are there.
 */
export interface RunAnnotation {
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly archived?: boolean;
}

/**
 * How a document changes whose title is its name: what, and over what. Name and content change apart, so neither takes the
 * other back. Each writer makes up the revisions of the contents it writes.
 */
export type NamedDocumentChange =
  | { readonly change: 'add'; readonly name: string; readonly body: RevisedBody }
  | { readonly change: 'replace'; readonly body: RevisedBody; readonly over: string }
  | { readonly change: 'rename'; readonly from: string; readonly to: string }
  | { readonly change: 'remove'; readonly over: string };

interface RevisedBody {
  readonly revision: string;
}

/** "changed": it is not what it was to be changed over; "taken": another one has that name. Then nothing was written. */
export type NamedDocumentOutcome = 'done' | 'changed' | 'taken';

export interface SeriesWindowRequest {
  readonly series: readonly { readonly run: string; readonly metric: string }[];
  readonly axis: SeriesAxis;
  readonly from: number | null;
  readonly to: number | null;
  readonly buckets: number;
  readonly smoothing: number;
}

export interface StoredDocument {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** undefined where what is stored is no document. */
  readonly body: unknown;
}

/** A run as it travels in an archive: everything recorded but checkpoint files. */
export interface RunRecord {
  readonly detail: RunDetail;
  readonly series: readonly Series[];
  readonly histograms: readonly { readonly name: string; readonly points: readonly HistogramPoint[] }[];
  readonly films: readonly SnapshotFilm[];
}

/** How far a run is, where thousands are asked about. */
export interface RunState {
  readonly runId: string;
  readonly status: RunStatus;
  readonly epoch: number;
  readonly trainSeconds: number;
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
  /** Those after a step, or all (null), oldest first. */
  getHistograms(run: string, name: string, afterStep?: number | null): HistogramPoint[];
  /** Every evaluation of each run, oldest first, in the order asked and under the ids asked for. */
  getEvaluations(runs: readonly string[]): RunEvaluations[];
  /** Newest first. */
  listCheckpoints(run: string): CheckpointInfo[];
  /** Rows changed after a revision, or all (null). Columns besides those of every table are read only where asked for. */
  runTable(columns: readonly string[], afterRevision: number | null): RunTable;
  /** Columns whose id or label holds every word of `search`: settings and metrics that some run has. */
  listColumns(search: string, limit: number): { readonly total: number; readonly columns: ColumnInfo[] };
  /** Settings that are not the same in all of these runs. */
  settingDifferences(runs: readonly string[]): SettingDifference[];
  /** Metrics that one of these runs has (of any run, where none is named), most common first. */
  listMetrics(runs: readonly string[], search: string, limit: number): MetricList;
  /** Curves thinned for drawing, in the order asked for; those that do not exist are left out. */
  seriesWindow(request: SeriesWindowRequest): ThinnedSeries[];
  /** Recorded snapshots by name; all names where none is given. */
  getFilms(run: string, names: readonly string[], afterStep: number | null): SnapshotFilm[];
  /** Newest first. */
  listDocuments(kind: string): StoredDocument[];
  /** Newest first. */
  listPages(): LogbookPageInfo[];
  /** null: there is no such page. */
  getPage(id: string): LogbookPage | null;
  /** Newest first. */
  listSweeps(): SweepSummary[];
  /** With all its points and runs. Errors: sweep/unknown, sweep/ambiguous. */
  getSweep(sweep: string): SweepDetail;
  /** Runs of sweeps that are queued: whoever goes on with their sweep starts them, nobody else. */
  listWaitingSweepRuns(): string[];
  /** All of a run, for an archive. */
  exportRun(run: string): RunRecord;
  /** The same of many, by their full ids. */
  exportRuns(runs: readonly string[]): RunRecord[];
  /** Full ids of all that are queued, in no order. */
  listWaitingRuns(): string[];
  /** In the order asked, by full ids. */
  runStates(runs: readonly string[]): RunState[];
  /** Of these runs, by full ids, the first with each dataset. */
  oneRunPerDataset(runs: readonly string[]): string[];
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
  /** The same of many, by full ids, but for those that are completed or failed. Returns which have another status now. */
  endRuns(
    ends: readonly { readonly run: string; readonly status: RunStatus; readonly error?: ErrorRecord }[],
  ): string[];
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
  /** Error: input/invalid where a run would have more than `mostTags`. */
  annotate(run: string, change: RunAnnotation): void;
  /** Writes a name or notes where they still are what they were typed over; returns whether they are so now. */
  rewrite(run: string, text: RunText, change: Rewriting): Rewritten;
  /**
   * Removes a run's folder, which makes room, then forgets the run. Error: run/busy while it is queued, running or paused,
   * unless `evenIfActive`: for whoever knows that no process trains it, whatever is recorded.
   */
  deleteRun(run: string, evenIfActive?: boolean): void;
  /** Keeps a small document, such as a draft or the settings; one of the same kind and id is replaced. */
  saveDocument(kind: string, id: string, title: string, body: unknown): void;
  /**
   * The same where the document's `revision` is one of these, null standing for no document; returns whether it was.
   * Each writer makes up the revisions of what it writes.
   */
  saveDocumentOver(
    kind: string,
    id: string,
    title: string,
    body: { readonly revision: string },
    over: readonly (string | null)[],
  ): boolean;
  /** Changes these keys of a document that is an object, and no other; makes it where there is none. */
  changeDocument(kind: string, id: string, title: string, changes: Readonly<Record<string, unknown>>): void;
  deleteDocument(kind: string, id: string): void;
  /** Documents whose titles are names: no two of a kind have the same. */
  changeNamedDocument(kind: string, id: string, change: NamedDocumentChange): NamedDocumentOutcome;
  /** Gives a page of the logbook another text where it has one of these revisions, null standing for no page. */
  writePage(page: LogbookWriting, over: readonly (string | null)[]): LogbookAnswer;
  /** One text back or forward, where the page still has this revision and there is one. */
  stepPage(id: string, direction: 'undo' | 'redo', over: string): LogbookAnswer;
  /** With all its texts, where it still has this revision. */
  deletePage(id: string, over: string): LogbookAnswer;
  /** Records a sweep with all its points; returns its id. Its status is "running". */
  createSweep(sweep: NewSweep): string;
  /** The runs of points under their specs' seeds; made where there is none. Returns their ids, all of them or none. */
  createSweepRuns(sweep: string, runs: readonly NewSweepRun[]): string[];
  setSweepStatus(sweep: string, status: SweepStatus, note?: string | null): void;
  /** These points train on to the end of this rung; those that are there or beyond stay. */
  promoteSweepPoints(sweep: string, rung: number, points: readonly number[]): void;
  /** Another spec, and all its points: those that are there already stay as they are. */
  extendSweep(sweep: string, spec: Sweep, points: NewSweep['points']): void;
  /** Forgets a sweep; its runs stay. */
  deleteSweep(sweep: string): void;
  /** Records a run from an archive under its own id. Errors: archive/present, archive/invalid. */
  importRun(record: RunRecord): string;
  /**
   * Records what a run that waits here (queued) came to elsewhere; what people put on it here stays. Returns false where
   * it does not wait any more. Errors: run/unknown, archive/invalid.
   */
  bringBackRun(record: RunRecord): boolean;
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
