/** Strings that nets write: of a net that has learnt a rhyme by heart, and what counts as right. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { accuracyByPlace, drawnFrom } from './written-text.ts';

test('a place is right where a string says there what the real one says', () => {
  const strings = fc.integer({ min: 1, max: 6 }).chain((count) => {
    const codes = fc.array(fc.uint8Array({ min: 5, max: 8, minLength: 4, maxLength: 4 }), {
      minLength: count,
      maxLength: count,
    });
    return fc.tuple(codes, codes);
  });
  fc.assert(
    fc.property(strings, ([said, real]) => {
      const found = accuracyByPlace(said, real);
      const right = said.flatMap((codes, at) =>
        [...codes].filter((code, place) => code === real[at]?.[place]),
      );
      expect(found.reduce((total, each) => total + each, 0) * real.length).toBeCloseTo(right.length, 9);
      expect(accuracyByPlace(real, real)).toEqual([1, 1, 1, 1]);
    }),
  );
});

test('a draw is the symbol whose share of the probabilities it falls into', () => {
  const probabilities = Float32Array.of(0.25, 0, 0.5, 0.25);
  expect([0, 0.2, 0.25, 0.7, 0.75, 0.9999].map((each) => drawnFrom(probabilities, each))).toEqual([
    0, 0, 2, 2, 3, 3,
  ]);
});
