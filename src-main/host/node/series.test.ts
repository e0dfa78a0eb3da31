/** A series of experiments from the command line: one after the other, each in a process of its own. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test, vi } from 'vitest';

import type { RunReport } from '../../service/export/run-report.ts';
import type { SeedsReport } from './seeds-report.ts';
import { answerOf, makeFolder, removeFolder, runFfwb } from './fixtures/run-ffwb.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const folder = makeFolder();
afterAll(() => removeFolder(folder));

const shared = {
  version: 2,
  dataset: { kind: 'synthetic', size: 8, trainExamples: 200, validationExamples: 20, testExamples: 50 },
  layers: [{ kind: 'dense', units: 12 }],
  engine: { kind: 'reference' },
  activation: { kind: 'relu' },
  normalization: { kind: 'root-mean-square' },
  optimizer: { kind: 'smoothed-sgd' },
  training: { kind: 'together', epochs: 1, batchSize: 20 },
  readouts: [{ kind: 'softmax', firstLayer: 0 }],
};
const series = {
  bases: {
    'by labels': {
      ...shared,
      method: { kind: 'forward-forward' },
      labels: { kind: 'in-input' },
      goodness: { kind: 'sum-of-squares' },
      threshold: { kind: 'units' },
      objective: { kind: 'logistic' },
      peer: { kind: 'none' },
      negatives: { kind: 'uniform' },
    },
    'back-propagation': { ...shared, method: { kind: 'back-propagation' } },
  },
  axes: { 'layers.length': { values: [1, 2], name: '{} layers' } },
};
const file = join(folder, 'depths.json');
writeFileSync(file, JSON.stringify(series));

test('every experiment is a run of its own name, with the options given', async () => {
  const runs = (await answerOf(folder, 'train', file, '--seed', '5')) as RunReport[];
  expect(runs.map(({ name, status, seed }) => [name, status, seed])).toEqual([
    ['by labels, 1 layers', 'completed', 5],
    ['by labels, 2 layers', 'completed', 5],
    ['back-propagation, 1 layers', 'completed', 5],
    ['back-propagation, 2 layers', 'completed', 5],
  ]);
  for (const { peakMemoryBytes } of runs) expect(peakMemoryBytes).toBeGreaterThan(1e7);
});

test('with seeds each experiment is told with its mean', async () => {
  const words = ['train', file, '--seeds', '1,2', '--set', 'layers.0.units=8'];
  const told = (await answerOf(folder, ...words)) as (RunReport | SeedsReport)[];
  const seeds = told.map((each) => ('summary' in each ? each.seeds : each.seed));
  expect(seeds).toEqual([1, 2, [1, 2], 1, 2, [1, 2], 1, 2, [1, 2], 1, 2, [1, 2]]);
});

test('what is wrong with the last experiment is said before the first begins', async () => {
  const wrong = { ...series, axes: { 'readouts.0.firstLayer': { values: [1, 7] } } };
  writeFileSync(join(folder, 'wrong.json'), JSON.stringify(wrong));
  const before = (await answerOf(folder, 'runs')) as unknown[];
  const { code, stderr } = await runFfwb(folder, 'train', join(folder, 'wrong.json'));
  expect([code, stderr]).toEqual([2, expect.stringContaining('there is no layer 7 in a net of one layer')]);
  expect(await answerOf(folder, 'runs')).toEqual(before);
});
