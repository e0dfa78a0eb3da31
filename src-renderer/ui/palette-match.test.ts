/** What the command palette finds. */

import { describe, expect, it } from 'vitest';

import { rankedMatches } from './palette-match.ts';

const entries = [
  { label: 'Compare chosen runs', group: 'Runs' },
  { label: 'Runs', group: 'Go to' },
  { label: 'New experiment', group: 'Go to' },
  { label: 'hinton, seed 1', group: 'Run' },
  { label: 'Overrun of the buffer', group: 'Help' },
];
const found = (text: string) => rankedMatches(entries, text).map(({ label }) => label);

describe('the palette', () => {
  it('shows everything in its own order while nothing is typed', () => {
    expect(found('')).toEqual(entries.map(({ label }) => label));
    expect(found('  ')).toEqual(entries.map(({ label }) => label));
  });

  it('puts beginnings of labels before beginnings of words, and these before what stands within a word', () => {
    expect(found('run')).toEqual(['Runs', 'Compare chosen runs', 'hinton, seed 1', 'Overrun of the buffer']);
  });

  it('takes words in any order, in any case, from label and group', () => {
    expect(found('SEED hin')).toEqual(['hinton, seed 1']);
    expect(found('go exper')).toEqual(['New experiment']);
    expect(found('go nowhere')).toEqual([]);
  });

  it('takes what is typed as text, not as a pattern', () => {
    expect(found('.*')).toEqual([]);
    expect(found('(')).toEqual([]);
  });
});
