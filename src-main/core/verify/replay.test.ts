import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { parseGoldenTrace } from './golden-trace.ts';
import type { ArticleTrace, HintonTrace } from './golden-trace.ts';
import { replay } from './replay.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(import.meta.dirname, '../../../resources/golden', `${name}.json`), 'utf8'));
const [hinton, article] = [(await read('hinton')) as HintonTrace, (await read('article')) as ArticleTrace];

// That golden traces are followed is shown by engine/conformance.test.ts, for every engine.
test('a number that differs is found and named', async () => {
  const steps: HintonTrace['steps'] = structuredClone(hinton.steps);
  const weights = steps[2]?.weights[1] as number[];
  weights[5] = (weights[5] as number) + 0.25;
  const result = await replay({ ...hinton, steps }, engine);
  expect(result).toMatchObject({
    maxAbsoluteDifference: expect.closeTo(0.25, 6) as number,
    worst: { name: 'steps.2.weights.1', index: 5, expected: weights[5] },
  });
});

test('another learning rate, gain or start gives another trace', async () => {
  const gain = { ...hinton, hyperparameters: { ...hinton.hyperparameters, gain: 0.5 } };
  const rate = { ...article, hyperparameters: { ...article.hyperparameters, learningRate: 0.02 } };
  const start = { ...article, biases: article.biases.map((list) => list.map((value) => value + 0.1)) };
  for (const trace of [gain, rate, start]) {
    expect((await replay(trace, engine)).maxRelativeDifference).toBeGreaterThan(1e-3);
  }
});

test.each<[string, object, string]>([
  ['another format', { ...hinton, format: 'x' }, 'format Invalid input: expected "ff-golden-trace"'],
  ['no recipe', { ...hinton, recipe: 'cake' }, 'recipe Invalid'],
  [
    'inputs cut short',
    { ...hinton, inputs: hinton.inputs.slice(1) },
    'inputs holds 99 entries instead of 100',
  ],
  [
    'a layer without weights',
    { ...hinton, weights: hinton.weights.slice(1) },
    'weights holds 1 entries instead of 2',
  ],
  ['a label there is not', { ...hinton, labels: [9, ...hinton.labels.slice(1)] }, 'there is no label 9'],
  [
    'negatives for fewer steps',
    { ...hinton, negativeLabels: hinton.negativeLabels.slice(1) },
    'negativeLabels holds 3 entries instead of 4',
  ],
  [
    'a step cut short',
    { ...hinton, steps: hinton.steps.map((step, index) => (index === 3 ? { ...step, biases: [] } : step)) },
    'steps.3.biases holds 0 entries instead of 2',
  ],
  [
    'a step of a layer there is not',
    { ...article, steps: article.steps.map((step) => ({ ...step, layer: 7 })) },
    'steps.0.weights holds 160 entries instead of 0',
  ],
  [
    'no goodness per label',
    { ...article, goodnessPerLabel: [] },
    'goodnessPerLabel holds 0 entries instead of 20',
  ],
  [
    'as many classes as inputs',
    { ...article, classes: 20, goodnessPerLabel: new Array(100).fill(0) },
    'there are fewer inputs than classes',
  ],
  ['no object', [], 'Invalid input'],
])('a trace with %s is refused with what is wrong', (_, contents, problem) => {
  let refusal: WorkbenchError | null = null;
  try {
    parseGoldenTrace('trace.json', contents);
  } catch (error) {
    refusal = error as WorkbenchError;
  }
  expect(refusal?.code).toBe('golden/invalid');
  expect(refusal?.message).toContain('trace.json is not a golden trace: ');
  expect(refusal?.message).toContain(problem);
});
