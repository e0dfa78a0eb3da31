/** The glossary against the window: every term that is used is explained, in whole sentences, once, and none is idle. */

import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { partSlots } from '../../src-shared/spec/slots.ts';
import { glossary } from './glossary.ts';
import { firstTerms, measureTerms } from './measure-terms.ts';
import { settingTerms, termOfPart, termOfSetting } from './setting-terms.ts';

const root = new URL('..', import.meta.url);
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.svelte') && !path.includes('gallery'),
);
/** Names written out in components, in a sentence or as a title; those in braces are checked by types. */
const used = components.flatMap((path) =>
  Array.from(
    readFileSync(new URL(path, root), 'utf8').matchAll(
      /<(?:Term\b[^>]*?\bname|Panel\b[^>]*?\bterm)="([^"]*)"/g,
    ),
    (found) => ({
      path,
      name: found[1] ?? '',
    }),
  ),
);
const entries = Object.entries(glossary);

describe('the glossary', () => {
  it('has every term that a component explains', () => {
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter(({ name }) => !Object.hasOwn(glossary, name))).toEqual([]);
  });

  it('has no term that the window never explains', () => {
    const shown = new Set<string>([
      ...used.map(({ name }) => name),
      ...Object.values(settingTerms),
      ...measureTerms.map(({ term }) => term),
    ]);
    expect(Object.keys(glossary).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('explains in one to three whole sentences, short enough for a hover', () => {
    const bad = entries.filter(
      ([, { text }]) =>
        !/^\p{Lu}/u.test(text) || !text.endsWith('.') || text.length > 220 || /\s\s/.test(text),
    );
    expect(bad).toEqual([]);
  });

  it('calls every term by one name, and no two by the same', () => {
    const terms = entries.map(([, { term }]) => term.trim().toLowerCase());
    expect(terms.filter((term, at) => term === '' || terms.indexOf(term) !== at)).toEqual([]);
  });

  it('has what a reader of the article meets here', () => {
    const field = [
      'activity',
      'goodness',
      'hardNegative',
      'labelOverlay',
      'layerNormalization',
      'negative',
      'negativePass',
      'neutralLabel',
      'objective',
      'peerNormalization',
      'positive',
      'positivePass',
      'probability',
      'readout',
      'receptiveField',
      'relu',
      'threshold',
    ];
    expect(field.filter((name) => !Object.hasOwn(glossary, name))).toEqual([]);
  });
});

describe('terms of settings', () => {
  it('are of slots, parts and parameters that experiments have', () => {
    const presets = new URL('../../resources/presets/', import.meta.url);
    const known = new Set<string>(partSlots);
    for (const file of readdirSync(presets)) {
      const preset = JSON.parse(readFileSync(new URL(file, presets), 'utf8')) as Record<string, unknown>;
      const bases = preset['bases'] as Record<string, object> | undefined;
      const drafts = Object.values(bases ?? { one: preset });
      for (const [slot, chosen] of drafts.flatMap((draft) => Object.entries(draft) as [string, unknown][])) {
        for (const part of Array.isArray(chosen) ? (chosen as unknown[]) : [chosen]) {
          if (typeof part !== 'object' || part === null) continue;
          if ('kind' in part) known.add(`${slot}/${String(part.kind)}`);
          for (const parameter of Object.keys(part)) known.add(`${slot}.${parameter}`);
        }
      }
    }
    expect(Object.keys(settingTerms).filter((setting) => !known.has(setting))).toEqual([]);
  });

  it('are found wherever the setting stands', () => {
    expect([
      termOfSetting('readouts.1.firstLayer'),
      termOfSetting('readouts.0'),
      termOfSetting('goodness.kind'),
      termOfSetting('dataset.kind'),
      termOfPart('negatives', 'hard'),
      termOfPart('negatives', 'future'),
    ]).toEqual(['layerRange', 'readout', 'goodness', null, 'hardNegative', null]);
  });
});

it('A term of a measure is explained where it is met first only', () => {
  const charts = [
    'error',
    'layer-error',
    'loss',
    'goodness/layer1',
    'goodness/layer2',
    'pairwise',
    'speed/steps',
  ];
  expect(firstTerms(charts)).toEqual([
    'errorRate',
    'layerError',
    'objective',
    'goodness',
    null,
    'pairwiseError',
    null,
  ]);
  const metrics = [
    'error/test/goodness',
    'error/test/layer1',
    'layer1/auc',
    'layer2/auc',
    'layer1/dead-units',
  ];
  expect(firstTerms(metrics)).toEqual(['errorRate', 'layerError', 'auc', null, 'deadUnit']);
});
