/** Claims from the command line: what is missing is trained, what is recorded counts, what is missed ends with 1. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test, vi } from 'vitest';

import type { Reproduction } from '../../../src-shared/views/reproduction-view.ts';
import type { RecordedEntry } from '../../service/recorded-figures.ts';
import { answerOf, makeFolder, removeFolder, runFfwb } from './fixtures/run-ffwb.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const folder = makeFolder();
afterAll(() => removeFolder(folder));

const settings = {
  'dataset.kind': 'synthetic',
  'dataset.size': 8,
  'dataset.trainExamples': 200,
  'dataset.validationExamples': 20,
  'dataset.testExamples': 50,
  'layers.length': 1,
  'layers.0.units': 12,
  'readouts.0.firstLayer': 1,
  'readouts.1.firstLayer': 1,
  'training.epochs': 1,
  'training.batchSize': 20,
  'engine.kind': 'reference',
};
const expectation = { readOut: 'softmax', split: 'test', error: 0.9, tolerance: 0.1 };

function claimFile(name: string, change: object = {}): string {
  const file = join(folder, `${name}.json`);
  const quick = { preset: 'quick-start', settings, seeds: [1, 2], expectations: [expectation], ...change };
  const published = [{ readOut: 'softmax', split: 'test', error: 0.01, source: 'nowhere' }];
  writeFileSync(file, JSON.stringify({ title: 'Tiny', published, quick }));
  return file;
}

test('what is missing is trained, and what is recorded counts', async () => {
  const file = claimFile('tiny');
  const absent = await runFfwb(folder, 'reproduce', file, '--quick', '--recorded');
  expect([absent.code, absent.stdout]).toEqual([0, expect.stringContaining('not run')]);
  expect(await answerOf(folder, 'reproduce', file, '--quick', '--seeds', '1')).toMatchObject([
    { measured: { n: 1, deviation: null, seeds: [1] }, met: true },
  ]);
  const part = await runFfwb(folder, 'reproduce', file, '--quick', '--recorded');
  expect([part.code, part.stdout]).toEqual([0, expect.stringContaining('1 of 2 run')]);
  const [row] = (await answerOf(folder, 'reproduce', file, '--quick')) as Reproduction[];
  expect(row).toMatchObject({
    id: 'tiny',
    version: 'quick',
    preset: 'quick-start',
    published: { error: 0.01, source: 'nowhere' },
    expectation: { error: 0.9, tolerance: 0.1, seeds: [1, 2] },
    seeds: [1, 2],
    backPropagation: null,
    measured: { n: 2, seeds: [1, 2] },
    met: true,
  });
  expect(row?.seconds).toBeGreaterThan(0);
  expect(row?.engine).toMatch(/^reference on /);
  const runs = (await answerOf(folder, 'runs')) as { runId: string; errors: { test: { softmax: number } } }[];
  expect(runs.map(({ runId }) => runId).toSorted()).toEqual(row?.runs.toSorted());
  const [one = NaN, other = NaN] = runs.map(({ errors }) => errors.test.softmax);
  expect(row?.measured?.mean).toBeCloseTo((one + other) / 2, 12);
  expect(row?.measured?.deviation).toBeCloseTo(Math.abs(one - other) / Math.SQRT2, 12);
  // Another engine, the same experiment.
  const other_engine = claimFile('other-engine', { settings: { ...settings, 'engine.kind': 'onnx' } });
  expect(await answerOf(folder, 'reproduce', other_engine, '--quick')).toMatchObject([{ runs: row?.runs }]);
  const both = await runFfwb(folder, 'reproduce', file, other_engine, '--quick', '--recorded');
  expect([both.code, both.stdout]).toEqual([0, expect.stringMatching(/^Training of all these took \d/m)]);
});

test('an expectation that is missed ends with code 1', async () => {
  const file = claimFile('hopeless', {
    seeds: [1],
    expectations: [{ ...expectation, error: 0, tolerance: 0 }],
  });
  const { code, stdout } = await runFfwb(folder, 'reproduce', file, '--quick');
  expect([code, stdout]).toEqual([1, expect.stringMatching(/ NO /)]);
});

test('the same net by back-propagation stands beside it, and figures are written and printed', async () => {
  const file = claimFile('matched', { seeds: [1], backPropagation: {} });
  const [before] = (await answerOf(folder, 'reproduce', file, '--quick')) as Reproduction[];
  expect(before?.backPropagation).toMatchObject({ readOut: 'softmax', measured: null, runs: [] });
  const elsewhere = makeFolder();
  const out = join(elsewhere, 'figures.json');
  const words = ['reproduce', file, '--quick', '--with-back-propagation', '--out', out];
  const [row] = (await answerOf(folder, ...words)) as Reproduction[];
  expect(row).toMatchObject({ runs: before?.runs, backPropagation: { measured: { n: 1, seeds: [1] } } });
  expect(row?.backPropagation?.seconds).toBeGreaterThan(0);
  expect(row?.backPropagation?.memoryBytes).toBeGreaterThan(1e6);
  const [run] = row?.backPropagation?.runs ?? [];
  expect(await answerOf(folder, 'show', String(run))).toMatchObject({
    spec: { method: { kind: 'back-propagation' }, training: { epochs: 1 }, layers: [{ units: 12 }] },
  });
  const { experiments } = JSON.parse(readFileSync(out, 'utf8')) as { experiments: RecordedEntry[] };
  expect(experiments.map(({ claim, method, runs }) => [claim, method, runs.length])).toEqual([
    ['matched', 'back-propagation', 1],
    ['matched', 'own', 1],
  ]);
  removeFolder(elsewhere);
  const printed = await runFfwb(folder, 'reproduce', file, '--quick', '--recorded', '--markdown');
  expect(printed.stdout).toMatch(/^\| `matched`, quick \| 1 \| softmax, test \| \d+\.\d\d % \|/m);
  expect(printed.stdout).toContain('| the same net by back-propagation | 1 | softmax, test |');
});

test('nothing is expected of what was never run to its end', async () => {
  const file = claimFile('open', {
    seeds: [1],
    expectations: [{ readOut: 'softmax', split: 'test', error: null }],
  });
  expect(await answerOf(folder, 'reproduce', file, '--quick')).toMatchObject([
    { expectation: null, met: null, measured: { n: 1 } },
  ]);
});

test('a file that holds no figures is not written over', async () => {
  const file = claimFile('other-file', { seeds: [1] });
  const { code, stderr } = await runFfwb(folder, 'reproduce', file, '--quick', '--recorded', '--out', file);
  expect([code, stderr]).toEqual([2, expect.stringContaining('holds no recorded figures')]);
});

test.each([
  [['hinto'], 'There is no claim "hinto"', 'Did you mean "hinton"?'],
  [['none.json'], 'There is no claim "none.json"', 'There are: '],
  [[claimFile('wrong', { seeds: [] })], 'wrong is no claim: quick.seeds', 'It needs a title'],
  [[claimFile('nowhere', { preset: 'nothing' })], 'There is no preset or file named "nothing"', 'Presets: '],
])('%s', async (words, problem, remedy) => {
  const { code, stderr } = await runFfwb(folder, 'reproduce', ...words, '--quick');
  expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
  expect(stderr).toContain(remedy);
});
