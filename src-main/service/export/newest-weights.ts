/** A run's newest weights that can be read, as plain matrices, for the formats that hold weights. */

import { join } from 'node:path';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { CheckpointInfo, RunDetail } from '../../../src-shared/views/run-view.ts';
import { readCheckpoint } from '../../store/checkpoints.ts';
import type { NumericArray } from './npy.ts';
import { plainWeights } from './weights.ts';

export interface NewestWeights {
  /** By name, in the order of the net. */
  readonly weights: ReadonlyMap<string, NumericArray>;
  readonly checkpoint: CheckpointInfo;
  /** Newer checkpoints that could not be read, in words. */
  readonly damaged: readonly string[];
}

/** A file of weights, and which they are. */
export type WeightsFile = NewestWeights & { readonly bytes: Uint8Array };

/** Errors: input/invalid where there is no checkpoint in the run's folder; checkpoint/damaged. */
export async function newestWeights(
  { runId, checkpoints }: RunDetail,
  folder: string,
): Promise<NewestWeights> {
  const faults: WorkbenchError[] = [];
  for (const checkpoint of checkpoints) {
    try {
      const { tensors } = await readCheckpoint(join(folder, checkpoint.file), checkpoint.sha256);
      return { weights: plainWeights(tensors), checkpoint, damaged: faults.map(({ message }) => message) };
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
