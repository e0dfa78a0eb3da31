/** Runs for a claim: what goes on, what begins, and which experiments each version asks for. */

import type { Claim, ClaimMethod, ClaimVersion, ClaimVersionName } from '../../src-shared/spec/claims.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { ClaimRuns } from '../../src-shared/views/reproduction-view.ts';
import type { RunDetail, RunStatus } from '../../src-shared/views/run-view.ts';
import { matchedSpecsOf, specsOf } from './claims.ts';
import { experimentHash, newestOf } from './reproduction.ts';
import type { RunsByExperiment } from './reproduction.ts';
import type { RunRequest } from './run-manager.ts';
import { sourceResources } from './resources.ts';

/** A claim's version with its experiments, one for each seed. */
export interface WantedRuns {
  readonly claim: Claim;
  readonly version: ClaimVersionName;
  readonly found: ClaimVersion;
  readonly seeds: readonly number[];
  readonly specs: Readonly<Record<ClaimMethod, readonly ExperimentSpec[]>>;
}

/** Null where the claim has no such version. `seeds`: in place of the version's own. Errors: those of specsOf. */
export function wantedRuns(
  claim: Claim,
  version: ClaimVersionName,
  seeds?: readonly number[],
  resources: string = sourceResources,
): WantedRuns | null {
  const found = claim[version];
  if (found === undefined) return null;
  const chosen = seeds ?? found.seeds;
  const specs = {
    own: specsOf(found, chosen, resources),
    'back-propagation': matchedSpecsOf(found, chosen, resources),
  };
  return { claim, version, found, seeds: chosen, specs };
}

/** The preset that a run of the claim starts from. */
export function presetOf({ found }: Pick<WantedRuns, 'found'>, method: ClaimMethod): string {
  return (method === 'own' ? null : found.backPropagation?.preset) ?? found.preset;
}

/** States of a run that has not come to its end and could go on. */
export const earlyStatuses = ['stopped', 'interrupted'] as const satisfies readonly RunStatus[];
export const activeStatuses = ['queued', 'running', 'paused'] as const satisfies readonly RunStatus[];

/** What is there of these experiments. */
export function claimRuns(specs: readonly ExperimentSpec[], runs: RunsByExperiment): ClaimRuns {
  const completed = newestOf(specs, runs, ['completed']);
  const active = newestOf(specs, runs, activeStatuses).map((run, at) =>
    (completed[at] ?? null) === null ? run : null,
  );
  const ids = (found: readonly (RunDetail | null)[]): string[] =>
    found.flatMap((run) => (run === null ? [] : [run.runId]));
  const missing = specs.filter((_, at) => (completed[at] ?? active[at] ?? null) === null);
  return { completed: ids(completed), active: ids(active), missing: missing.map(({ seed }) => seed) };
}

/** A run of each experiment that ended early, which goes on, else a new one. `early`: newest first. */
export async function goOnOrBegin(
  specs: readonly ExperimentSpec[],
  preset: string,
  early: RunsByExperiment,
  create: (request: RunRequest) => Promise<string>,
): Promise<string[]> {
  const chosen: string[] = [];
  for (const spec of specs) {
    const begun = early.get(experimentHash(spec))?.[0];
    chosen.push(begun?.runId ?? (await create({ spec, preset })));
  }
  return chosen;
}
