/**
 * The way from older versions of the spec to the current one. `specUpgrades[i]` turns a draft of version i + 1 into
 * one of version i + 2; a change of the spec's shape appends one function here and nothing else has to know old
 * versions.
 */

import { WorkbenchError } from '../base/errors.ts';

export type SpecDraft = Readonly<Record<string, unknown>>;
export type SpecUpgrade = (draft: SpecDraft) => SpecDraft;

export const specUpgrades: readonly SpecUpgrade[] = [
  // Version 1 knew one method.
  (draft) => ({ method: { kind: 'forward-forward' }, ...draft }),
];

/** Lifts a draft to the newest version. A draft without a version is of the newest. Error: spec/from-the-future. */
export function upgradeSpec(draft: unknown, upgrades: readonly SpecUpgrade[]): unknown {
  if (draft === null || typeof draft !== 'object' || Array.isArray(draft)) return draft;
  const newest = upgrades.length + 1;
  const { version = newest } = draft as { version?: unknown };
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return draft;
  if (version > newest) throw new WorkbenchError('spec/from-the-future', { version, newest });
  return upgrades
    .slice(version - 1)
    .reduce<SpecDraft>((older, upgrade, index) => ({ ...upgrade(older), version: version + index + 1 }), {
      ...(draft as SpecDraft),
      version,
    });
}
