/**
 * The recorded runs, read beside whoever trains. A run that its process left behind half done (it was killed, the
 * power failed) is shown as interrupted even before the next writer has marked it so.
 */

import type { RunDetail, RunStatus, RunSummary } from '../../../src-shared/views/run-view.ts';
import { lockFolder } from '../../store/folder-lock.ts';
import { openReader } from '../../store/open.ts';
import type { RunReader } from '../../store/run-store.ts';

/** Opens the runs of a folder, gives them to `use`, and closes. Errors: those of openReader and of `use`. */
export async function readRuns<T>(folder: string, use: (reader: RunReader) => T | Promise<T>): Promise<T> {
  const reader = await openReader(folder);
  let isWorkedOn: boolean | null = null;
  const asItIs = <R extends RunSummary>(run: R): R => {
    if (!claimsToTrain(run) || (isWorkedOn ??= isLocked(folder))) return run;
    return { ...run, status: 'interrupted', secondsLeft: null };
  };
  try {
    return await use({
      ...reader,
      listRuns: (filter): RunSummary[] => reader.listRuns(filter).map(asItIs),
      getRun: (run): RunDetail => asItIs(reader.getRun(run)),
      getSweep: (sweep) => {
        const detail = reader.getSweep(sweep);
        if (isLocked(folder)) return detail;
        const left = (status: RunStatus): RunStatus =>
          status === 'running' || status === 'paused' ? 'interrupted' : status;
        return { ...detail, runTable: { ...detail.runTable, status: detail.runTable.status.map(left) } };
      },
    });
  } finally {
    reader.close();
  }
}

/** One that waits and has not begun was not interrupted. */
function claimsToTrain({ status, startedAt }: RunSummary): boolean {
  return status === 'running' || status === 'paused' || (status === 'queued' && startedAt !== null);
}

/** True while another process holds the folder, and where that cannot be told. */
function isLocked(folder: string): boolean {
  try {
    lockFolder(folder, new Date()).release();
    return false;
  } catch {
    return true;
  }
}
