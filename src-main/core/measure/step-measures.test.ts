import { expect, test } from 'vitest';

import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { stepMeasures } from './step-measures.ts';

test("a step's losses and the goodness of its batch are measured", async () => {
  const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
  const column = (...values: number[]) => engine.upload(Float64Array.from(values), [values.length, 1]);
  const report = {
    'loss/softmax': column(2.3),
    'loss/layer1': column(0.7),
    'goodness/positive/layer1': column(1, 2, 3, 6),
    'goodness/negative/layer1': column(0, 2, 4, 2),
  };
  expect(await stepMeasures(engine, report)).toEqual({
    'loss/softmax': 2.3,
    'loss/layer1': 0.7,
    'batch/layer1/goodness/positive/mean': 3,
    'batch/layer1/goodness/negative/mean': 2,
    'batch/layer1/pairwise-error': 0.5, // equal counts as wrong
  });
});

test('a step of negatives alone tells their goodness, and compares nothing', async () => {
  const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
  const report = { 'goodness/negative/layer1': engine.upload(Float64Array.of(0, 2, 4, 2), [4, 1]) };
  expect(await stepMeasures(engine, report)).toEqual({ 'batch/layer1/goodness/negative/mean': 2 });
});
