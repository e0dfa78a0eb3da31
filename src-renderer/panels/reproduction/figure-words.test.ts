/** What is said of figures follows from them. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Reproduction } from '../../../src-shared/views/reproduction-view.ts';
import { claimViews } from '../../fixtures/claim-fixtures.ts';
import { besidePublished, figureLines, matchedLine, startText, verdictOf } from './figure-words.ts';

const [first] = claimViews;
const version = first?.versions[0];
const usual = version?.here[0];
if (version === undefined || usual === undefined) throw new Error('the fixture has a claim with figures');

const error = fc.double({ min: 0, max: 1, noNaN: true });
const figure = fc
  .record({
    mean: error,
    expected: error,
    tolerance: fc.double({ min: 0, max: 0.1, noNaN: true }),
    n: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ mean, expected, tolerance, n }): Reproduction => {
    const seeds = [1, 2, 3];
    const met = n === seeds.length ? mean <= expected + tolerance : null;
    const expectation = { error: expected, tolerance, seeds };
    return {
      ...usual,
      seeds,
      expectation,
      met,
      measured: { mean, deviation: 0.001, n, seeds: seeds.slice(0, n) },
    };
  });

test('a verdict says what was measured to mean', () => {
  fc.assert(
    fc.property(figure, (each) => {
      const { text, tone } = verdictOf(each);
      expect(tone).toBe(each.met === null ? 'open' : each.met ? 'good' : 'bad');
      expect(text).toMatch(
        each.met === null ? /^[12] of 3 seeds/ : each.met ? /^Met$/ : /^Missed by .* points$/,
      );
    }),
  );
  expect(verdictOf({ ...usual, expectation: null, met: null }).text).toBe('Nothing expected');
  expect(verdictOf({ ...usual, measured: null, met: null }).text).toBe('Not measured');
});

test('what is above the published error is said to be above', () => {
  fc.assert(
    fc.property(figure, error, (each, published) => {
      const words = besidePublished({ ...each, published: { error: published, source: 'a paper' } });
      const difference = (each.measured?.mean ?? 0) - published;
      const isSame = Math.round(10_000 * difference) === 0;
      expect(words).toMatch(isSame ? /^the same$/ : difference > 0 ? / above$/ : / below$/);
    }),
  );
  expect(besidePublished({ ...usual, published: null })).toBeNull();
});

test('what was measured here comes before what the handbook says, and a line is of one place', () => {
  expect(figureLines(version).map(({ origin }) => origin)).toContain('here');
  const elsewhere = {
    ...version,
    here: version.here.map((each) => ({ ...each, measured: null })),
    handbook: version.here,
  };
  expect(figureLines(elsewhere).map(({ origin }) => origin)).toEqual(version.here.map(() => 'handbook'));
  const nowhere = { ...elsewhere, handbook: [] };
  expect(figureLines(nowhere).map(({ origin }) => origin)).toEqual(version.here.map(() => 'nowhere'));
  expect(
    matchedLine({ ...version, here: version.here.map((each) => ({ ...each, backPropagation: null })) }),
  ).toBeNull();
});

test.each([
  [{ completed: [], active: [], missing: [1] }, 'Train it'],
  [{ completed: [], active: [], missing: [1, 2] }, 'Train it, 2 seeds'],
  [{ completed: ['a'], active: [], missing: [3] }, 'Train it, seed 3 more'],
  [{ completed: [], active: ['a'], missing: [2, 3] }, 'Train it, 2 seeds more'],
  [{ completed: ['a'], active: ['b'], missing: [] }, null],
])('%o', (runs, words) => {
  expect(startText(runs, 'it')).toBe(words);
});
