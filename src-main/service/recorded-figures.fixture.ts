/** What one run gave, made up. */

import type { RunFigures } from '../../src-shared/views/reproduction-view.ts';

export const someFigures: RunFigures = {
  runId: '20260101-000000-abcd',
  seed: 1,
  date: '2026-01-01T00:00:00.000Z',
  workbench: '0.1.0',
  engine: 'onnx on CPU, 1 thread',
  machine: 'a processor, 2 cores',
  seconds: 12.25,
  memoryBytes: 500_000_000,
  imagesPerSecond: 1234,
  errors: { train: { goodness: 0.01 }, validation: null, test: { goodness: 0.0123 } },
};
