import { expect, test } from 'vitest';

import { claimVersions } from '../../src-shared/spec/claims.ts';
import { readClaims, specsOf } from './claims.ts';
import { describePresets } from './presets.ts';

test('every claim is of experiments that can be trained, and whose read-outs it names', () => {
  const versions = readClaims().flatMap((claim) =>
    claimVersions.flatMap((name) => (claim[name] === undefined ? [] : [{ claim, version: claim[name] }])),
  );
  expect(versions.length).toBeGreaterThan(readClaims().length);
  for (const { claim, version } of versions) {
    const specs = specsOf(version, version.seeds);
    expect(specs.map(({ seed }) => seed)).toEqual(version.seeds);
    const kinds = specs[0]?.readouts.map(({ kind }) => kind);
    for (const { readOut } of version.expectations)
      expect([claim.id, kinds]).toEqual([claim.id, expect.arrayContaining([readOut])]);
  }
});

test('what was published about a preset is the same in its claim', () => {
  const claims = readClaims();
  for (const { name, published } of describePresets()) {
    const claim = claims.find(({ full }) => full?.preset === name && Object.keys(full.settings).length === 0);
    for (const [readOut, error] of Object.entries(published?.test ?? {})) {
      if (claim === undefined) continue;
      const told = claim.published.find((each) => each.readOut === readOut && each.split === 'test');
      expect([name, readOut, told?.error]).toEqual([name, readOut, error]);
    }
  }
});
