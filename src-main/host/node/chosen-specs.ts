/** From what the user asked for to experiments that can be trained, or to a sentence that says why not. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { membersOf, readSeries } from '../../../src-shared/spec/series.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import { catalogue } from '../../core/catalogue.ts';
import { datasetParts } from '../../core/dataset/index.ts';
import { refuseHopeless, specConcerns } from '../../core/train/concerns.ts';
import { inputFacts } from '../../core/dataset/rows.ts';
import { givenPath } from '../given-paths.ts';
import { readExperiment } from './experiment-draft.ts';
import { applySettings, parseSetting } from '../../../src-shared/spec/settings.ts';
import type { Setting } from '../../../src-shared/spec/settings.ts';

export interface SpecWishes {
  readonly epochs?: number;
  readonly seed?: number;
  readonly seeds?: readonly number[];
  /** Each "path=value". */
  readonly set: readonly string[];
  readonly engine?: string;
  readonly device?: string;
  readonly threads?: number;
}

export interface ChosenSpecs {
  /** By experiment, of which a series has several; each one spec, or one per seed. */
  readonly experiments: readonly (readonly ExperimentSpec[])[];
  readonly preset: string | null;
}

/** Errors: those of readExperiment, readSeries, applySettings and parseSpec. */
export function chooseSpecs(name: string, wishes: SpecWishes): ChosenSpecs {
  const { draft: file, preset } = readExperiment(name);
  const experiments = membersOf(readSeries(file, name)).map(({ draft }) => {
    const changed = applySettings(completed(draft), settingsOf(wishes));
    const first = withGivenFiles(parseSpec(catalogue, changed));
    const seeds = wishes.seeds ?? [wishes.seed ?? first.seed];
    return seeds.map((seed) => parseSpec(catalogue, { ...first, seed }));
  });
  return { experiments, preset };
}

/**
 * Loads the dataset, which finds missing and damaged files before a run is recorded, and weighs the experiment. Returns
 * what the user should know, in words. Errors: those of the dataset; spec/cannot-fire, spec/invalid.
 */
export async function examineSpec(spec: ExperimentSpec, datasetFolder: string): Promise<string[]> {
  const dataset = await createPart(datasetParts, spec.dataset).load({ folder: datasetFolder });
  const concerns = specConcerns(spec, inputFacts(dataset));
  refuseHopeless(concerns);
  return concerns.map(
    ({ message, remedy }) => `${message.charAt(0).toUpperCase()}${message.slice(1)}. ${remedy}`,
  );
}

/** With every default filled in, so that each can be set by its path. One that is not valid stays as it is. */
function completed(draft: unknown): unknown {
  try {
    return parseSpec(catalogue, draft);
  } catch (thrown) {
    if (thrown instanceof WorkbenchError && thrown.code === 'spec/invalid') return draft;
    throw thrown;
  }
}

/** Settings of a dataset that name a file. */
const fileSettings = ['trainImages', 'trainLabels', 'testImages', 'testLabels'];

/**
 * Files written as "~/x", "./x" or "../x" are where the user is; a name alone stays one, to be found in the dataset
 * folder.
 */
function withGivenFiles(spec: ExperimentSpec): ExperimentSpec {
  const entries = Object.entries(spec.dataset).map(([name, value]): [string, unknown] => {
    const isPath =
      fileSettings.includes(name) && typeof value === 'string' && /^(~|\.\.?)([/\\]|$)/.test(value);
    return [name, isPath ? givenPath(value) : value];
  });
  return parseSpec(catalogue, { ...spec, dataset: Object.fromEntries(entries) });
}

/** Options are settings with a shorter name; they win over `--set`. */
function settingsOf({ set, epochs, engine, device, threads }: SpecWishes): Setting[] {
  const settings = set.map(parseSetting);
  const add = (path: string, value: unknown): void => {
    if (value !== undefined) settings.push({ path: path.split('.'), value });
  };
  add('training.epochs', epochs);
  add('engine.kind', engine);
  add('engine.device', device);
  add('engine.threads', threads);
  return settings;
}
