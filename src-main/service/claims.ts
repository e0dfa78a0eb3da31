/** The claims that come with the program: one JSON file each in resources/claims. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { canonicalJson, parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { publishedPreset, readClaim } from '../../src-shared/spec/claims.ts';
import type { Claim, ClaimMethod, ClaimVersion } from '../../src-shared/spec/claims.ts';
import { membersOf, readSeries } from '../../src-shared/spec/series.ts';
import type { SeriesMember } from '../../src-shared/spec/series.ts';
import { applySettings } from '../../src-shared/spec/settings.ts';
import { catalogue } from '../core/catalogue.ts';
import { byBackPropagation } from './matched-experiment.ts';
import { presetNames, readPreset } from './presets.ts';
import { sourceResources } from './resources.ts';

const ending = '.json';

/** An experiment that comes with the program, with what is changed in it. */
type Experiment = Pick<ClaimVersion, 'preset' | 'member' | 'settings'>;

/** Those of the presets first, in the order of the presets. None where a build has no such folder. */
export function readClaims(resources: string = sourceResources): Claim[] {
  const folder = join(resources, 'claims');
  if (!existsSync(folder)) return [];
  const order = presetNames(resources);
  const rank = (claim: Claim): number => order.indexOf(publishedPreset(claim) ?? '');
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) =>
      readClaim(JSON.parse(readFileSync(join(folder, file), 'utf8')), file.slice(0, -ending.length)),
    )
    .sort((a, b) => rank(a) - rank(b));
}

/** The experiments of a claim, one for each seed. Errors: preset/unknown, input/invalid, spec/invalid. */
export function specsOf(
  version: Experiment,
  seeds: readonly number[],
  resources: string = sourceResources,
): ExperimentSpec[] {
  return ofSeeds(firstSpec(version, resources), seeds);
}

/** The same nets by back-propagation, one for each seed; none where there is nothing to match. Errors as specsOf. */
export function matchedSpecsOf(
  version: ClaimVersion,
  seeds: readonly number[],
  resources: string = sourceResources,
): ExperimentSpec[] {
  const { backPropagation } = version;
  if (backPropagation === undefined) return [];
  const { preset, settings } = backPropagation;
  const first =
    preset === undefined
      ? withSettings(
          byBackPropagation(
            firstSpec(version, resources),
            firstSpec({ preset: 'back-propagation', settings: {} }, resources),
          ),
          settings,
        )
      : firstSpec({ ...backPropagation, preset }, resources);
  return ofSeeds(first, seeds);
}

/** A parsed spec stays one with another seed; to parse it again would only take time. */
function ofSeeds(first: ExperimentSpec, seeds: readonly number[]): ExperimentSpec[] {
  return seeds.map((seed) => Object.freeze({ ...first, seed }));
}

/**
 * Of an experiment as it is written: the presets' files and what is changed in them. It changes where they do, and not
 * where a part gets a new setting, which has the usual value in an older experiment too. Null: nothing to match.
 */
export function fingerprintOf(
  version: ClaimVersion,
  method: ClaimMethod,
  resources: string = sourceResources,
): string | null {
  const { backPropagation, settings } = version;
  const own = [settings, chosenDraft(version, resources)];
  if (method === 'own') return digest(own);
  if (backPropagation === undefined) return null;
  const { preset = 'back-propagation', member } = backPropagation;
  return digest([own, backPropagation.settings, chosenDraft({ preset, member }, resources)]);
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}

function firstSpec(experiment: Experiment, resources: string): ExperimentSpec {
  // With every default filled in, so that each can be set by its path.
  return withSettings(parseSpec(catalogue, chosenDraft(experiment, resources)), experiment.settings);
}

/** The preset's own draft, or that of one of its members. Errors: preset/unknown, input/invalid. */
function chosenDraft(
  { preset, member }: { readonly preset: string; readonly member?: string | undefined },
  resources: string,
): SeriesMember['draft'] {
  const known = presetNames(resources);
  if (!known.includes(preset))
    throw new WorkbenchError('preset/unknown', { name: preset, known: known.join(', '), hint: '' });
  const members = membersOf(readSeries(readPreset(preset, resources), preset));
  const isOnly = members.length === 1 && member === undefined;
  const chosen = members.find(({ name }) => isOnly || name === member);
  if (chosen === undefined) {
    throw new WorkbenchError('input/invalid', {
      problem: `The series ${preset} has no experiment called "${member ?? ''}"`,
      remedy: `Its experiments are: ${members.map(({ name }) => name).join('; ')}.`,
    });
  }
  return chosen.draft;
}

function withSettings(spec: ExperimentSpec, settings: ClaimVersion['settings']): ExperimentSpec {
  if (Object.keys(settings).length === 0) return spec;
  const changes = Object.entries(settings).map(([path, value]) => ({ path: path.split('.'), value }));
  return parseSpec(catalogue, applySettings(spec, changes));
}
