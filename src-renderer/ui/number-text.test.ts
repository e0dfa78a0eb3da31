/** Numbers as they are typed into a field. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { number } from './format.ts';
import { parseNumber, plainNumber, rangeProblem, steppedNumber } from './number-text.ts';

describe('a typed number', () => {
  it('may be written in every usual way', () => {
    const texts = ['0.001', '1e-3', '1E+3', '+.5', '5.', ' 42 ', '-7', '1,5', '0,001', '1,5e-3', '1 000,25'];
    expect(texts.map(parseNumber)).toEqual([0.001, 0.001, 1000, 0.5, 5, 42, -7, 1.5, 0.001, 0.0015, 1000.25]);
  });

  it('may have groups of digits, as the window itself writes them', () => {
    const values = [12_345, -60_000, 0.045_12, 1e12, -3.2e-7];
    expect(values.map((value) => parseNumber(number(value)))).toEqual(values);
    expect(parseNumber('60_000')).toBe(60_000);
  });

  it('that may mean thousands or thousandths is none', () => {
    expect(['60,000', '1,234', '-12,500', '1,234,567'].map(parseNumber)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is null where nothing is typed, and none where it is something else', () => {
    expect(['', '   '].map(parseNumber)).toEqual([null, null]);
    const texts = ['.', '-', 'e5', '1e', '0x10', '1.2.3', 'NaN', 'Infinity', '1e999', 'ten', '--1', '1/2'];
    expect(texts.filter((text) => parseNumber(text) !== undefined)).toEqual([]);
  });

  it('is what it was before it was written into the field', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(plainNumber(value))).toBe(value + 0);
      }),
    );
    expect([null, undefined, -0].map(plainNumber)).toEqual(['', '', '0']);
  });
});

describe('the range of a number', () => {
  it('is told by what is missing', () => {
    const range = { min: 1, max: 10, integer: true };
    expect([null, 1, 10, 0, 11, 2.5].map((value) => rangeProblem(value, range))).toEqual([
      undefined,
      undefined,
      undefined,
      'At least 1.',
      'At most 10.',
      'A whole number is needed.',
    ]);
    expect(rangeProblem(-1e300, {})).toBeUndefined();
  });
});

describe('arrow keys', () => {
  it('move by one in the place of the first digit', () => {
    const up = [0.001, 0.03, 7, 250, 0, -20].map((value) => steppedNumber(value, 1, {}));
    expect(up).toEqual([0.002, 0.04, 8, 350, 0.1, -10]);
  });

  it('go towards zero in ever smaller steps, and never jump onto it', () => {
    const down = [0.002, 0.001, 1, 100, 300].map((value) => steppedNumber(value, -1, {}));
    expect(down).toEqual([0.001, 0.0009, 0.9, 90, 200]);
    expect(steppedNumber(-1, 1, {})).toBe(-0.9);
  });

  it('move by the given step, by whole numbers, and from the least where there is none yet', () => {
    expect([
      steppedNumber(0.5, 1, { step: 0.05 }),
      steppedNumber(128, -1, { integer: true }),
      steppedNumber(1, -1, { integer: true }),
      steppedNumber(null, 1, { min: 1, integer: true }),
      steppedNumber(null, 1, {}),
    ]).toEqual([0.55, 127, 0, 2, 0.1]);
  });

  it('stay within the range', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, fc.integer({ min: -10, max: 10 }), (start, steps) => {
        const next = steppedNumber(start, steps, { min: -5, max: 5 });
        return next >= -5 && next <= 5;
      }),
    );
  });
});
