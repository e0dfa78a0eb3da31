/**
 * The experiment that is trained again and again: 1,600 steps, some two seconds, with everything in it that a resume has
 * to bring back. Evaluations are rare, because all that was measured is recorded with them at once.
 */

import { catalogue } from '../../src-main/core/catalogue.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';

export const experiment = parseSpec(catalogue, {
  name: 'fault injection',
  seed: 7,
  dataset: { kind: 'synthetic' },
  augmentation: [{ kind: 'shift' }],
  labels: { kind: 'in-input', value: 1 },
  layers: [
    { kind: 'dense', units: 96 },
    { kind: 'dense', units: 96 },
  ],
  activation: { kind: 'relu' },
  normalization: { kind: 'root-mean-square' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'units', factor: 1 },
  peer: { kind: 'running-mean', strength: 0.03, momentum: 0.9, initial: 0.5 },
  negatives: { kind: 'hard' },
  optimizer: { kind: 'smoothed-sgd', learningRate: 0.01, smoothing: 0.9, weightDecay: 0.001 },
  training: { kind: 'together', epochs: 80, batchSize: 50, shuffled: true },
  schedule: { kind: 'linear-after-half' },
  readouts: [
    { kind: 'goodness', firstLayer: 2 },
    { kind: 'softmax', firstLayer: 2, learningRate: 0.1, smoothing: 0.9, weightDecay: 0.003 },
  ],
  measures: { everySteps: 1, everyEpochs: 40, examples: 1000 },
  engine: { kind: 'onnx', device: 'cpu', threads: 1 },
});
