import fc from 'fast-check';
import { expect, test } from 'vitest';

import { phaseAt, phaseBands, phasesOf, sleepless } from './phases.ts';

const length = fc.integer({ min: 1, max: 30 });
const phases = fc.record({
  wake: length,
  sleep: length,
  withheldFrom: fc.option(fc.integer({ min: 2, max: 8 })),
});

test('bands follow each other without gaps, and each is of the phase its updates are of', () => {
  fc.assert(
    fc.property(phases, length, fc.nat(100), fc.nat(100), (lengths, perEpoch, from, more) => {
      const bands = phaseBands(lengths, perEpoch, [from, from + more], 1);
      const told = bands.flatMap(({ name, begin, end }) =>
        Array.from({ length: end - begin }, (_, at) => [begin + at, name] as const),
      );
      const withheld = ((lengths.withheldFrom ?? Infinity) - 1) * perEpoch;
      const expected = Array.from({ length: more }, (_, at) => {
        const update = from + at;
        return [update, update >= withheld ? 'sleep withheld' : phaseAt(lengths, perEpoch, update)] as const;
      });
      expect(told).toEqual(expected);
      for (const [at, band] of bands.entries()) expect(band.name).not.toBe(bands[at - 1]?.name);
    }),
  );
});

test('phases come by turns, wake first, until sleep is withheld', () => {
  const lengths = { wake: 3, sleep: 2, withheldFrom: 3 };
  const told = Array.from({ length: 12 }, (_, update) => phaseAt(lengths, 4, update)[0]).join('');
  expect(told).toBe('wwwsswwwwwww');
  expect(phaseBands(lengths, 4, [0, 12], 1)).toEqual([
    { name: 'wake', begin: 0, end: 3 },
    { name: 'sleep', begin: 3, end: 5 },
    { name: 'wake', begin: 5, end: 8 },
    { name: 'sleep withheld', begin: 8, end: 12 },
  ]);
});

test('phases too short to be drawn are one band, and the time without sleep stays its own', () => {
  const lengths = { wake: 3, sleep: 2, withheldFrom: 3 };
  expect(phaseBands(lengths, 4, [2, 12], 3)).toEqual([
    { name: 'alternating', begin: 2, end: 8 },
    { name: 'sleep withheld', begin: 8, end: 12 },
  ]);
});

test('only the order that has phases has them', () => {
  expect(phasesOf({ kind: 'together', epochs: 3 })).toBeNull();
  expect(phasesOf({ kind: 'wake-and-sleep', wake: 3, sleep: 2, withheldFrom: 'never' })).toEqual({
    wake: 3,
    sleep: 2,
    withheldFrom: null,
  });
});

test('a run says why it would never sleep exactly where it never does', () => {
  fc.assert(
    fc.property(phases, length, length, (lengths, perEpoch, epochs) => {
      const sleeps = Array.from({ length: epochs * perEpoch }, (_, update) =>
        phaseAt(lengths, perEpoch, update),
      ).includes('sleep');
      expect(sleepless(lengths, perEpoch, epochs) === null).toBe(sleeps);
    }),
  );
});
