/** What a run's worker is made of outside tests: the real trainer, engines, datasets and checkpoints. */

import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../src-shared/spec/part.ts';
import { catalogue } from '../core/catalogue.ts';
import { datasetParts } from '../core/dataset/index.ts';
import { train } from '../core/train/train.ts';
import { openChosenEngine } from './open-chosen-engine.ts';
import { runCheckpointFiles } from './run-checkpoint-files.ts';
import type { WorkerParts } from './run-worker.ts';

export const realWorkerParts: WorkerParts = {
  parseSpec: (draft) => parseSpec(catalogue, draft),
  openEngine: (spec, wish) => openChosenEngine(spec, wish, () => performance.now()),
  loadDataset: (spec, folder) => createPart(datasetParts, spec.dataset).load({ folder }),
  checkpointFiles: runCheckpointFiles,
  train,
};
