import fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseSeeds, writeSeeds } from './seeds.ts';

test.each([
  ['1', [1]],
  ['1-5,8', [1, 2, 3, 4, 5, 8]],
  [' 3 ; 1 2,', [3, 1, 2]],
  ['1 - 3, 2–4', [1, 2, 3, 4]],
  ['0', [0]],
  ['9007199254740991', [9007199254740991]],
])('"%s" is read', (text, seeds) => {
  expect(parseSeeds(text)).toEqual({ seeds, problem: null });
});

test.each([
  ['', 'Give at least one seed, such as 1 or 1-5'],
  ['1, x', '"x" is neither a whole number from 0 nor a range such as 1-5'],
  ['-3', '"-3" is neither a whole number from 0 nor a range such as 1-5'],
  ['1.5', '"1.5" is neither a whole number from 0 nor a range such as 1-5'],
  ['5-1', 'the range 5-1 runs backwards'],
  ['1-2000', 'at most 1000 runs start at once'],
  ['9007199254740992', '9007199254740992 is too large: seeds go up to 9007199254740991'],
])('"%s" is refused in words', (text, problem) => {
  expect(parseSeeds(text)).toEqual({ seeds: null, problem });
});

test('what is written reads back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(100), { minLength: 1 }), (seeds) => {
      expect(parseSeeds(writeSeeds(seeds)).seeds).toEqual(seeds);
    }),
  );
  expect(writeSeeds([1, 2, 3, 7, 9, 10])).toBe('1-3, 7, 9-10');
});
