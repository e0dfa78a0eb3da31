import fc from 'fast-check';
import { expect, test } from 'vitest';

import { compareParameters, viewName, whyNoName } from '../../src-shared/views/named-view.ts';
import type { NamedView } from '../../src-shared/views/named-view.ts';
import { viewContentSchema } from '../../src-shared/contract/named-view-schema.ts';
import {
  addressOfContent,
  contentOfAddress,
  followAddress,
  isSameContent,
  sortedViews,
} from './named-view-state.ts';
import { missingPlace } from './missing-place.ts';
import { addressOf, parsePlace, viewNames } from './place.ts';

const names = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 220 }), fc.string({ unit: 'grapheme', maxLength: 200 }))
  .filter((typed) => whyNoName(typed) === null)
  .map(viewName);
const parameters = fc.dictionary(
  fc.constantFrom(...compareParameters, 'tab', 'view', '__proto__'),
  fc.string({ unit: 'grapheme', maxLength: 50 }),
);

test('a comparison kept and shown again is the same, by an address that names the view', () => {
  fc.assert(
    fc.property(parameters, names, (said, name) => {
      const content = contentOfAddress(said);
      expect(viewContentSchema.parse(content)).toEqual(content);
      const address = addressOf('compare', null, addressOfContent(content, name));
      const place = parsePlace(address);
      expect(place.parameters['view']).toBe(name);
      expect(isSameContent(contentOfAddress(place.parameters), content)).toBe(true);
      expect(missingPlace(address, viewNames)).toBe(null);
    }),
    { numRuns: 1000 },
  );
});

test('no address of a view, however strange, makes the window fail', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('runs', 'compare'),
      (text, place) => {
        const { parameters: said } = parsePlace(`#/${place}?view=${text}`);
        expect(viewContentSchema.safeParse(contentOfAddress(said)).success).toBe(true);
        const name = said['view'];
        const asked = followAddress({
          name,
          before: null,
          found: null,
          chosen: null,
          saysMore: false,
          outlives: place === 'runs',
        });
        expect(asked).toEqual(
          name === undefined ? { do: 'nothing' } : { do: 'name', name: null, why: 'unknown' },
        );
      },
    ),
    { numRuns: 2000 },
  );
});

test('contents are the same whatever the order of their keys, and differ where a value differs', () => {
  const one = { place: 'compare', parameters: { x: '1', y: '2' } } as const;
  expect(isSameContent(one, { parameters: { y: '2', x: '1' }, place: 'compare' })).toBe(true);
  expect(isSameContent(one, { place: 'compare', parameters: { x: '1' } })).toBe(false);
  expect([isSameContent(one, null), isSameContent(null, null)]).toEqual([false, true]);
});

function view(id: string, name = id): NamedView {
  return { id, place: 'runs', name, changedAt: 0, revision: '1', content: null, problem: null };
}

test('views are listed as people sort', () => {
  expect(sortedViews([view('run 10'), view('run 9'), view('a')]).map(({ name }) => name)).toEqual([
    'a',
    'run 9',
    'run 10',
  ]);
});

test('an address that names a view chooses it; what was changed since is not taken back', () => {
  const [one, other] = [view('one'), view('other')];
  const usual = { name: 'one', before: null, found: one, chosen: null, saysMore: false, outlives: true };
  expect([
    followAddress(usual),
    followAddress({ ...usual, chosen: one }), // back from a run: the table is as it was left
    followAddress({ ...usual, chosen: other }),
    followAddress({ ...usual, outlives: false, saysMore: true }),
    followAddress({ ...usual, outlives: false, chosen: one }),
  ]).toEqual([
    { do: 'choose', view: one, show: true },
    { do: 'nothing' },
    { do: 'choose', view: one, show: true },
    { do: 'choose', view: one, show: false },
    { do: 'choose', view: one, show: true },
  ]);
});

test('a view that was renamed, deleted or never there is told apart', () => {
  const renamed = view('one', 'new name');
  const usual = { name: 'one', before: 'one', found: null, chosen: null, saysMore: false, outlives: true };
  expect([
    followAddress({ ...usual, chosen: renamed }),
    followAddress(usual),
    followAddress({ ...usual, before: null }),
    followAddress({ ...usual, before: null, chosen: renamed }),
    followAddress({ ...usual, name: undefined, chosen: renamed }),
    followAddress({ ...usual, name: undefined, chosen: renamed, outlives: false }),
  ]).toEqual([
    { do: 'name', name: 'new name', why: 'renamed' },
    { do: 'name', name: null, why: 'gone' },
    { do: 'name', name: null, why: 'unknown' },
    { do: 'name', name: 'new name', why: 'unknown' },
    { do: 'name', name: 'new name', why: 'kept' },
    { do: 'nothing' },
  ]);
});
