/**
 * Which settings of an experiment are terms of the field, so that lists of settings can explain them on hover. A setting
 * that is not here is shown with its plain label, so an unknown part costs nothing.
 */

import type { TermName } from './glossary.ts';

/** By slot, slot/kind of the part chosen, or slot.parameter. */
export const settingTerms: Readonly<Record<string, TermName>> = {
  'method/forward-forward': 'forwardForward',
  'method/class-groups': 'classGroups',
  'method/back-propagation': 'backPropagation',
  'method/distillation': 'distillation',
  'method/fast-and-slow': 'fastAndSlow',
  augmentation: 'augmentation',
  'layers/local': 'localFields',
  'layers/convolution': 'convolution',
  'layers/fast-weights': 'fastWeights',
  labels: 'labelOverlay',
  'activation/relu': 'relu',
  normalization: 'layerNormalization',
  'normalization/root-mean-square': 'rootMeanSquare',
  goodness: 'goodness',
  'goodness/negative-sum-of-squares': 'minimized',
  'goodness/negative-mean-of-squares': 'minimized',
  'goodness/top-k': 'topK',
  'goodness/soft-maximum': 'softMaximum',
  threshold: 'threshold',
  objective: 'objective',
  'objective/symba': 'symmetricLoss',
  'objective/layer-collaboration': 'collaboration',
  peer: 'peerNormalization',
  dropout: 'dropout',
  feedback: 'topDown',
  'feedback.iterations': 'iteration',
  device: 'device',
  'device.rounding': 'programmedWeights',
  'layers/black-box': 'blackBox',
  negatives: 'negative',
  'negatives/hard': 'hardNegative',
  'negatives/hybrid': 'hybrid',
  'negatives/self-written': 'selfWritten',
  schedule: 'gain',
  readouts: 'readout',
  'readouts/goodness': 'goodnessReadout',
  'readouts/softmax': 'softmaxReadout',
  'readouts/probe': 'probe',
  'readouts.firstLayer': 'layerRange',
  'optimizer.learningRate': 'learningRate',
  'optimizer.smoothing': 'momentum',
  'optimizer.weightDecay': 'weightDecay',
  'training.epochs': 'epoch',
  'training.batchSize': 'batch',
};

/** "readouts.1.firstLayer" is explained as "readouts.firstLayer" is, and "goodness.kind" as "goodness". */
export function termOfSetting(path: string): TermName | null {
  return settingTerms[path.replace(/\.\d+(?=\.|$)/, '').replace(/\.kind$/, '')] ?? null;
}

/** What the part of that kind is. */
export function termOfPart(slot: string, kind: string): TermName | null {
  return settingTerms[`${slot}/${kind}`] ?? null;
}
