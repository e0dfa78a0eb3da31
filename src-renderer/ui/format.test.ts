/** Each kind of number as people read it, also those that are hard to write. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  bytes,
  date,
  duration,
  fixed,
  formatCell,
  isNumeric,
  meanAndDeviation,
  number,
  percent,
} from './format.ts';

/** With plain spaces, as one types them. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const written = <T>(write: (value: T) => string, values: readonly T[]): string[] =>
  values.map((value) => plain(write(value)));

describe('a number', () => {
  it('is written in full where it is whole, else with the digits that matter', () => {
    const values = [0, 7, 1234, 12_345, -60_000, 999_999_999_999, 0.045_12, 3.141_59, 12_345.67, 0.1, 2.5];
    expect(written(number, values)).toEqual([
      '0',
      '7',
      '1234',
      '12 345',
      '−60 000',
      '999 999 999 999',
      '0.04512',
      '3.142',
      '12 346',
      '0.1',
      '2.5',
    ]);
  });

  it('has an exponent where it is tiny or huge', () => {
    const values = [3.2e-7, -9.8764e-5, 1e-4, 1e12, 2.5e9, 1.5e300, Number.MIN_VALUE];
    expect(written(number, values)).toEqual([
      '3.2e-7',
      '−9.876e-5',
      '0.0001',
      '1e12',
      '2 500 000 000',
      '1.5e300',
      '4.941e-324',
    ]);
  });

  it('is never confused with one that is none: NaN and infinite are said, zero has no sign', () => {
    expect([NaN, Infinity, -Infinity, -0, 0].map((value) => number(value))).toEqual([
      'NaN',
      '∞',
      '−∞',
      '0',
      '0',
    ]);
  });

  it('rounded up into the next place has no digit too many', () => {
    expect([0.999_99, 9.9999, 9999.99].map((value) => number(value))).toEqual(['1', '10', '10\u202f000']);
  });

  it('can be read back, as exact as it was to be written', () => {
    const finite = fc.double({ min: -1e308, max: 1e308, noNaN: true });
    fc.assert(
      fc.property(finite, fc.integer({ min: 2, max: 10 }), (value, digits) => {
        const read = Number(number(value, digits).replaceAll('\u202f', '').replace('−', '-'));
        // Half a unit in the last digit, and what the smallest numbers themselves are rounded by.
        expect(Math.abs(read - value)).toBeLessThanOrEqual(
          Math.abs(value) * 0.5001 * 10 ** (1 - digits) + Number.MIN_VALUE,
        );
      }),
    );
  });
});

describe('a fraction', () => {
  it('is a percentage with two decimals', () => {
    expect(written((value: number) => percent(value), [0.0332, 1, 0, 0.5, -0.25, 12.5])).toEqual([
      '3.32 %',
      '100.00 %',
      '0.00 %',
      '50.00 %',
      '−25.00 %',
      '1250.00 %',
    ]);
    expect(plain(percent(0.123_456, 1))).toBe('12.3 %');
  });

  it('has no sign where it rounds to nothing, and says what is no number', () => {
    const values = [-0, -0.000_01, NaN, Infinity, -Infinity, 1e20];
    expect(written((value: number) => percent(value), values)).toEqual([
      '0.00 %',
      '0.00 %',
      'NaN',
      '∞',
      '−∞',
      '1e22 %',
    ]);
  });

  it('keeps its decimals where they are zeros, in groups of three before the point', () => {
    expect(written((value: number) => fixed(value, 2), [3, 1_234_567.891, -1e15])).toEqual([
      '3.00',
      '1 234 567.89',
      '−1e15',
    ]);
  });
});

describe('a duration', () => {
  it('is said in the two largest units that matter', () => {
    const seconds = [0, 0.048, 3.2, 42, 125, 120, 4800, 7200, 273_600, 172_800];
    expect(written(duration, seconds)).toEqual([
      '0 s',
      '48 ms',
      '3.2 s',
      '42 s',
      '2 min 05 s',
      '2 min',
      '1 h 20 min',
      '2 h',
      '3 d 4 h',
      '2 d',
    ]);
  });

  it('is rounded into the next unit, never to sixty of one', () => {
    expect(written(duration, [0.9996, 9.96, 59.7, 3599.7, 3_599.4, 86_370, 86_399.7])).toEqual([
      '1.0 s',
      '10 s',
      '1 min',
      '1 h',
      '59 min 59 s',
      '1 d',
      '1 d',
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (seconds) => {
        expect(plain(duration(seconds))).not.toMatch(/\b(60 s|1000 ms|60 min|24 h)\b/);
      }),
    );
  });

  it('may be tiny, huge, negative or none', () => {
    expect(written(duration, [1e-9, -0, -90, 1e12, NaN, Infinity])).toEqual([
      '1e-6 ms',
      '0 s',
      '−1 min 30 s',
      '11 574 074 d 2 h',
      'NaN',
      '∞',
    ]);
  });
});

describe('a number of bytes', () => {
  it('has a decimal unit with at most three digits', () => {
    expect(written(bytes, [0, 512, 999, 1000, 12_400_000, 999_600, 2.5e9, 7e12, 3e16])).toEqual([
      '0 B',
      '512 B',
      '999 B',
      '1 kB',
      '12.4 MB',
      '1 MB',
      '2.5 GB',
      '7 TB',
      '30 000 TB',
    ]);
  });

  it('may be negative or none', () => {
    expect(written(bytes, [-2_000_000, -0, NaN, Infinity, -Infinity])).toEqual([
      '−2 MB',
      '0 B',
      'NaN',
      '∞',
      '−∞',
    ]);
  });
});

describe('several values', () => {
  it('are a mean with the deviation of the sample and their number', () => {
    expect(plain(meanAndDeviation([0.032, 0.034, 0.033], 'fraction'))).toBe('3.30 % ± 0.10, n = 3');
    expect(plain(meanAndDeviation([1, 2, 3, 4]))).toBe('2.5 ± 1.3, n = 4');
    expect(plain(meanAndDeviation([60, 120], 'seconds'))).toBe('1 min 30 s ± 42 s, n = 2');
    expect(plain(meanAndDeviation([1e6, 3e6], 'bytes'))).toBe('2 MB ± 1.41 MB, n = 2');
  });

  it('leave out what is not there, and say how many were there', () => {
    expect(plain(meanAndDeviation([0.5, null, NaN, Infinity], 'fraction'))).toBe('50.00 %, n = 1');
    expect(meanAndDeviation([null, NaN], 'fraction')).toBe('–');
  });
});

describe('a cell', () => {
  it('is written by the kind of its column', () => {
    const kinds = ['number', 'fraction', 'seconds', 'bytes', 'text', 'status', 'tags'] as const;
    expect(kinds.map((kind) => plain(formatCell(kind, 0.5)))).toEqual([
      '0.5',
      '50.00 %',
      '500 ms',
      '0.5 B',
      '0.5',
      '0.5',
      '0.5',
    ]);
    expect(formatCell('text', 'hinton')).toBe('hinton');
    expect([formatCell('boolean', true), formatCell('boolean', false)]).toEqual(['yes', 'no']);
  });

  it('that is empty shows a dash, and never zero', () => {
    expect([null, undefined, ''].map((value) => formatCell('fraction', value))).toEqual(['–', '–', '–']);
    expect(plain(formatCell('fraction', 0))).toBe('0.00 %');
  });

  it('with a date is the moment in the machine’s own time zone', () => {
    const iso = '2026-11-25T04:32:10.000Z';
    const said = formatCell('date', iso);
    expect(said).toMatch(/^2026-11-2[456] \d\d:\d\d$/);
    expect(new Date(said.replace(' ', 'T')).toISOString()).toBe('2026-11-25T04:32:00.000Z');
    expect(date('yesterday')).toBe('yesterday');
  });

  it('stands at the right where it is a number', () => {
    const kinds = [
      'text',
      'number',
      'fraction',
      'seconds',
      'bytes',
      'date',
      'status',
      'tags',
      'boolean',
    ] as const;
    expect(kinds.filter(isNumeric)).toEqual(['number', 'fraction', 'seconds', 'bytes']);
  });
});
