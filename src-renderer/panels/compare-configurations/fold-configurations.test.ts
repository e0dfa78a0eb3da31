import { expect, test } from 'vitest';

import type { SettingDifference } from '../../../src-shared/views/run-table-view.ts';
import { commonName, foldConfigurations } from './fold-configurations.ts';

const run = (runId: string, name: string, seed: number, configuration: string) => ({
  runId,
  name,
  seed,
  configuration,
});

test('seeds of one configuration become one group, in the order of the first runs, each by seed', () => {
  const runs = [
    run('a', 'wide, seed 12', 12, 'h1'),
    run('b', 'narrow', 1, 'h2'),
    run('c', 'wide, seed 1', 1, 'h1'),
  ];
  const differences = [
    { path: 'seed', label: 'Seed', values: [12, 1, 1] },
    { path: 'layers.0.units', label: 'Units', values: [1000, 100, 1000] },
  ];
  expect(foldConfigurations(runs, differences)).toEqual([
    { configuration: 'h1', name: 'wide', runs: [runs[2], runs[0]], values: [12, 1000] },
    { configuration: 'h2', name: 'narrow', runs: [runs[1]], values: [1, 100] },
  ]);
});

test('configurations of one name are told apart by what differs, else by their hash', () => {
  const runs = [run('a', 'mnist', 1, 'aaaaaaaa'), run('b', 'mnist', 1, 'bbbbbbbb')];
  const rate = { path: 'optimizer.learningRate', label: 'Optimizer: learning rate', values: [0.1, 0.01] };
  const names = (more: typeof runs, differences: SettingDifference[]) =>
    foldConfigurations([...runs, ...more], differences).map(({ name }) => name);
  expect(names([], [rate])).toEqual(['learning rate 0.1', 'learning rate 0.01']);
  expect(names([], [])).toEqual(['mnist (aaaaaa)', 'mnist (bbbbbb)']);
  expect(names([run('c', 'mnist', 1, 'cccccccc')], [{ ...rate, values: [0.1, 0.01, 0.01] }])).toEqual([
    'learning rate 0.1',
    'learning rate 0.01, bbbbbb',
    'learning rate 0.01, cccccc',
  ]);
  expect(names([run('d', 'other', 1, 'dddddddd')], [{ ...rate, values: [0.1, 0.01, 0.1] }])).toEqual([
    'mnist (learning rate 0.1)',
    'mnist (learning rate 0.01)',
    'other',
  ]);
});

test('a common name is what the names share, without half a number or a dangling word', () => {
  const cases: [string[], string][] = [
    [['quick-start'], 'quick-start'],
    [['quick-start', 'quick-start'], 'quick-start'],
    [['net 10', 'net 10'], 'net 10'],
    [['net 10', 'net 12'], 'net'],
    [['wide (seed 1)', 'wide (seed 2)'], 'wide'],
    [['1', '2'], '1'],
  ];
  expect(cases.map(([names]) => commonName(names))).toEqual(cases.map(([, name]) => name));
});
