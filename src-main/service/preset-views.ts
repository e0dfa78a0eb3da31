/** Presets as the command line and the window list them: what each is, and what was published about it. */

import type { SplitErrors } from '../../src-shared/events/training-event.ts';
import { publishedPreset } from '../../src-shared/spec/claims.ts';
import type { Claim, PublishedFigure } from '../../src-shared/spec/claims.ts';
import { membersOf, readSeries } from '../../src-shared/spec/series.ts';
import type { PresetView } from '../../src-shared/views/workbench-view.ts';
import { readClaims } from './claims.ts';
import { presetDescription, presetNames, readPreset } from './presets.ts';
import { sourceResources } from './resources.ts';

export interface PublishedErrors {
  /** By the answers' names. */
  readonly train: SplitErrors | null;
  readonly test: SplitErrors;
  /** Where they were published. */
  readonly source: string;
}

export interface PresetInfo {
  readonly name: string;
  readonly description: string;
  readonly published: PublishedErrors | null;
}

export function describePresets(resources: string = sourceResources): PresetInfo[] {
  const claims = readClaims(resources);
  return presetNames(resources).map((name) => ({
    name,
    description: presetDescription(name),
    published: publishedOf(name, claims),
  }));
}

/** Descriptions with drafts, as the window lists them. */
export function viewPresets(resources: string): PresetView[] {
  return describePresets(resources).map(({ name, description, published }) => {
    const members = membersOf(readSeries(readPreset(name, resources), name));
    return {
      name,
      description,
      draft: members[0]?.draft ?? {},
      members,
      published: published === null ? null : { test: published.test, source: published.source },
    };
  });
}

/** By all claims of this preset; null where none tells an error on test images. */
function publishedOf(preset: string, claims: readonly Claim[]): PublishedErrors | null {
  const figures = claims
    .filter((claim) => publishedPreset(claim) === preset)
    .flatMap(({ published }) => published);
  const test = errorsOf(figures, 'test');
  if (test === null) return null;
  const source = [...new Set(figures.map((figure) => figure.source))].join('; ');
  return { train: errorsOf(figures, 'train'), test, source };
}

function errorsOf(figures: readonly PublishedFigure[], split: PublishedFigure['split']): SplitErrors | null {
  const entries = figures.filter((figure) => figure.split === split);
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.map(({ readOut, error }) => [readOut, error]));
}
