import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { experimentSteps, specOf } from './experiment-steps.ts';

test('what is measured is the presets, with the read-outs that learn or judge', () => {
  const measured = experimentSteps.map((experiment) => {
    const { layers, readouts, dataset, training } = specOf(experiment);
    const kinds = layers.map(({ kind }) => kind);
    const examples = (dataset as { trainExamples?: number }).trainExamples;
    const { batchSize } = training as { batchSize?: number | 'all' };
    return [experiment.name, kinds.join(' '), readouts.map(({ kind }) => kind).join(), examples, batchSize];
  });
  expect(measured).toEqual([
    ['shifts', 'dense dense dense dense', 'goodness,softmax', 50_000, 100],
    ['unsupervised', 'dense dense dense dense', 'softmax', 50_000, 100],
    ['local-fields', 'local local local', 'softmax', 50_000, 100],
    ['convolution', 'convolution convolution convolution', 'softmax', 50_000, 100],
    ['back-propagation', 'dense dense dense', 'softmax', 50_000, 100],
    ['class-groups', 'convolution convolution convolution convolution', 'goodness,softmax', 50_000, 100],
    ['cifar-local', 'local local local', 'goodness,softmax', 45_000, 100],
    ['article', 'dense dense', 'goodness', 50_000, 'all'],
    ['article-5000', 'dense dense', 'goodness', 5000, 'all'],
  ]);
});

test('every peer is there', () => {
  const missing = experimentSteps.filter(
    ({ peer }) => !existsSync(new URL(`./peer/${peer}`, import.meta.url)),
  );
  expect(missing).toEqual([]);
});
