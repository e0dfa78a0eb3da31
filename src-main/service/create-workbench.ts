/**
 * The one composition root: everything a host needs, put together from a data folder and what differs between hosts.
 * Electron and Node, the window and the command line all start here.
 */

import { join } from 'node:path';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { Handlers, NoticeSource } from '../../src-shared/contract/server.ts';
import { createInspectionClient } from '../inspection/client.ts';
import type { InspectionClient, SpawnInspection } from '../inspection/client.ts';
import { openStoreThread } from '../store/client.ts';
import { runFolder } from '../store/data-folder.ts';
import type { RunStoreClient } from '../store/run-store.ts';
import type { SpawnService } from '../training/client.ts';
import { PlaceWatch } from './places/place-watch.ts';
import { Places } from './places/places.ts';
import { SweepPlaces } from './places/sweep-places.ts';
import { captureEnvironment } from './environment.ts';
import { createHandlers } from './handlers/create-handlers.ts';
import { Notices } from './notices.ts';
import { sourceResources } from './resources.ts';
import { RunManager } from './run-manager.ts';
import { RunListeners } from './run-news.ts';
import { readSettings } from './settings.ts';
import { createLocalPlace } from './sweeps/place.ts';
import { SweepManager } from './sweeps/sweep-manager.ts';

export interface WorkbenchOptions {
  /** Where everything is kept; made where it is not there. */
  readonly dataFolder: string;
  /** Where datasets are; default: "datasets" in the data folder. */
  readonly datasetFolder?: string;
  /** How many runs train side by side; null: as the user's settings say. */
  readonly slots: number | null;
  /** How this host starts the training service. */
  readonly spawn: SpawnService;
  /**
   * How this host starts the inspection process. A host without a window needs none; calls that ask for it are then
   * refused with inspect/failed.
   */
  readonly spawnInspection?: SpawnInspection;
  /** For the window; default: node. */
  readonly host?: 'electron' | 'node';
  /** Where presets and the sample project are, for builds that put them elsewhere. */
  readonly resources?: string;
  /** This program's version, which is recorded with every run. */
  readonly version: string;
  /** The store thread's entry, for builds that put it elsewhere. */
  readonly storeEntry?: URL;
}

export interface Workbench {
  readonly store: RunStoreClient;
  readonly runs: RunManager;
  /** Where runs can be trained besides here. */
  readonly places: Places;
  readonly sweeps: SweepManager;
  /** The answers to the contract's calls, and the source of its notices: what `serveContract` takes. */
  readonly handlers: Handlers;
  readonly notices: NoticeSource;
  /** Runs that another session was training when it died. */
  readonly interrupted: readonly string[];
  /** What was wrong with the data folder on opening: a lost database, a backup that could not be restored. */
  readonly troubles: readonly WorkbenchError[];
  /**
   * Goes on with the runs that an earlier session left waiting for a slot, with its sweeps, and asks after the runs that are
   * elsewhere. Resolves when the first are in the queue.
   */
  continueQueue(): Promise<void>;
  /**
   * Stops what trains (resumable), records all that was said, and closes. What is not done after `graceMs` is
   * interrupted. Calling it again waits for the same end.
   */
  close(graceMs?: number): Promise<void>;
}

/** Long enough for a full evaluation of a large net that is under way. */
const defaultGraceMs = 60_000;

/** Errors: store/locked, store/newer, store/damaged, store/disk-full, store/read-only, store/failed. */
export async function createWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { dataFolder, storeEntry } = options;
  const listeners = new RunListeners();
  const opening: { troubles: WorkbenchError[] | null } = { troubles: [] };
  const store = await openStoreThread(dataFolder, {
    onFailure: (error) => {
      // Nobody can listen yet to what is told before it is open.
      if (opening.troubles !== null) opening.troubles.push(error);
      else listeners.tell({ type: 'recording-failed', error });
    },
    ...(storeEntry === undefined ? {} : { entry: storeEntry }),
  });
  const { troubles } = opening;
  opening.troubles = null;
  try {
    return await putTogether(options, store, listeners, troubles ?? []);
  } catch (error) {
    await store.close().catch(() => {});
    throw error;
  }
}

async function putTogether(
  options: WorkbenchOptions,
  store: RunStoreClient,
  listeners: RunListeners,
  troubles: readonly WorkbenchError[],
): Promise<Workbench> {
  const { dataFolder, spawn, version, host = 'node', resources = sourceResources } = options;
  const datasetFolder = options.datasetFolder ?? join(dataFolder, 'datasets');
  const places = await Places.open({
    store,
    dataFolder,
    datasetFolder,
    version,
    onBack: (runIds) => {
      void elsewhere.areBack(runIds);
      notices.runsChanged();
    },
    onChange: () => notices.placesChanged(),
  });
  const interrupted = await markInterrupted(store, places);
  const environment = captureEnvironment(version);
  const runs = new RunManager({
    store,
    spawn,
    slots: options.slots ?? (await readSettings(store)).slots,
    environment,
    runFolder: (runId) => runFolder(dataFolder, runId),
    datasetFolder,
    listeners,
    placeOf: (runId) => places.placeOf(runId),
  });
  const notices = new Notices({
    listen: (listener) => runs.listen(listener),
    statusOf: (runId) => runs.getRun(runId),
    troubles,
  });
  const inspection = openInspection(options.spawnInspection, datasetFolder, version);
  const placeWatch = new PlaceWatch(places);
  const { runsChanged, settingsChanged, viewsChanged, placesChanged, logbookChanged, sweepsChanged } =
    notices;
  const elsewhere = new SweepPlaces(places, placeWatch);
  const local = createLocalPlace(runs);
  const sweeps = new SweepManager({
    store,
    inspection,
    environment,
    resources,
    dataFolder,
    places: () => [local, ...elsewhere.list],
    changed: (sweepId) => {
      sweepsChanged(sweepId);
      runsChanged();
    },
  });
  const context = {
    host,
    version,
    dataFolder,
    resources,
    store,
    runs,
    places,
    placeWatch,
    sweeps,
    inspection,
    interrupted,
    runsChanged,
    settingsChanged,
    viewsChanged,
    placesChanged,
    logbookChanged,
  };
  let closed: Promise<void> | null = null;
  return {
    store,
    runs,
    places,
    sweeps,
    handlers: createHandlers(context),
    notices: notices.source,
    interrupted,
    troubles,
    continueQueue: async () => {
      placeWatch.begin();
      await sweeps.continueAll();
      await continueQueue(store, runs, places);
    },
    close: (graceMs = defaultGraceMs) =>
      (closed ??= close({ store, runs, placeWatch, elsewhere, sweeps, notices, inspection }, graceMs)),
  };
}

interface Closable {
  readonly store: RunStoreClient;
  readonly runs: RunManager;
  readonly placeWatch: PlaceWatch;
  readonly elsewhere: SweepPlaces;
  readonly sweeps: SweepManager;
  readonly notices: Notices;
  readonly inspection: InspectionClient;
}

async function close(closable: Closable, graceMs: number): Promise<void> {
  const { store, runs, placeWatch, elsewhere, sweeps, notices, inspection } = closable;
  try {
    sweeps.leave();
    elsewhere.leave();
    await Promise.all([runs.close(graceMs), inspection.close(), placeWatch.end()]);
    await sweeps.settled();
  } finally {
    notices.close();
    await store.close();
  }
}

function openInspection(
  spawn: SpawnInspection | undefined,
  datasetFolder: string,
  version: string,
): InspectionClient {
  if (spawn !== undefined) return createInspectionClient({ spawn, datasetFolder, version });
  const reason = 'this program was started without a way to look into runs';
  return {
    ask: () => Promise.reject(new WorkbenchError('inspect/failed', { reason })),
    close: () => Promise.resolve(),
  };
}

/** Oldest first, as they were made. What keeps one from starting keeps none of the others; it is thrown at the end. */
async function continueQueue(store: RunStoreClient, runs: RunManager, places: Places): Promise<void> {
  const waiting = await store.listRuns({ status: ['queued'], includeArchived: true });
  const others = new Set([...runs.active, ...(await store.listWaitingSweepRuns())]);
  const errors: unknown[] = [];
  for (const { runId } of waiting.reverse()) {
    if (!others.has(runId) && places.placeOf(runId) === null)
      await runs.start(runId).catch((thrown: unknown) => errors.push(thrown));
  }
  if (errors.length > 0) throw errors[0];
}

/** No process trains these any more. Those that had not begun, or are elsewhere, are not interrupted: they wait on. */
async function markInterrupted(store: RunStoreClient, places: Places): Promise<string[]> {
  const waiting = await store.listRuns({ status: ['queued'], includeArchived: true });
  const stillWait = new Set(
    waiting
      .filter((run) => run.startedAt === null || places.placeOf(run.runId) !== null)
      .map((run) => run.runId),
  );
  const marked = await store.markInterrupted();
  for (const runId of stillWait) await store.setStatus(runId, 'queued');
  return marked.filter((runId) => !stillWait.has(runId));
}
