/** The claims that come with the program: one JSON file each in resources/claims. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { readClaim } from '../../src-shared/spec/claims.ts';
import type { Claim, ClaimVersion } from '../../src-shared/spec/claims.ts';
import { applySettings } from '../../src-shared/spec/settings.ts';
import { catalogue } from '../core/catalogue.ts';
import { presetNames, readPreset } from './presets.ts';
import { sourceResources } from './resources.ts';

const ending = '.json';

/** Those of the presets first, in the order of the presets. */
export function readClaims(resources: string = sourceResources): Claim[] {
  const folder = join(resources, 'claims');
  const order = presetNames(resources);
  const rank = ({ full, quick }: Claim): number => order.indexOf((full ?? quick)?.preset ?? '');
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) =>
      readClaim(JSON.parse(readFileSync(join(folder, file), 'utf8')), file.slice(0, -ending.length)),
    )
    .sort((a, b) => rank(a) - rank(b));
}

/** The experiments of a claim, one for each seed. Errors: preset/unknown, and those of applySettings and parseSpec. */
export function specsOf(
  { preset, settings }: ClaimVersion,
  seeds: readonly number[],
  resources: string = sourceResources,
): ExperimentSpec[] {
  const known = presetNames(resources);
  if (!known.includes(preset))
    throw new WorkbenchError('preset/unknown', { name: preset, known: known.join(', '), hint: '' });
  // With every default filled in, so that each can be set by its path.
  const draft = parseSpec(catalogue, readPreset(preset, resources));
  const changes = Object.entries(settings).map(([path, value]) => ({ path: path.split('.'), value }));
  const first = parseSpec(catalogue, applySettings(draft, changes));
  return seeds.map((seed) => parseSpec(catalogue, { ...first, seed }));
}
