import { expect, test } from 'vitest';

import type { HistogramPoint } from '../../src-shared/views/run-view.ts';
import { joinHistograms, lastStepOf } from './run-histogram-points.ts';

const at = (step: number): HistogramPoint => ({ step, epoch: 1, low: 0, high: 1, counts: Uint32Array.of(3) });
const known = new Map([
  ['positive', [at(1), at(2)]],
  ['negative', [at(1)]],
]);

test('every histogram is asked for after its own last point, and whole where it has none', () => {
  const before = new Map([...known, ['empty', []]]);
  const steps = ['positive', 'negative', 'empty', 'other'].map((name) => lastStepOf(before, name));
  expect(steps).toEqual([2, 1, null, null]);
});

test('new points come after those that are known; what did not grow stays the same array', () => {
  const added = new Map([
    ['positive', []],
    ['negative', [at(2), at(3)]],
    ['other', [at(3)]],
  ]);
  const joined = joinHistograms(known, added);
  expect(joined).toEqual(
    new Map([
      ['positive', [at(1), at(2)]],
      ['negative', [at(1), at(2), at(3)]],
      ['other', [at(3)]],
    ]),
  );
  expect(joined.get('positive')).toBe(known.get('positive'));
  expect(known.get('negative')).toEqual([at(1)]);
});

test('where nothing is new, the map itself stays', () => {
  const nothing = new Map([
    ['negative', []],
    ['positive', []],
  ]);
  expect(joinHistograms(known, nothing)).toBe(known);
});

test('names that are not asked for any more go, and new ones come though they are empty', () => {
  expect([
    joinHistograms(known, new Map([['positive', []]])),
    joinHistograms(
      known,
      new Map([
        ['positive', []],
        ['other', []],
      ]),
    ),
  ]).toEqual([
    new Map([['positive', [at(1), at(2)]]]),
    new Map([
      ['positive', [at(1), at(2)]],
      ['other', []],
    ]),
  ]);
});
