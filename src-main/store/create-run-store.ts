/**
 * Puts the store together over an open database: queries from queries/, commands from commands/, events to the
 * recorder. Synchronous; tests use it on ":memory:". Every error that leaves here is a WorkbenchError.
 */

import { randomBytes } from 'node:crypto';

import type { WorkbenchError } from '../../src-shared/base/errors.ts';
import { backUp } from './commands/back-up.ts';
import { createBringBackRun, createImportRun } from './commands/import-run.ts';
import {
  createAnnotate,
  createCreateRun,
  createDeleteRun,
  createMarkInterrupted,
  createRefuseBusy,
  createRewriteRun,
  createSetStatus,
} from './commands/runs.ts';
import { createTruncateAfter } from './commands/truncate-after.ts';
import { runFolder } from './data-folder.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import {
  createChangeDocument,
  createDeleteDocument,
  createListDocuments,
  createSaveDocument,
  createSaveDocumentOver,
} from './documents.ts';
import { createChangeNamedDocument } from './named-documents.ts';
import { checkIntegrity } from './integrity.ts';
import { createEndRuns, createManyRunQueries } from './many-runs.ts';
import { createGetPage, createListPages, createLogbookCommands } from './logbook.ts';
import { createListColumns, createListMetrics } from './queries/columns.ts';
import { createExportRun } from './queries/export-run.ts';
import { createGetFilms } from './queries/films.ts';
import { createGetHistograms, createGetSeries } from './queries/measures.ts';
import { createResolveRun } from './queries/resolve-run.ts';
import { createRunTable } from './queries/run-table.ts';
import { createGetEvaluations, createGetRun, createListCheckpoints, createListRuns } from './queries/runs.ts';
import { createSeriesWindow } from './queries/series-window.ts';
import { createSettingDifferences } from './queries/setting-differences.ts';
import { Recorder, defaultFlushMilliseconds, defaultMostWaiting } from './recorder/recorder.ts';
import { removeCheckpointsAfter, removeRunFolder } from './run-files.ts';
import type { RunCommands, RunQueries, RunReader, RunStore } from './run-store.ts';
import { defaultCacheBytes } from './series/series-cache.ts';
import { keepReserve, spendReserve } from './reserve.ts';
import { asStoreError, isDiskFull } from './storage-error.ts';
import { createSweepCommands, createSweepQueries } from './sweeps.ts';

export interface StoreOptions {
  /** The data folder, whose runs/ holds checkpoints; null for a database in memory. */
  readonly folder: string | null;
  readonly now?: () => Date;
  /** For run ids. */
  readonly randomBytes?: (count: number) => Uint8Array;
  /** How long values may wait in memory. */
  readonly flushMilliseconds?: number;
  /** How much may wait while the disk refuses, before values and histograms are let go and the run warned. */
  readonly mostWaiting?: { readonly values: number; readonly facts: number };
  /** Told when a write in the background failed. What could not be written is kept and tried again. */
  readonly onFailure?: (error: WorkbenchError) => void;
}

export function createRunReader(db: ReadableDatabase, folder: string | null): RunReader {
  return guarded({ ...createQueries(db), close: () => void db.close() }, folder);
}

export function createRunStore(db: WritableDatabase, options: StoreOptions): RunStore {
  const { folder, onFailure } = options;
  const now = options.now ?? (() => new Date());
  const recorder = new Recorder(db, {
    now,
    flushMilliseconds: options.flushMilliseconds ?? defaultFlushMilliseconds,
    mostWaiting: options.mostWaiting ?? defaultMostWaiting,
    onFailure: (thrown) => onFailure?.(asStoreError(thrown, folder ?? ':memory:', 'what was measured')),
  });
  const source = { now, randomBytes: options.randomBytes ?? randomBytes };
  const store = {
    ...flushingFirst(createQueries(db), recorder),
    ...createCommands(db, recorder, folder, source),
    close: () => {
      try {
        recorder.flush();
      } finally {
        recorder.stopTimer();
        db.close();
      }
    },
  };
  return guarded(store, folder);
}

function createQueries(db: ReadableDatabase): RunQueries {
  const resolve = createResolveRun(db);
  const getRun = createGetRun(db);
  const getSeries = createGetSeries(db);
  const getHistograms = createGetHistograms(db);
  const getEvaluations = createGetEvaluations(db);
  const listCheckpoints = createListCheckpoints(db);
  const settingDifferences = createSettingDifferences(db);
  const listMetrics = createListMetrics(db);
  const getFilms = createGetFilms(db);
  const exportRun = createExportRun(db, { getRun, getSeries, getHistograms, getFilms });
  return {
    listRuns: createListRuns(db),
    getRun: (run) => getRun(resolve(run)),
    resolveRun: (run) => resolve(run).run_id,
    getSeries: (run, metrics, fromStep) => getSeries(resolve(run), metrics, fromStep),
    getHistograms: (run, name, afterStep) => getHistograms(resolve(run), name, afterStep),
    getEvaluations: (runs) => getEvaluations(runs.map((asked) => ({ asked, found: resolve(asked) }))),
    listCheckpoints: (run) => listCheckpoints(resolve(run)),
    runTable: createRunTable(db),
    listColumns: createListColumns(db),
    settingDifferences: (runs) => settingDifferences(runs.map(resolve)),
    listMetrics: (runs, search, limit) => listMetrics(runs.map(resolve), search, limit),
    seriesWindow: createSeriesWindow(db, defaultCacheBytes),
    getFilms: (run, names, afterStep) => getFilms(resolve(run), names, afterStep),
    listDocuments: createListDocuments(db),
    ...createSweepQueries(db),
    listPages: createListPages(db),
    getPage: createGetPage(db),
    exportRun: (run) => exportRun(resolve(run)),
    ...createManyRunQueries(db, exportRun),
    checkIntegrity: () => checkIntegrity(db),
  };
}

function createCommands(
  db: WritableDatabase,
  recorder: Recorder,
  folder: string | null,
  source: { now: () => Date; randomBytes: (count: number) => Uint8Array },
): RunCommands {
  const resolve = createResolveRun(db);
  const setStatus = createSetStatus(db, source.now);
  const annotate = createAnnotate(db);
  const rewrite = createRewriteRun(db);
  const truncateAfter = createTruncateAfter(db);
  const refuseBusy = createRefuseBusy(db);
  const deleteRun = createDeleteRun(db);
  const createRun = createCreateRun(db, source);
  const endRuns = createEndRuns(db, setStatus);
  return {
    createRun,
    ...createSweepCommands(db, source, createRun),
    record: (run, events) => recorder.record(resolve(run).run_key, events),
    flush: () => recorder.flush(),
    annotate: (run, change) => annotate(resolve(run), change),
    rewrite: (run, text, change) => rewrite(resolve(run), text, change),
    saveDocument: createSaveDocument(db, source.now),
    saveDocumentOver: createSaveDocumentOver(db, source.now),
    changeDocument: createChangeDocument(db, source.now),
    changeNamedDocument: createChangeNamedDocument(db, source.now),
    deleteDocument: createDeleteDocument(db),
    ...createLogbookCommands(db, source.now),
    importRun: createImportRun(db),
    bringBackRun: createBringBackRun(db),
    markInterrupted: createMarkInterrupted(db),
    backup: (file) => {
      recorder.flushIfPossible();
      return backUp(db, file);
    },
    setStatus: (run, status, error) => {
      recorder.flushIfPossible(); // else a waiting report of progress could undo it
      setStatus(resolve(run), status, error);
    },
    endRuns: (ends) => {
      recorder.flushIfPossible();
      return endRuns(ends);
    },
    truncateAfter: (run, step) => {
      const found = resolve(run);
      recorder.flush();
      recorder.forget(found.run_key);
      truncateAfter(found, step);
      if (folder !== null) removeCheckpointsAfter(runFolder(folder, found.run_id), step);
    },
    deleteRun: (run, evenIfActive = false) => {
      const found = resolve(run);
      recorder.flushIfPossible();
      if (!evenIfActive) refuseBusy(found);
      // The files first: on a full disk there is no room to note that the run is gone before they are. A process that
      // dies in between leaves a run without checkpoints, which can be deleted again.
      if (folder !== null) removeRunFolder(runFolder(folder, found.run_id));
      withRoomInLog(db, folder, () => deleteRun(found));
      recorder.forget(found.run_key);
    },
  };
}

/**
 * Where the disk has no room for a longer log, the room kept back for this is given; then what is in the log is moved to
 * the database, and it begins anew.
 */
function withRoomInLog(db: WritableDatabase, folder: string | null, change: () => void): void {
  try {
    return change();
  } catch (thrown) {
    if (!isDiskFull(thrown)) throw thrown;
  }
  if (folder !== null) spendReserve(folder);
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    change();
  } finally {
    if (folder !== null) keepReserve(folder); // what was deleted may have made room for it
  }
}

/** Queries of the writer see all that was recorded, unless the disk refuses: then what it has. */
function flushingFirst(queries: RunQueries, recorder: Recorder): RunQueries {
  return wrapped(queries, (method) => {
    recorder.flushIfPossible();
    return method();
  });
}

/** Every error as a WorkbenchError. */
function guarded<T extends object>(store: T, folder: string | null): T {
  const asCoded = (thrown: unknown): WorkbenchError => asStoreError(thrown, folder ?? ':memory:');
  return wrapped(store, (method) => {
    try {
      const result = method();
      if (!(result instanceof Promise)) return result;
      return result.catch((thrown: unknown) => {
        throw asCoded(thrown);
      });
    } catch (thrown) {
      throw asCoded(thrown);
    }
  });
}

/** The same methods, each called through `around`. */
function wrapped<T extends object>(methods: T, around: (method: () => unknown) => unknown): T {
  const entries = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: unknown[]) => around(() => (method as (...args: unknown[]) => unknown)(...args)),
  ]);
  return Object.fromEntries(entries) as T;
}
