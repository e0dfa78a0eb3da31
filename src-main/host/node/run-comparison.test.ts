import { expect, test } from 'vitest';

import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { compareRuns } from './run-comparison.ts';

const run = (runId: string, spec: object, goodness: number): RunDetail =>
  ({
    runId,
    spec,
    engine: { id: 'onnx', device: 'CPU', backend: 'onnxruntime', threads: 2 },
    environment: { node: runId === 'a' ? '24.1' : '24.2', cores: 2, packages: {} },
    datasetFingerprint: 'f',
    status: 'completed',
    epoch: 1,
    step: 10,
    trainSeconds: 1,
    throughput: null,
    peakMemoryBytes: null,
    errors: { train: null, validation: null, test: { goodness, 'goodness/layer1': goodness } },
  }) as unknown as RunDetail;

test('only what differs of the configuration, and all results', () => {
  const a = run('a', { seed: 1, layers: [{ kind: 'dense', units: 5 }], peer: { kind: 'none' } }, 0.1);
  const b = run(
    'b',
    { seed: 1, layers: [{ kind: 'dense', units: 6 }, { kind: 'dense' }], peer: { kind: 'none' } },
    0.2,
  );
  expect(compareRuns([a, b])).toEqual({
    runs: ['a', 'b'],
    configuration: [
      { name: 'layers.0.units', values: [5, 6] },
      { name: 'layers.1.kind', values: [null, 'dense'] },
    ],
    surroundings: [{ name: 'node', values: ['24.1', '24.2'] }],
    results: [
      { name: 'status', values: ['completed', 'completed'] },
      { name: 'epoch', values: [1, 1] },
      { name: 'step', values: [10, 10] },
      { name: 'trainSeconds', values: [1, 1] },
      { name: 'test.goodness', values: [0.1, 0.2] },
      { name: 'test.goodness/layer1', values: [0.1, 0.2] },
    ],
  });
});
