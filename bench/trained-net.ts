/** A preset trained to its end on an engine, for what is measured of a net that has learnt something. */

import { readFileSync } from 'node:fs';

import { assertDefined } from '../src-shared/base/assert.ts';
import { parseSpec } from '../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../src-main/core/catalogue.ts';
import type { Dataset } from '../src-main/core/dataset/dataset.ts';
import { inputFacts } from '../src-main/core/dataset/rows.ts';
import type { Engine, EngineTensors } from '../src-main/core/engine/engine.ts';
import { createRecipe } from '../src-main/core/net/recipe.ts';
import type { Recipe } from '../src-main/core/net/recipe.ts';
import { train } from '../src-main/core/train/train.ts';
import type { TrainingState } from '../src-main/core/train/training-run.ts';
import { loadMnist } from './step-fixture.ts';
import { unattended } from './unattended.ts';

export interface TrainedNet {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly epochs: number;
  /** On the engine. */
  readonly state: EngineTensors;
}

/** Trains as the preset says, and measures at the end alone. Error: what the run failed with. */
export async function trainPreset(name: string, engine: Engine): Promise<TrainedNet> {
  const file = new URL(`../resources/presets/${name}.json`, import.meta.url);
  const draft = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const spec = parseSpec(catalogue, { ...draft, measures: { everyEpochs: 10_000, snapshots: false } });
  const dataset = await loadMnist(spec);
  let last: TrainingState | null = null;
  const events = train(spec, {
    engine,
    dataset,
    ...unattended,
    saveCheckpoint: (state) => {
      last = state;
      return Promise.resolve({ file: 'none', sha256: '', bytes: 0 });
    },
  });
  for await (const event of events) if (event.type === 'failed') throw new Error(JSON.stringify(event.error));
  const { epoch, tensors } = assertDefined(last as TrainingState | null, 'the state at the end');
  const state = Object.entries(tensors).map(
    ([path, { shape, data }]) => [path, engine.upload(data, shape)] as const,
  );
  return {
    recipe: createRecipe(spec, inputFacts(dataset)),
    dataset,
    epochs: epoch,
    state: Object.fromEntries(state),
  };
}
