import fc from 'fast-check';
import { expect, test } from 'vitest';

import { freeName, mostNameSigns, viewName, whyNoName } from './named-view.ts';

/** What people type, paste and mean ill with: quotes, emoji, right-to-left, half signs, long ones. */
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 220 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.constantFrom(
    '"quoted"',
    "it's",
    '🦔🦔',
    'שלום עולם',
    'a'.repeat(200),
    '🦔'.repeat(200),
    '\u202Eevil',
    '..',
    '%zz',
  ),
);
const runs = { numRuns: 2000 };

test('a name that is kept is one line, well formed, and the same when typed again', () => {
  fc.assert(
    fc.property(names, (typed) => {
      const name = viewName(typed);
      expect(viewName(name)).toBe(name);
      expect(name.isWellFormed()).toBe(true);
      expect(name).not.toMatch(/^\s|\s$|[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(whyNoName(name)).toBe(whyNoName(typed));
    }),
    runs,
  );
});

test('a name is refused where nothing of it can be seen or it is too long, and nowhere else', () => {
  fc.assert(
    fc.property(names, (typed) => {
      const name = viewName(typed);
      const isSeen = [...name].some((sign) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(sign));
      expect(whyNoName(typed) === null).toBe(isSeen && [...name].length <= mostNameSigns);
    }),
    runs,
  );
});

test('two ways to write one letter are one name, and 200 emoji are a name', () => {
  expect(viewName('  Cafe\u0301\tno. 1\n')).toBe('Café no. 1');
  expect([whyNoName('🦔'.repeat(200)), whyNoName('🦔'.repeat(201))]).toEqual([
    null,
    'A name has 200 signs at most; this has 201.',
  ]);
  expect(['', ' ', '\u200B\u202E'].map((typed) => whyNoName(typed))).toEqual(
    Array.from({ length: 3 }, () => 'Give the view a name that can be seen.'),
  );
});

test('a free name is free, is a name, and is the one wanted where that is free', () => {
  fc.assert(
    fc.property(
      names.filter((typed) => whyNoName(typed) === null),
      fc.integer({ min: 0, max: 4 }),
      (typed, copies) => {
        const wanted = viewName(typed);
        const taken: string[] = [];
        for (let count = 0; count < copies; count += 1) taken.push(freeName(wanted, taken));
        const free = freeName(wanted, taken);
        expect(taken).not.toContain(free);
        expect([whyNoName(free), viewName(free)]).toEqual([null, free]);
        if (copies === 0) expect(free).toBe(wanted);
      },
    ),
    runs,
  );
});
