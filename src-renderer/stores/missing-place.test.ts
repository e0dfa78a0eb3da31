import fc from 'fast-check';
import { expect, test } from 'vitest';

import { missingPlace } from './missing-place.ts';

const views = ['runs', 'run', 'compare', 'inspect'];

test('an address names a view, or what it names is said to be missing', () => {
  const addresses = [
    '',
    '#',
    '#/',
    '#/runs',
    '#/run/a',
    '#/runs/a',
    '#/compare?runs=a',
    '#/inspect/a?step=1',
  ];
  expect(addresses.map((hash) => missingPlace(hash, views))).toEqual(addresses.map(() => null));
  expect(['#/other', '#/compare/a', '#/run/a/b'].map((hash) => missingPlace(hash, views))).toEqual([
    'The window has no view called "other".',
    'The view "compare" has no part called "a".',
    'Nothing is called "b" there.',
  ]);
});

test('a part of a view that is not there is said to be missing', () => {
  const tabs = { run: ['curves', 'layers'] };
  const missing = (hash: string): string | null => missingPlace(hash, views, tabs);
  expect(['#/run/a?tab=layers', '#/run/a?tab=', '#/compare?tab=x', '#/runs?tab=x'].map(missing)).toEqual(
    Array.from({ length: 4 }, () => null),
  );
  expect(['#/run/a?tab=x', '#/runs/a?step=1&tab=x'].map(missing)).toEqual(
    Array.from({ length: 2 }, () => 'The view "run" has no part called "x".'),
  );
});

test('whatever stands in the address, it is named or shown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webPath()), (text) => {
      const [name = ''] = text.replace(/^\//, '').split(/[?/]/);
      const missing = missingPlace(`#/${text.replace(/^\//, '')}`, views);
      if (name !== '' && !views.includes(name)) expect(missing).toContain(name);
    }),
    { numRuns: 1000 },
  );
});
