import fc from 'fast-check';
import { expect, test } from 'vitest';

import { accuracyCurves, meanAccuracies, segmentsOf, stringsOf } from './marked-strings.ts';

test('segments are the string again, and each says truly whether it is right', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(text, text, fc.nat({ max: 6 }), (written, real, begun) => {
      const segments = segmentsOf(written, real, begun);
      expect(segments.map((segment) => segment.text).join('')).toBe(written);
      const tones = segments.flatMap((segment) => [...segment.text].map(() => segment.tone));
      expect(tones).toEqual(
        [...written].map((character, place) =>
          place < begun ? 'begun' : character === real[place] ? 'right' : 'wrong',
        ),
      );
      // No two neighbours alike: a string is told in as few stretches as there are.
      expect(segments.every(({ tone }, at) => tone !== segments[at + 1]?.tone)).toBe(true);
    }),
  );
});

test('codes become strings, accuracies curves in percent from the first place that was said', () => {
  expect(stringsOf(Uint8Array.of(0, 1, 2, 1, 9, 0), 3, ['a', 'b', ' '])).toEqual(['ab ', 'b?a']);
  const accuracy = [0.5, 1, 0.25, 0, 0.5, 0.5];
  expect(accuracyCurves(accuracy, 10).map(({ series }) => [series.x, series.last])).toEqual([
    [
      [11, 12],
      [50, 100],
    ],
    [
      [11, 12],
      [25, 0],
    ],
    [
      [11, 12],
      [50, 50],
    ],
  ]);
  expect(meanAccuracies(accuracy)).toEqual([75, 12.5, 50]);
});
