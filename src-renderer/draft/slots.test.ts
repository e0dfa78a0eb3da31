import { expect, test } from 'vitest';

import type { SlotView } from '../../src-shared/views/workbench-view.ts';
import { differencesOf } from './difference.ts';
import { removeAt, setAt } from './draft.ts';
import type { Draft } from './draft.ts';
import { problemText, problemsAt, problemsWithin } from './problems.ts';
import { choosePart, completeDraft, newItem, orderDraft, settingLabel, slotNamed } from './slots.ts';
import { smallCatalogue, smallDraft } from './small-catalogue.fixture.ts';

const draft: Draft = smallDraft;
const slot = (name: string) => slotNamed(smallCatalogue, name) as SlotView;

test('another part keeps the parameters that mean the same, and no others', () => {
  const described = setAt(draft, ['dataset'], { kind: 'digits', trainExamples: 7 });
  expect(choosePart(slot('dataset'), described, ['dataset'], 'blobs')['dataset']).toEqual({
    kind: 'blobs',
    trainExamples: 7,
  });
  expect(choosePart(slot('optimizer'), draft, ['optimizer'], 'adam')['optimizer']).toEqual({ kind: 'adam' });
  expect(choosePart(slot('optimizer'), draft, ['optimizer'], 'plain')).toBe(draft);
  expect(choosePart(slot('peer'), draft, ['peer'], 'none')['peer']).toEqual({ kind: 'none' });
});

test('a new item is like the last one, or the first part there is', () => {
  expect([newItem(slot('layers'), draft), newItem(slot('layers'), {})]).toEqual([
    { kind: 'dense' },
    { kind: 'dense' },
  ]);
});

test('a draft is completed with what it leaves to defaults', () => {
  expect(completeDraft(smallCatalogue, draft)).toEqual({
    ...smallDraft,
    dataset: { kind: 'digits', trainExamples: 500 },
    layers: [
      { kind: 'dense', units: 300, initial: 'normal' },
      { kind: 'dense', units: 500, initial: 'normal' },
    ],
    readouts: [{ kind: 'goodness', lastLayer: null }],
    peer: { kind: 'none' },
    measures: { everySteps: 50, examples: 100 },
  });
});

test('what is wrong in a draft is left as it is', () => {
  const wrong: Draft = {
    dataset: 5,
    layers: { kind: 'dense' },
    optimizer: { kind: 'unknown', a: 1 },
    measures: [],
  };
  expect(completeDraft(smallCatalogue, wrong)).toMatchObject(wrong);
});

test('settings are called as the form calls them', () => {
  const paths = [
    'layers.1.units',
    'layers.1',
    'layers',
    'optimizer.learningRate',
    'optimizer.kind',
    'measures.examples',
  ];
  expect([...paths, 'seed', 'odd.one', ''].map((path) => settingLabel(smallCatalogue, draft, path))).toEqual([
    'Layers 2: Units',
    'Layers 2',
    'Layers',
    'Optimizer: Learning rate',
    'Optimizer',
    'Measures: Examples',
    'Seed',
    'odd.one',
    'Experiment',
  ]);
});

test('a difference is told by setting, and another part once', () => {
  let changed = setAt(draft, ['layers', 1, 'units'], 64);
  changed = setAt(changed, ['optimizer'], { kind: 'adam' });
  changed = setAt(changed, ['layers', 2], { kind: 'dense' });
  changed = setAt(changed, ['labels', 'value'], 1);
  expect(differencesOf(smallCatalogue, draft, changed)).toEqual([
    { path: ['labels', 'value'], label: 'Labels: Value', before: 'largest', after: 1 },
    { path: ['layers', 1, 'units'], label: 'Layers 2: Units', before: 500, after: 64 },
    {
      path: ['layers', 2],
      label: 'Layers 3',
      before: undefined,
      after: { kind: 'dense', units: 500, initial: 'normal' },
    },
    {
      path: ['optimizer'],
      label: 'Optimizer',
      before: { kind: 'plain', learningRate: 0.5 },
      after: { kind: 'adam', learningRate: 0.003 },
    },
  ]);
});

test('saying a default is no difference', () => {
  expect(differencesOf(smallCatalogue, draft, setAt(draft, ['peer'], { kind: 'none' }))).toEqual([]);
  expect(differencesOf(smallCatalogue, draft, removeAt(draft, ['labels', 'value']))).toHaveLength(1);
});

test('a problem stands beside the settings it is about', () => {
  const problem = (settings: string[]) =>
    ({ severity: 'warning', settings, message: 'it cannot fire', remedy: '' }) as const;
  const problems = [problem(['optimizer.kind', 'layers.1']), problem(['layers.1.units'])];
  expect([
    problemsAt(problems, ['optimizer']),
    problemsAt(problems, ['layers', 1]),
    problemsWithin(problems, ['layers', 1]),
    problemsWithin(problems, ['layers', 11]),
    problemText({ ...problem([]), remedy: 'Take less.' }),
  ]).toEqual([[problems[0]], [problems[0]], problems, [], 'It cannot fire. Take less.']);
});

test('a draft that was stored in the order of its names is put back in the order of the form', () => {
  const stored: Draft = {
    extra: 1,
    layers: [{ initial: 'normal', kind: 'dense', units: 3 }],
    measures: { examples: 5, everySteps: 50 },
    name: 'a',
    dataset: { kind: 'digits' },
    version: 1,
  };
  const ordered = orderDraft(smallCatalogue, stored);
  expect(ordered).toEqual(stored);
  expect(JSON.stringify(ordered)).toBe(
    '{"version":1,"name":"a","dataset":{"kind":"digits"},"layers":[{"kind":"dense","units":3,"initial":"normal"}],' +
      '"measures":{"everySteps":50,"examples":5},"extra":1}',
  );
});
