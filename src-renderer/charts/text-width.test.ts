/** Texts made to fit into figures. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { longestWord, shortened, textWidth, wrapped } from './text-width.ts';

describe('the width of a text', () => {
  it('is at least what Helvetica takes, and not far from it', () => {
    // Widths by Helvetica's published metrics, in thousandths of the size.
    const measured = {
      'Test error, goodness': 9226,
      'Step 10000': 5115,
      hinton: 2724,
      WWW: 2832,
      'Layer 2': 3335,
    };
    for (const [text, thousandths] of Object.entries(measured)) {
      const ratio = textWidth(text, 12) / ((thousandths * 12) / 1000);
      expect(ratio, text).toBeGreaterThanOrEqual(0.99);
      expect(ratio, text).toBeLessThan(1.25);
    }
  });

  it('of the longest word is what wrapping cannot go below', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z ]{0,20}$/), { maxLength: 6 }), (texts) => {
        const width = longestWord(texts, 11);
        const lines = texts.flatMap((text) => wrapped(text, 11, width));
        expect(lines.join('')).not.toContain('…');
        expect(lines.every((line) => textWidth(line, 11) <= width)).toBe(true);
      }),
    );
    expect(longestWord([], 11)).toBe(0);
  });

  it('grows with size and weight', () => {
    expect(textWidth('run', 24)).toBeCloseTo(2 * textWidth('run', 12), 12);
    expect(textWidth('run', 12, true)).toBeGreaterThan(textWidth('run', 12));
    expect(textWidth('', 12)).toBe(0);
  });
});

describe('a text that is too long', () => {
  it('is shortened to what fits, and left alone where it fits', () => {
    expect(shortened('aeroplane', 12, 200)).toBe('aeroplane');
    expect(shortened('an aeroplane in the sky', 12, 80)).toBe('an aeropla…');
    fc.assert(
      fc.property(
        fc.string({ size: 'max', maxLength: 80 }),
        fc.integer({ min: 20, max: 200 }),
        (text, width) => {
          const fitted = shortened(text, 12, width);
          expect(textWidth(fitted, 12)).toBeLessThanOrEqual(width);
          expect(fitted === text || fitted.endsWith('…')).toBe(true);
        },
      ),
    );
  });

  it('is broken between words, with none lost', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'm', 'W', '1'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const lines = wrapped(words.join(' '), 15, 160, true);
        expect(lines.join(' ')).toBe(words.join(' '));
        expect(lines.filter((line) => textWidth(line, 15, true) > 160.001)).toEqual([]);
      }),
    );
    expect(wrapped('', 15, 160)).toEqual(['']);
  });
});
