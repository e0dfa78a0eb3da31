/** Addresses of the window: whatever is typed is read, and whatever is written is read back. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { listOf, settingsOf } from './comparison-place.ts';
import { inspectionPlaceOf } from './inspection-place.ts';
import { addressOf, parsePlace } from './place.ts';

test('what is no encoding stands for itself, and parameters go on after a second question mark', () => {
  expect([
    parsePlace('#/run/100%'),
    parsePlace('#/compare/?runs=a?b&axis=%zz'),
    parsePlace('#/%E0%A4%A'),
  ]).toEqual([
    { view: 'run', id: '100%', parameters: {} },
    { view: 'compare', id: null, parameters: { runs: 'a?b', axis: '%zz' } },
    { view: 'runs', id: null, parameters: {} },
  ]);
});

test('any address is read by every view without failing, and says nothing that cannot be asked for', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '%',
      '%zz',
      '?',
      '&',
      '=',
      '/',
      '#',
      'run',
      'runs',
      'compare',
      'inspect',
      '1e999',
      '-1',
      '|',
      ',',
    ),
    fc.constantFrom(
      'step=',
      'index=',
      'class=',
      'positive=',
      'window=',
      'smoothing=',
      '99999999999999',
      '_',
      'NaN',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const { parameters } = parsePlace(`#/${pieces.join('')}`);
      const { window, smoothing } = settingsOf(parameters);
      expect(window === null || (window.every(Number.isFinite) && window[0] < window[1])).toBe(true);
      expect(smoothing).toSatisfy((value: number) => value >= 0 && value < 1);
      const { step, index, positive, negative, label } = inspectionPlaceOf(parameters);
      const isAskable = (value: number | null, most: number): boolean =>
        value === null || (Number.isSafeInteger(value) && value >= 0 && value <= most);
      expect([step, index].every((value) => isAskable(value, Number.MAX_SAFE_INTEGER))).toBe(true);
      expect([positive, negative, label].every((value) => isAskable(value, 65_535))).toBe(true);
      expect(listOf(parameters, 'runs') ?? []).not.toContain('');
    }),
    { numRuns: 1000 },
  );
});

test('any run and any parameters are read back from the address that names them', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, fc.dictionary(text, text), (id, parameters) => {
      expect(parsePlace(addressOf('run', id, parameters))).toEqual({
        view: 'run',
        id: id === '' ? null : id,
        parameters: { ...parameters },
      });
    }),
    { numRuns: 1000 },
  );
  expect(addressOf('run', '\ud800')).toBe('#/run/%EF%BF%BD');
});
