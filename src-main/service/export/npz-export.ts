/** A run's weights as an NPZ file, which `numpy.load` opens: a zip archive, not compressed, with one array a file. */

import { join } from 'node:path';

import { zipSync } from 'fflate';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { CheckpointInfo, RunDetail } from '../../../src-shared/views/run-view.ts';
import { readCheckpoint } from '../../store/checkpoints.ts';
import type { StoredState } from '../../store/checkpoint-format.ts';
import { encodeNpy } from './npy.ts';
import { plainWeights } from './weights.ts';

/** Zip dates begin here; the same weights give the same file. */
const epochOfZip = '1980-01-01T00:00:00';

export interface NpzExport {
  readonly bytes: Uint8Array;
  readonly checkpoint: CheckpointInfo;
  /** Newer checkpoints that could not be read, in words. */
  readonly damaged: readonly string[];
}

/** From the newest checkpoint in the run's folder that can be read. Errors: input/invalid where there is none; checkpoint/damaged. */
export async function npzOf(run: RunDetail, folder: string): Promise<NpzExport> {
  const { state, checkpoint, damaged } = await newestState(run, folder);
  const files = [...plainWeights(state.tensors)].map(
    ([name, array]) => [`${name}.npy`, encodeNpy(array)] as const,
  );
  const bytes = zipSync(Object.fromEntries(files), { level: 0, mtime: epochOfZip });
  return { bytes, checkpoint, damaged };
}

async function newestState(
  { runId, checkpoints }: RunDetail,
  folder: string,
): Promise<Omit<NpzExport, 'bytes'> & { state: StoredState }> {
  const faults: WorkbenchError[] = [];
  for (const checkpoint of checkpoints) {
    try {
      const state = await readCheckpoint(join(folder, checkpoint.file), checkpoint.sha256);
      return { state, checkpoint, damaged: faults.map(({ message }) => message) };
    } catch (thrown) {
      if (!(thrown instanceof WorkbenchError)) throw thrown;
      faults.push(thrown);
    }
  }
  throw (
    faults[0] ??
    new WorkbenchError('input/invalid', {
      problem: `Run ${runId} has no checkpoint yet, so it has no weights to write`,
      remedy: 'Export it once it has trained, or as json or csv.',
    })
  );
}
