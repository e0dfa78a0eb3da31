/**
 * The one composition root: everything a host needs, put together from a data folder and what differs between hosts.
 * Electron and Node, the window and the command line all start here.
 */

import { join } from 'node:path';

import { openStoreThread } from '../store/client.ts';
import { runFolder } from '../store/data-folder.ts';
import type { RunStoreClient } from '../store/run-store.ts';
import type { SpawnService } from '../training/service-process.ts';
import { captureEnvironment } from './environment.ts';
import { RunManager } from './run-manager.ts';
import { RunListeners } from './run-news.ts';

export interface WorkbenchOptions {
  /** Where everything is kept; made where it is not there. */
  readonly dataFolder: string;
  /** Where datasets are; default: "datasets" in the data folder. */
  readonly datasetFolder?: string;
  /** How many runs train side by side. */
  readonly slots: number;
  /** How this host starts the training service. */
  readonly spawn: SpawnService;
  /** This program's version, which is recorded with every run. */
  readonly version: string;
  /** The store thread's entry, for builds that put it elsewhere. */
  readonly storeEntry?: URL;
}

export interface Workbench {
  readonly store: RunStoreClient;
  readonly runs: RunManager;
  /** Runs that another session was training when it died. */
  readonly interrupted: readonly string[];
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
  const { dataFolder, slots, spawn, version, storeEntry } = options;
  const listeners = new RunListeners();
  const store = await openStoreThread(dataFolder, {
    onFailure: (error) => listeners.tell({ type: 'recording-failed', error }),
    ...(storeEntry === undefined ? {} : { entry: storeEntry }),
  });
  try {
    const interrupted = await markInterrupted(store);
    const runs = new RunManager({
      store,
      spawn,
      slots,
      environment: captureEnvironment(version),
      runFolder: (runId) => runFolder(dataFolder, runId),
      datasetFolder: options.datasetFolder ?? join(dataFolder, 'datasets'),
      listeners,
    });
    let closed: Promise<void> | null = null;
    return {
      store,
      runs,
      interrupted,
      close: (graceMs = defaultGraceMs) => (closed ??= close(runs, store, graceMs)),
    };
  } catch (error) {
    await store.close().catch(() => {});
    throw error;
  }
}

async function close(runs: RunManager, store: RunStoreClient, graceMs: number): Promise<void> {
  try {
    await runs.close(graceMs);
  } finally {
    await store.close();
  }
}

/** No process trains these any more. Those that had not begun are not interrupted: they wait on. */
async function markInterrupted(store: RunStoreClient): Promise<string[]> {
  const waiting = await store.listRuns({ status: ['queued'], includeArchived: true });
  const neverBegan = new Set(waiting.filter((run) => run.startedAt === null).map((run) => run.runId));
  const marked = await store.markInterrupted();
  for (const runId of neverBegan) await store.setStatus(runId, 'queued');
  return marked.filter((runId) => !neverBegan.has(runId));
}
