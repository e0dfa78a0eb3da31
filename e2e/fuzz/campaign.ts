/**
 * A fuzz campaign: cases of every target in turn, by their shares, until the time is over or the cases are done. What is
 * promised is in docs/trust.md: everything is taken or refused in words, in little memory, and nobody else waits.
 */

import { reasonOf } from '../../src-shared/base/errors.ts';
import { Draw } from './draw.ts';
import { hostTarget } from './host-target.ts';
import { startHostUnderFire } from './host-under-fire.ts';
import type { Testimony } from './host-under-fire.ts';
import type { Target, Verdict } from './target.ts';
import { openTargets } from './targets.ts';

export interface CampaignOptions {
  readonly seed: number;
  /** Whichever is over first. */
  readonly seconds: number;
  readonly cases: number;
  /** Of this target only; null: of all. */
  readonly only: string | null;
  /** The number of the first case. */
  readonly first: number;
}

export interface CampaignReport {
  readonly cases: number;
  readonly seconds: number;
  readonly byTarget: Readonly<Record<string, Readonly<Record<Verdict, number>>>>;
  /** Each with its target and number, by which it can be had again. */
  readonly faults: readonly string[];
  readonly host: Testimony;
  /** One case that took longest, in milliseconds. */
  readonly slowestCaseMs: number;
  readonly slowestCase: string;
}

const mostFaults = 20;

/** Runs on its own host process. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const own = await openTargets();
  const host = await startHostUnderFire();
  const targets = [...own.all, hostTarget(host.port, host.token)].filter(
    ({ name }) => options.only === null || name === options.only,
  );
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const byTarget: Record<string, Record<Verdict, number>> = {};
  const faults: string[] = [];
  let [slowestCaseMs, slowestCase] = [0, ''];
  let number = options.first;
  const end = options.first + options.cases;
  try {
    for (; number < end && seconds() < options.seconds && faults.length < mostFaults; number += 1) {
      const target = targetOf(targets, options.seed, number);
      const counts = (byTarget[target.name] ??= { taken: 0, refused: 0 });
      const caseBegin = performance.now();
      try {
        counts[await target.run(new Draw(options.seed, target.name, number))] += 1;
      } catch (thrown) {
        faults.push(`${target.name}, case ${number}: ${reasonOf(thrown)}`);
      }
      const took = performance.now() - caseBegin;
      if (took > slowestCaseMs) [slowestCaseMs, slowestCase] = [took, `${target.name}, case ${number}`];
      if (number % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    own.close();
  }
  const time = seconds();
  const testimony = await host.end();
  return {
    cases: number - options.first,
    seconds: time,
    byTarget,
    faults,
    host: testimony,
    slowestCaseMs,
    slowestCase,
  };
}

/** The same for the same seed and number, whichever others there are. */
function targetOf(targets: readonly Target[], seed: number, number: number): Target {
  const all = targets.reduce((sum, { share }) => sum + share, 0);
  let place = new Draw(seed, 'target', number).below(all);
  for (const target of targets) {
    if (place < target.share) return target;
    place -= target.share;
  }
  throw new Error('there is no target of that name');
}
