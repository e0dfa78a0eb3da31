/** The glossary against the window: every term that is used is explained, in whole sentences, once. */

import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { glossary } from './glossary.ts';

const root = new URL('..', import.meta.url);
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.svelte'),
);
/** Names written out in components; those in braces are checked by types. */
const used = components.flatMap((path) =>
  Array.from(
    readFileSync(new URL(path, root), 'utf8').matchAll(/<Term\b[^>]*?\bname="([^"]*)"/g),
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

  it('has what a reader of the article meets', () => {
    const field = [
      'activity',
      'goodness',
      'hardNegative',
      'hybrid',
      'labelOverlay',
      'layerNormalization',
      'localField',
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
      'recurrent',
      'relu',
      'threshold',
    ];
    expect(field.filter((name) => !Object.hasOwn(glossary, name))).toEqual([]);
  });
});
