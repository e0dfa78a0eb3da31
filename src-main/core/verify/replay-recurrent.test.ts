/** Nets with top-down input against a second implementation, in sizes drawn at random. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { plainTrace } from './fixtures/plain-recurrent.ts';
import type { PlainSizes } from './fixtures/plain-recurrent.ts';
import { parseGoldenTrace } from './golden-trace.ts';
import type { RecurrentTrace } from './recurrent-trace.ts';
import { replay } from './replay.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const golden = join(import.meta.dirname, '../../../resources/golden/recurrent.json');
const recurrent = JSON.parse(await readFile(golden, 'utf8')) as RecurrentTrace;

const sizes: fc.Arbitrary<PlainSizes> = fc
  .record({
    layerSizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
    classes: fc.integer({ min: 2, max: 5 }),
    batch: fc.integer({ min: 1, max: 4 }),
    steps: fc.integer({ min: 1, max: 3 }),
    iterations: fc.integer({ min: 1, max: 6 }),
    span: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
    keep: fc.constantFrom(0, 0.3, 0.8),
    labelScale: fc.constantFrom(1, Math.sqrt(10)),
    gain: fc.constantFrom(1, 0.25),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ span, ...rest }) => {
    const [first, last] = span.map((at) => (at % rest.iterations) + 1).sort((a, b) => a - b);
    return { ...rest, judged: [first as number, last as number] };
  });

test('nets of any size settle and learn as the plain implementation does', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async (drawn) => {
      const trace = parseGoldenTrace('drawn', JSON.parse(JSON.stringify(plainTrace(drawn))));
      const { maxAbsoluteDifference, compared } = await replay(trace, engine);
      expect(compared).toBeGreaterThan(0);
      expect(maxAbsoluteDifference).toBeLessThan(1e-9);
    }),
    { numRuns: 60 },
  );
});

test('another share kept, label or iteration judged gives another trace', async () => {
  const changes = [{ keep: 0.4 }, { labelScale: 1 }, { goodnessIterations: [2, 5] as [number, number] }];
  for (const change of changes) {
    const hyperparameters = { ...recurrent.hyperparameters, ...change };
    expect((await replay({ ...recurrent, hyperparameters }, engine)).maxRelativeDifference).toBeGreaterThan(
      1e-3,
    );
  }
});

const steps = (change: (step: RecurrentTrace['steps'][number]) => object) => ({
  ...recurrent,
  steps: recurrent.steps.map(change),
});
const judging = (goodnessIterations: number[]) => ({
  ...recurrent,
  hyperparameters: { ...recurrent.hyperparameters, goodnessIterations },
});

test.each<[string, object, string]>([
  [
    'a label there is not',
    { ...recurrent, labels: [9, ...recurrent.labels.slice(1)] },
    'there is no label 9',
  ],
  ['an iteration there is not', judging([3, 6]), 'there is no iteration 6'],
  ['iterations the wrong way round', judging([4, 3]), 'iteration 4 comes after 3'],
  [
    'a layer seen from nowhere',
    { ...recurrent, downWeights: recurrent.downWeights.slice(1) },
    'downWeights holds 1 entries instead of 2',
  ],
  [
    'an iteration left out',
    steps((step) => ({ ...step, positiveGoodness: step.positiveGoodness.slice(1) })),
    'steps.0.positiveGoodness holds 4 entries instead of 5',
  ],
  [
    'goodness of fewer layers',
    steps((step) => ({ ...step, negativeGoodness: step.negativeGoodness.map((layers) => layers.slice(1)) })),
    'steps.0.negativeGoodness.0 holds 1 entries instead of 2',
  ],
])('a trace with %s is refused with what is wrong', (_, contents, problem) => {
  const refused = () => parseGoldenTrace('trace.json', contents);
  expect(refused).toThrow(WorkbenchError);
  expect(refused).toThrow(problem);
});
