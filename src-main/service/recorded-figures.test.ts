/** Figures for the handbook: what is written is read again, and what has changed since is not shown. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { RunFigures } from '../../src-shared/views/reproduction-view.ts';
import { fingerprintOf, readClaims } from './claims.ts';
import { someFigures } from './recorded-figures.fixture.ts';
import { figuresText, readFigures, recordedFor, withFigures } from './recorded-figures.ts';
import type { RecordedEntry } from './recorded-figures.ts';

const entry = { claim: 'one', version: 'quick', method: 'own', fingerprint: 'aa' } as const;
const seeds = fc.uniqueArray(fc.nat(9), { maxLength: 6 });
const runsOf = (list: readonly number[], seconds: number): RunFigures[] =>
  list.map((seed) => ({ ...someFigures, seed, seconds }));

test('seeds that are measured again take the place of theirs, whatever the order', () => {
  fc.assert(
    fc.property(seeds, seeds, (first, second) => {
      const before = withFigures([], entry, runsOf(first, 1));
      const after = withFigures(before, entry, [null, ...runsOf(second, 2)]);
      const runs = after[0]?.runs ?? [];
      expect(runs.map(({ seed }) => seed)).toEqual([...new Set([...first, ...second])].sort((a, b) => a - b));
      for (const { seed, seconds } of runs) expect(seconds).toBe(second.includes(seed) ? 2 : 1);
    }),
  );
});

test('of an experiment that has changed nothing is kept; other claims stay', () => {
  const other = { ...entry, claim: 'another' };
  const before = withFigures(withFigures([], entry, runsOf([1, 2], 1)), other, runsOf([1], 1));
  const after = withFigures(before, { ...entry, fingerprint: 'bb' }, runsOf([3], 1));
  expect(after.map(({ claim, runs }) => [claim, runs.map(({ seed }) => seed)])).toEqual([
    ['another', [1]],
    ['one', [3]],
  ]);
});

test('what is written is read again, and nothing else is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-figures-'));
  const file = join(folder, 'figures.json');
  try {
    expect(readFigures(file)).toEqual([]);
    const entries = withFigures([], entry, runsOf([1, 2], 3.5));
    writeFileSync(file, figuresText(entries));
    expect(readFigures(file)).toEqual(entries);
    writeFileSync(file, figuresText([]));
    expect(readFigures(file)).toEqual([]);
    for (const text of ['no JSON', '[]', '{"experiments":[{}]}']) {
      writeFileSync(file, text);
      expect(() => readFigures(file)).toThrow(/holds no recorded figures/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('figures are shown of the experiment as it is now only', () => {
  const claim = readClaims().find(({ id }) => id === 'hinton');
  const version = claim?.quick;
  if (claim === undefined || version === undefined) throw new Error('hinton has a quick version');
  const own = { claim: 'hinton', version: 'quick', method: 'own' } as const;
  const at = (fingerprint: string): RecordedEntry[] =>
    withFigures([], { ...own, fingerprint }, runsOf([2], 1));
  const now = String(fingerprintOf(version, 'own'));
  expect(recordedFor(at(now), claim, 'quick').runs.map((run) => run?.seed ?? null)).toEqual([null, 2, null]);
  expect(recordedFor(at('older'), claim, 'quick').runs).toEqual([null, null, null]);
});

test('the figures that come with the program are of its claims as they are', () => {
  for (const { claim: id, version: name, method, fingerprint } of readFigures()) {
    const version = readClaims().find((claim) => claim.id === id)?.[name];
    if (version === undefined) throw new Error(`${id} has no ${name} version`);
    expect([id, name, method, fingerprintOf(version, method)]).toEqual([id, name, method, fingerprint]);
  }
});
