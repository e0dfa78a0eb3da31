import { expect, test } from 'vitest';

import { readSweep } from '../../src-shared/spec/sweep.ts';
import { smallCatalogue, smallDraft } from './small-catalogue.fixture.ts';
import { parseValues, sweepFile, sweepSettings, usualAxis, usualHalving } from './sweep-draft.ts';
import type { SweepDraft, SweepSetting } from './sweep-draft.ts';

const settings = sweepSettings(smallCatalogue, smallDraft);
const setting = (path: string): SweepSetting => settings.find((each) => each.path === path) as SweepSetting;

test('numbers, words and parts can vary, each at its place; the dataset and the read-outs cannot', () => {
  expect(settings.map(({ path, label, value }) => [path, label, value])).toEqual([
    ['labels.value', 'Labels: Value', 'largest'],
    ['layers.0.units', 'Layers 1: Units', 300],
    ['layers.0.initial', 'Layers 1: First weights', 'normal'],
    ['layers.1.units', 'Layers 2: Units', 500],
    ['layers.1.initial', 'Layers 2: First weights', 'normal'],
    ['optimizer.kind', 'Optimizer', 'plain'],
    ['optimizer.learningRate', 'Optimizer: Learning rate', 0.5],
    ['peer.kind', 'Peer normalization', 'none'],
  ]);
});

test('what is ticked varies around its value, inside its range', () => {
  const usual = (path: string) => {
    const { sort, text, low, high } = usualAxis(setting(path));
    return [sort, text, low, high];
  };
  expect(usual('optimizer.learningRate')).toEqual(['log', '', 0.05, 5]);
  expect(usual('layers.0.units')).toEqual(['values', '150, 300, 600', null, null]);
  expect(usual('layers.1.units')).toEqual(['values', '250, 500, 1000', null, null]);
  expect(usual('optimizer.kind')).toEqual(['values', 'plain, adam', null, null]);
  expect(usualAxis({ ...setting('optimizer.learningRate'), value: 0 })).toMatchObject({ sort: 'range' });
});

test('values are read as they are meant', () => {
  expect(parseValues('1, 0.5,adam,\ntrue, , "7"')).toEqual([1, 0.5, 'adam', true, '7']);
});

test('the file is one that the program reads', () => {
  const axes = ['optimizer.learningRate', 'layers.0.units'].map((path) => usualAxis(setting(path)));
  const draft: SweepDraft = {
    axes,
    seeds: [1, 2, 3],
    method: 'grid',
    points: 9,
    readOut: null,
    halving: usualHalving,
  };
  expect(readSweep(sweepFile(draft, 'quick-start', null), 'it').axes).toEqual({
    'optimizer.learningRate': { log: [0.05, 5], steps: 3 },
    'layers.0.units': { values: [150, 300, 600] },
  });
  const drawn = sweepFile({ ...draft, method: 'sobol', readOut: 'goodness' }, smallDraft, 'mine');
  expect(readSweep(drawn, 'it')).toMatchObject({
    name: 'mine',
    base: smallDraft,
    points: 9,
    objective: { readOut: 'goodness' },
    axes: { 'optimizer.learningRate': { log: [0.05, 5] } },
  });
  const halved = sweepFile(
    { ...draft, method: 'halving', halving: { factor: 2, firstEpochs: null, draw: 'random' } },
    'quick-start',
    null,
  );
  expect(readSweep(halved, 'it').halving).toEqual({ factor: 2, firstEpochs: 1, draw: 'random' });
});
