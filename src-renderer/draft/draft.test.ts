import { expect, test } from 'vitest';

import { insertItem, isEqual, moveItem, parsePath, pathText, removeAt, setAt, valueAt } from './draft.ts';
import type { Draft } from './draft.ts';

const draft: Draft = Object.freeze({ name: 'a', layers: [{ units: 1 }, { units: 2 }, { units: 3 }] });

test('a path is read and written', () => {
  expect([parsePath('layers.0.units'), pathText(['layers', 0, 'units']), parsePath('')]).toEqual([
    ['layers', 0, 'units'],
    'layers.0.units',
    [],
  ]);
});

test('a value is found where it is, and nothing where it is not', () => {
  const found = ['name', 'layers.1.units', 'layers.9.units', 'name.units', 'layers.units', 'toString'];
  expect(found.map((path) => valueAt(draft, parsePath(path)))).toEqual([
    'a',
    2,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('setting makes a new draft and leaves the rest shared', () => {
  const changed = setAt(draft, ['layers', 1, 'units'], 9);
  expect(changed).toEqual({ name: 'a', layers: [{ units: 1 }, { units: 9 }, { units: 3 }] });
  expect(valueAt(changed, ['layers', 0])).toBe(valueAt(draft, ['layers', 0]));
  expect(setAt(draft, ['optimizer', 'rate'], 1)).toEqual({ ...draft, optimizer: { rate: 1 } });
  expect(setAt(draft, ['name', 'rate'], 1)).toEqual({ ...draft, name: { rate: 1 } });
});

test('keys and items are taken out; what is not there changes nothing', () => {
  expect(removeAt(draft, ['layers', 1])).toEqual({ name: 'a', layers: [{ units: 1 }, { units: 3 }] });
  expect(removeAt(draft, ['layers', 1, 'units'])).toEqual({
    name: 'a',
    layers: [{ units: 1 }, {}, { units: 3 }],
  });
  expect(removeAt(draft, ['name'])).toEqual({ layers: draft['layers'] });
  expect([removeAt(draft, ['other']), removeAt(draft, ['layers', 7])]).toEqual([draft, draft]);
});

test('items are inserted and moved', () => {
  const units = (changed: Draft) => (changed['layers'] as Draft[]).map((layer) => layer['units']);
  expect({
    inserted: units(insertItem(draft, ['layers'], 1, { units: 7 })),
    up: units(moveItem(draft, ['layers'], 2, 0)),
    down: units(moveItem(draft, ['layers'], 0, 1)),
    outside: units(moveItem(draft, ['layers'], 0, 3)),
    fromNothing: insertItem({}, ['layers'], 0, { units: 7 }),
  }).toEqual({
    inserted: [1, 7, 2, 3],
    up: [3, 1, 2],
    down: [2, 1, 3],
    outside: [1, 2, 3],
    fromNothing: { layers: [{ units: 7 }] },
  });
});

test('drafts are equal whatever the order of their keys', () => {
  expect(isEqual({ a: [1, { b: null }], c: 2 }, { c: 2, a: [1, { b: null }] })).toBe(true);
  const others = [{ a: [1] }, { a: [1, 2], c: 2 }, { a: 1 }, [1], null, undefined];
  expect(others.map((other) => isEqual({ a: [1, 2] }, other))).toEqual(others.map(() => false));
});
