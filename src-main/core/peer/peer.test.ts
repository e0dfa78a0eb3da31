import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { hintonRecipe, stepCase } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { peerParts } from './index.ts';
import type { PeerNormalization } from './index.ts';

const [strength, momentum, initial] = [0.3, 0.75, 0.5];
const chosen = { kind: 'running-mean', strength, momentum, initial };

test('the running mean follows the batch, and units above the mean of the layer are pushed down', () => {
  const peer = createPart<PeerNormalization | null>(peerParts, chosen);
  const activity = ops.constant([1, 0, 5, 3, 0, 1], [2, 3]); // two examples, batch means 2, 0, 3
  const mean = peer?.follow(ops, ops.constant([2, 1, 0], [1, 3]), activity) as ReferenceTensor;
  const gradient = peer?.pull(ops, mean, 2) as ReferenceTensor;
  // Means become 2, 0.75, 0.75; the layer's mean is 3.5 / 3; each of the two rows gets half.
  const pull = [2, 0.75, 0.75].map((mean) => expect.closeTo(((mean - 3.5 / 3) * strength) / 2, 14) as number);
  expect([[...mean.data], [...gradient.data]]).toEqual([[2, 0.75, 0.75], pull]);
});

test('in a step the pull reaches every unit, dead ones too, and only through the positives', async () => {
  const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
  const size = { inputSize: 12, units: [6], batch: 4 };
  const common = {
    negatives: { kind: 'uniform' },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
    optimizer: { kind: 'smoothed-sgd', smoothing: 0, weightDecay: 0 },
  };
  const stepWith = async (peer: { kind: string }) => {
    const recipe = hintonRecipe(size, { ...common, peer });
    const { program, inputs } = stepCase(
      'peer',
      recipe,
      { layers: [0], readout: false },
      'image',
      size.batch,
    );
    const bias = Float32Array.from({ length: 6 }, (_, unit) => (unit === 2 ? -100 : 0)); // unit 2 is dead
    const rate = inputs['scalar/optimizer/rate']?.[0] as number;
    return { rate, outputs: await runProgram(engine, program, { ...inputs, 'layer1/bias': bias }) };
  };
  const [{ rate, outputs: pulled }, { outputs: left }] = [
    await stepWith(chosen),
    await stepWith({ kind: 'none' }),
  ];
  const means = [...(pulled['layer1/peerMean'] as Float64Array)];
  const layerMean = means.reduce((total, mean) => total + mean, 0) / means.length;
  // Every positive row adds strength / B to the bias' gradient: B of them add up to strength.
  const expected = means.map((mean) => expect.closeTo(-rate * strength * (mean - layerMean), 12) as number);
  const found = [...(pulled['layer1/bias'] as Float64Array)].map(
    (value, unit) => value - ((left['layer1/bias'] as Float64Array)[unit] as number),
  );
  expect(found).toEqual(expected);
  expect(means[2]).toBeLessThan(layerMean); // the dead one is pulled up
});

test('without peer normalization there is nothing to do', () => {
  expect(createPart<PeerNormalization | null>(peerParts, { kind: 'none' })).toBeNull();
});
