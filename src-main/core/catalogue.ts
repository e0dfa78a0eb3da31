/**
 * Every part there is, by slot: what specs are parsed against and what forms and documentation are made from.
 */

import { z } from 'zod';

import { Registry } from '../../src-shared/base/registry.ts';
import type { Catalogue } from '../../src-shared/spec/experiment-spec.ts';
import { parameter } from '../../src-shared/spec/part.ts';
import type { PartInfo } from '../../src-shared/spec/part.ts';
import { activationParts } from './activation/index.ts';
import { augmentationParts } from './augment/index.ts';
import { datasetParts } from './dataset/index.ts';
import { deviceParts } from './device/index.ts';
import { dropoutParts } from './dropout/index.ts';
import { engineKinds } from './engine/index.ts';
import { feedbackParts } from './feedback/index.ts';
import { goodnessParts } from './goodness/index.ts';
import { labelParts } from './label/index.ts';
import { layerParts } from './layer/index.ts';
import { methodParts } from './method/index.ts';
import { negativeParts } from './negatives/index.ts';
import { normalizationParts } from './normalization/index.ts';
import { objectiveParts } from './objective/index.ts';
import { optimizerParts } from './optimizer/index.ts';
import { peerParts } from './peer/index.ts';
import { regionParts } from './region/index.ts';
import { readoutParts } from './readout/index.ts';
import { scheduleParts } from './schedule/index.ts';
import { thresholdParts } from './threshold/index.ts';
import { trainingParts } from './train/plan.ts';

/** Parameters every engine choice has. */
const engineParameters = z.object({
  threads: parameter(z.int().min(1).max(1024).nullable().default(null), {
    label: 'Threads',
    help: 'CPU threads of one run; empty: all cores, shared among the runs at work.',
  }),
  device: parameter(z.string().max(40).default('auto'), {
    label: 'Device',
    help: '"auto" takes a GPU first; or the name of an execution provider, such as cpu, cuda or webgpu.',
  }),
});

const engineParts = new Registry<PartInfo>('engine', [
  {
    kind: 'auto',
    label: 'Picked for this machine',
    help: 'A GPU first; else the engine that was faster in a one-second measurement.',
    parameters: engineParameters,
  },
  ...engineKinds.all().map(({ kind, label, help }) => ({ kind, label, help, parameters: engineParameters })),
]);

export const catalogue: Catalogue = {
  method: methodParts,
  dataset: datasetParts,
  augmentation: augmentationParts,
  labels: labelParts,
  layers: layerParts,
  feedback: feedbackParts,
  device: deviceParts,
  activation: activationParts,
  normalization: normalizationParts,
  goodness: goodnessParts,
  threshold: thresholdParts,
  regions: regionParts,
  objective: objectiveParts,
  peer: peerParts,
  negatives: negativeParts,
  dropout: dropoutParts,
  optimizer: optimizerParts,
  training: trainingParts,
  schedule: scheduleParts,
  readouts: readoutParts,
  engine: engineParts,
};
