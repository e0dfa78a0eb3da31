import { expect, test } from 'vitest';

import { claimVersions, isExpected } from '../../src-shared/spec/claims.ts';
import { configurationHash } from '../../src-shared/spec/experiment-spec.ts';
import { fingerprintOf, matchedSpecsOf, readClaims, specsOf } from './claims.ts';
import { describePresets } from './preset-views.ts';
import { presetNames, readPreset } from './presets.ts';

const claims = readClaims();
const versions = claims.flatMap((claim) =>
  claimVersions.flatMap((name) => {
    const version = claim[name];
    return version === undefined ? [] : [{ id: claim.id, name, version }];
  }),
);

test('every claim is of experiments that can be trained, and whose read-outs it names', () => {
  expect(versions.length).toBeGreaterThan(claims.length);
  for (const { id, version } of versions) {
    const specs = specsOf(version, version.seeds);
    expect(specs.map(({ seed }) => seed)).toEqual(version.seeds);
    // Whatever trains it, it answers as the softmax.
    const kinds = specs[0]?.readouts.map(({ kind }) => kind.replace(/-by-adam$/, ''));
    for (const { readOut } of version.expectations)
      expect([id, kinds]).toEqual([id, expect.arrayContaining([readOut])]);
  }
});

test('every preset has a claim, and a series has claims of its experiments', () => {
  const claimed = new Set(versions.map(({ version }) => version.preset));
  const isClaimed = (name: string): boolean => {
    // The families are presets of their own too.
    if (name === 'goodness-families') return claimed.has('family-top-k');
    return claimed.has(name) || claims.some(({ experiment }) => experiment === name);
  };
  expect(presetNames().filter((name) => !isClaimed(name))).toEqual([]);
});

test('what was published about a preset is what its claims say', () => {
  const published = new Map(describePresets().map((preset) => [preset.name, preset.published]));
  expect(published.get('hinton')).toEqual({
    train: null,
    test: { goodness: 0.0144, softmax: 0.0147 },
    source: "Hinton's published code, 100-125 epochs",
  });
  expect(published.get('shifts')?.test).toEqual({ goodness: 0.0064 });
  expect(published.get('article')?.train).toEqual({ goodness: 0.0204 });
  for (const name of ['shifts-quick', 'quick-start', 'convolution', 'memory-by-depth'])
    expect([name, published.get(name)]).toEqual([name, null]);
});

test('the matched net is the same, for as many epochs, by back-propagation', () => {
  const matched = versions.filter(({ version }) => version.backPropagation !== undefined);
  expect(matched.length).toBeGreaterThan(10);
  for (const { version } of matched) {
    const [own] = specsOf(version, [7]);
    const [other] = matchedSpecsOf(version, [7]);
    const { layers, dataset, augmentation, activation, normalization, training } = own ?? {};
    expect(other).toMatchObject({
      seed: 7,
      layers,
      dataset,
      augmentation,
      activation,
      normalization,
      training,
    });
    expect(other?.method.kind).toBe('back-propagation');
    expect(other?.readouts.map(({ kind }) => kind)).toEqual(['softmax']);
    expect([other?.labels, other?.negatives, other?.goodness]).toEqual([undefined, undefined, undefined]);
  }
});

test('of two versions no one is the experiment of the other, so that no run counts twice', () => {
  const seen = new Map<string, string>();
  for (const { id, name, version } of versions) {
    const [spec] = specsOf(version, [1]);
    if (spec === undefined || version.preset.startsWith('family-') || version.preset === 'symba') continue;
    const hash = configurationHash(spec);
    expect([id, name, seen.get(hash)]).toEqual([id, name, undefined]);
    seen.set(hash, id);
  }
});

test('an experiment that is changed has another fingerprint', () => {
  const version = versions.find(({ id, name }) => id === 'hinton' && name === 'quick')?.version;
  if (version === undefined) throw new Error('hinton has a quick version');
  const changed = { ...version, settings: { 'training.epochs': 7 } };
  for (const method of ['own', 'back-propagation'] as const)
    expect(fingerprintOf(changed, method)).not.toBe(fingerprintOf(version, method));
  expect(fingerprintOf({ ...version, backPropagation: undefined }, 'own')).toBe(
    fingerprintOf(version, 'own'),
  );
  expect(fingerprintOf({ ...version, backPropagation: undefined }, 'back-propagation')).toBeNull();
});

test('a series without a chosen experiment is refused, and says which it has', () => {
  expect(() => specsOf({ preset: 'memory-by-depth', settings: {} }, [1])).toThrow(
    /^The series memory-by-depth has no experiment called "".*|forward-forward, 2 layers/,
  );
  expect(readPreset('memory-by-depth')).toHaveProperty('bases');
});

test('most claims are expected of: the others say that they were never run', () => {
  for (const { id, version } of versions)
    if (!isExpected(version))
      expect([id, version.note ?? '']).toEqual([id, expect.stringMatching(/ended?|never|epochs/)]);
});
