/** What a seeded run is and measured: plausible, various, and the same every time. Nothing here was ever trained. */

import { randomStream } from '../../src-shared/base/random.ts';
import type { SplitErrors, TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { NewRun } from '../../src-main/store/run-store.ts';
import type { SeedPlan } from './seed-plans.ts';

type EventOf<T extends TrainingEvent['type']> = Extract<TrainingEvent, { type: T }>;

/** Settings of a spec below with one layer, and of every further layer. */
const settingsWithOneLayer = 30;
const settingsPerLayer = 2;
const runsPerConfiguration = 5;

/** Runs come in configurations of five seeds each. */
export function seededRun(index: number, plan: SeedPlan): NewRun {
  const configuration = Math.floor(index / runsPerConfiguration);
  const random = randomStream(1, 'configuration', configuration);
  const one = <T>(...choices: readonly T[]): T => choices[random.integer(choices.length)] as T;
  const layers = Math.max(1, Math.round((plan.settings - settingsWithOneLayer) / settingsPerLayer) + 1);
  const spec: ExperimentSpec = {
    version: 2,
    name: `${one('wide', 'narrow', 'deep', 'shallow')} ${one('net', 'trial', 'variant')} ${configuration}`,
    seed: index % runsPerConfiguration,
    method: { kind: 'forward-forward' },
    dataset: { kind: one('mnist', 'fashion-mnist'), examples: one(10_000, 60_000) },
    augmentation: [],
    labels: { kind: 'in-input', scale: one(1, 2) },
    layers: Array.from({ length: Math.min(64, layers) }, () => ({
      kind: 'dense',
      units: one(500, 1_000, 2_000),
    })),
    activation: { kind: 'relu' },
    normalization: { kind: one('length', 'none'), epsilon: 1e-8 },
    goodness: { kind: one('sum-of-squares', 'mean-of-squares') },
    threshold: { kind: 'number', value: one(1, 2, 5) },
    objective: { kind: 'logistic', symmetric: one(true, false) },
    peer: { kind: 'none' },
    negatives: { kind: one('uniform', 'hard'), perPositive: 1 },
    optimizer: { kind: 'adam', learningRate: Math.fround(random.uniform() / 10), beta1: 0.9, beta2: 0.999 },
    training: { kind: one('together', 'layer-by-layer'), epochs: 10, batch: one(100, 500) },
    schedule: { kind: one('constant', 'linear') },
    readouts: [{ kind: 'goodness' }],
    measures: { everySteps: 50, everyEpochs: 1, examples: 10_000, snapshots: false },
    engine: { kind: 'auto' },
  };
  return {
    spec,
    preset: one('quick-start', 'hinton', null),
    environment,
    tags: one([], ['paper'], ['a', 'b']),
  };
}

const environment: NewRun['environment'] = {
  workbench: '0.1.0',
  node: '24.0.0',
  platform: 'linux x64',
  cpu: 'seeded, not a machine',
  cores: 2,
  memoryBytes: 8e9,
  packages: { 'onnxruntime-node': '1.30.0' },
};

export function stepsOf(plan: SeedPlan): number {
  return plan.points * plan.stride;
}

export function seededStart(plan: SeedPlan): EventOf<'started'> {
  const totalSteps = stepsOf(plan);
  return {
    type: 'started',
    step: 0,
    totalSteps,
    stepsPerEpoch: Math.max(1, Math.floor(totalSteps / 10)),
    epochs: 10,
    parameterCount: 1_796_010,
    net: { layers: [], readouts: [], labelled: true },
    engine: { id: 'onnx', device: 'cpu', backend: 'onnxruntime', threads: 2 },
    datasetFingerprint: 'seeded',
  };
}

/** The last evaluation and the end of a run. */
export function seededEnd(
  index: number,
  plan: SeedPlan,
): readonly [EventOf<'evaluated'>, EventOf<'finished'>] {
  const random = randomStream(2, 'end', index);
  const step = stepsOf(plan);
  const at = { step, epoch: 10, trainSeconds: step / 40 };
  const split = (): SplitErrors => {
    const goodness = 0.02 + random.uniform() / 20;
    return {
      goodness,
      softmax: goodness * 0.9,
      'goodness/layer1': goodness * 2,
      'goodness/layer2': goodness,
    };
  };
  const errors = { train: split(), validation: split(), test: split() };
  const throughput = { stepsPerSecond: 40, samplesPerSecond: 4_000, usefulGigaflopsPerSecond: 80 };
  return [
    { type: 'evaluated', ...at, errors, final: true },
    { type: 'finished', ...at, reason: 'completed', throughput, peakMemoryBytes: 5e8 },
  ];
}

/** "layer3/goodness/positive/mean" and the like; as many as wanted, all different. */
export function metricName(index: number): string {
  const kinds = ['goodness/positive/mean', 'goodness/negative/mean', 'loss', 'auc', 'dead', 'norm'];
  const kind = kinds[index % kinds.length] as string;
  return `layer${Math.floor(index / kinds.length) + 1}/${kind}`;
}

/** The values of a metric: they fall and jitter, with a spike and a NaN here and there. */
export function seededValues(run: number, metric: number, points: number): (point: number) => number {
  const random = randomStream(3, 'values', run, metric);
  const level = 0.5 + random.uniform();
  return (point) => {
    const bits = random.bits();
    if (bits < 40_000) return NaN; // about one in 100,000
    if (bits < 80_000) return level * 10;
    return level * (Math.exp((-4 * point) / points) + bits / 2 ** 36);
  };
}

/** The activities of one layer at one moment, under the right and the wrong label. */
export function seededSnapshot(
  moment: number,
  layer: number,
  units: number,
  at: { readonly step: number; readonly epoch: number },
): EventOf<'snapshot'> {
  const random = randomStream(4, 'activity', layer, moment);
  const bytes = Uint8Array.from(
    { length: 2 * units },
    (_, i) => (i * 37 + moment + (random.bits() & 63)) & 255,
  );
  return {
    type: 'snapshot',
    ...at,
    name: `activity/layer${layer}`,
    shape: [2, units],
    low: 0,
    high: 3,
    bytes,
  };
}

/** How goodness of one layer is spread at one moment, for positives or negatives. */
export function seededHistogram(
  moment: number,
  layer: number,
  side: 'positive' | 'negative',
  at: { readonly step: number; readonly epoch: number },
): EventOf<'histogram'> {
  const random = randomStream(6, side, layer, moment);
  const peak = side === 'positive' ? 30 : 12;
  const counts = Uint32Array.from({ length: 50 }, (_, bin) =>
    Math.round(1000 * Math.exp(-(((bin - peak) / 6) ** 2)) * (0.8 + 0.4 * random.uniform())),
  );
  return { type: 'histogram', ...at, name: `layer${layer}/goodness/${side}`, low: 0, high: 10, counts };
}
