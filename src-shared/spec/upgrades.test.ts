import { expect, test } from 'vitest';

import { WorkbenchError } from '../base/errors.ts';
import { specUpgrades, upgradeSpec } from './upgrades.ts';
import type { SpecUpgrade } from './upgrades.ts';

/** Version 2 renamed "rate" to "learningRate"; version 3 moved it into "optimizer". */
const upgrades: readonly SpecUpgrade[] = [
  ({ rate, ...rest }) => ({ ...rest, learningRate: rate }),
  ({ learningRate, ...rest }) => ({ ...rest, optimizer: { learningRate } }),
];

test('a draft goes through every upgrade after its own version', () => {
  const newest = { version: 3, name: 'a', optimizer: { learningRate: 0.1 } };
  expect([
    upgradeSpec({ version: 1, name: 'a', rate: 0.1 }, upgrades),
    upgradeSpec({ version: 2, name: 'a', learningRate: 0.1 }, upgrades),
    upgradeSpec({ version: 3, name: 'a', optimizer: { learningRate: 0.1 } }, upgrades),
    upgradeSpec({ name: 'a', optimizer: { learningRate: 0.1 } }, upgrades), // none said: the newest
  ]).toEqual([newest, newest, newest, newest]);
});

test('an upgrade need not mind the version and may not change the draft it was given', () => {
  const draft = Object.freeze({ version: 1, rate: 0.1 });
  const forgetful: SpecUpgrade[] = [() => ({ version: 99 })];
  expect(upgradeSpec(draft, forgetful)).toEqual({ version: 2 });
  expect(draft).toEqual({ version: 1, rate: 0.1 });
});

test('a draft from the future is refused in words', () => {
  const upgrade = () => upgradeSpec({ version: 4 }, upgrades);
  expect(upgrade).toThrow(WorkbenchError);
  expect(upgrade).toThrow('The experiment has version 4, newer than the newest this program knows (3).');
});

test('what is no draft, or has no version that ever was, is left for the schema to refuse', () => {
  for (const draft of [
    null,
    7,
    'x',
    [1],
    { version: 0 },
    { version: -1 },
    { version: 1.5 },
    { version: '1' },
  ]) {
    expect(upgradeSpec(draft, upgrades)).toBe(draft);
  }
});

test('version 1 knew one method; what version 2 says is kept', () => {
  expect(upgradeSpec({ version: 1, name: 'a' }, specUpgrades)).toEqual({
    version: 2,
    name: 'a',
    method: { kind: 'forward-forward' },
  });
  const method = { kind: 'back-propagation' };
  expect(upgradeSpec({ version: 2, method }, specUpgrades)).toEqual({ version: 2, method });
});
