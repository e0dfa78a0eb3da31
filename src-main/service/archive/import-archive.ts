/**
 * Takes a run from an archive into a data folder, whole or not at all: the checkpoint is found sound before it is written,
 * and is on the disk before it gets its name, the run's folder gets its name before the database knows of the run, and what cannot be
 * recorded leaves nothing behind.
 */

import { mkdtemp, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { freeBytes } from '../../../src-shared/base/free-bytes.ts';
import type { CheckpointInfo, RunDetail } from '../../../src-shared/views/run-view.ts';
import { checkCheckpoint } from '../../store/checkpoints.ts';
import { runFolder } from '../../store/data-folder.ts';
import type { RunRecord } from '../../store/run-store.ts';
import { readArchive } from './read-archive.ts';

export interface ImportPlace {
  readonly dataFolder: string;
  /** The run store, in this thread or another. */
  readonly store: {
    resolveRun(run: string): string | Promise<string>;
    importRun(record: RunRecord): string | Promise<string>;
  };
  /** What is recorded of the run where that differs from what travelled. */
  readonly adapt?: (detail: RunDetail) => RunDetail;
}

/** Returns the run's id, the one it always had. One at a time. Errors: archive/invalid, archive/present; the store's. */
export async function importArchive(name: string, bytes: Uint8Array, place: ImportPlace): Promise<string> {
  const { dataFolder, store, adapt = (detail) => detail } = place;
  const { record: travelled, checkpoint } = await readArchive(name, bytes);
  const record = { ...travelled, detail: adapt(travelled.detail) };
  const { runId } = record.detail;
  await refusePresent(runId, store);
  const folder = runFolder(dataFolder, runId);
  // Nobody knows of a folder that is there all the same: an import that was killed left it.
  await rm(folder, { recursive: true, force: true });
  if (checkpoint !== null) await placeCheckpoint(name, record.detail, checkpoint, folder);
  try {
    return await store.importRun(record);
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true });
    throw inWordsOf(name, thrown);
  }
}

export interface ReturnPlace {
  readonly dataFolder: string;
  readonly store: {
    getRun(run: string): Pick<RunDetail, 'status'> | Promise<Pick<RunDetail, 'status'>>;
    bringBackRun(record: RunRecord): boolean | Promise<boolean>;
  };
}

/**
 * Takes what run `runId`, which waits here, came to elsewhere. Returns false where it does not wait any more; then nothing
 * changed. One at a time. Killed in between, it is done whole the next time. Errors: archive/invalid; the store's.
 */
export async function bringBackArchive(
  name: string,
  bytes: Uint8Array,
  runId: string,
  { dataFolder, store }: ReturnPlace,
): Promise<boolean> {
  const { record, checkpoint } = await readArchive(name, bytes);
  if (record.detail.runId !== runId)
    throw new WorkbenchError('archive/invalid', {
      file: name,
      problem: `it is of run ${record.detail.runId}`,
    });
  if ((await store.getRun(runId)).status !== 'queued') return false;
  const folder = runFolder(dataFolder, runId);
  await rm(folder, { recursive: true, force: true });
  if (checkpoint !== null) await placeCheckpoint(name, record.detail, checkpoint, folder);
  try {
    return await store.bringBackRun(record);
  } catch (thrown) {
    throw inWordsOf(name, thrown);
  }
}

/** The store does not know what the user calls the file. */
function inWordsOf(name: string, thrown: unknown): unknown {
  if (!(thrown instanceof WorkbenchError) || thrown.code !== 'archive/invalid') return thrown;
  return new WorkbenchError('archive/invalid', { ...thrown.details, file: name }, { cause: thrown });
}

async function refusePresent(runId: string, store: ImportPlace['store']): Promise<void> {
  try {
    if ((await store.resolveRun(runId)) === runId)
      throw new WorkbenchError('archive/present', { run: runId });
  } catch (thrown) {
    if (thrown instanceof WorkbenchError && thrown.code === 'run/unknown') return;
    throw thrown;
  }
}

/** `folder` holds the checkpoint when this returns, and is not there when it throws; `bytes` are used up. */
async function placeCheckpoint(
  name: string,
  { checkpoints, runId }: RunDetail,
  bytes: Uint8Array,
  folder: string,
): Promise<void> {
  const [info] = checkpoints as [CheckpointInfo];
  await verify(name, bytes, info);
  await mkdir(dirname(folder), { recursive: true });
  const waiting = await mkdtemp(join(dirname(folder), `.import-${runId}-`));
  try {
    const handle = await open(join(waiting, info.file), 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
      freeBytes(bytes);
    }
    await rename(waiting, folder);
  } catch (thrown) {
    await rm(waiting, { recursive: true, force: true });
    throw thrown;
  }
}

async function verify(name: string, bytes: Uint8Array, info: CheckpointInfo): Promise<void> {
  try {
    const step = await checkCheckpoint(info.file, bytes, info.sha256);
    if (step !== info.step) throw new Error(`its checkpoint is of step ${step}, not ${info.step}`);
  } catch (thrown) {
    const problem = reasonOf(thrown).replace(/\.$/, '');
    throw new WorkbenchError('archive/invalid', { file: name, problem }, { cause: thrown });
  }
}
