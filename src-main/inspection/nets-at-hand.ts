/**
 * Trained nets in memory: a run's recipe, dataset and compiled programs, and the weights of a checkpoint on the engine's
 * device. The newest few of each are kept, so that a second question about a net is quick.
 */

import { join } from 'node:path';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { InspectedAt } from '../../src-shared/views/inspection-view.ts';
import type { CheckpointInfo } from '../../src-shared/views/run-view.ts';
import { catalogue } from '../core/catalogue.ts';
import type { Dataset, DatasetSources } from '../core/dataset/dataset.ts';
import type { Engine, EngineTensors } from '../core/engine/engine.ts';
import { allMakerParameters, parameterShapes } from '../core/net/parameters.ts';
import { Evaluator } from '../core/measure/evaluator.ts';
import { ProgramRunner } from '../core/measure/program-runner.ts';
import { createRecipe } from '../core/net/recipe.ts';
import type { Recipe } from '../core/net/recipe.ts';
import type { StoredTensor } from '../core/net/state.ts';
import { isCheckpointFile } from '../store/checkpoint-files.ts';
import { readCheckpoint } from '../store/checkpoints.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { DatasetsAtHand } from './datasets-at-hand.ts';
import type { InspectedRun } from './messages.ts';

/** What all checkpoints of a run share. */
interface RunAtHand {
  readonly spec: ExperimentSpec;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly evaluator: Evaluator;
  readonly programs: ProgramRunner;
}

interface WeightsAtHand {
  readonly at: InspectedAt;
  /** Weights, biases and read-out weights, by name; without what only training needs. */
  readonly stored: Readonly<Record<string, StoredTensor>>;
  readonly state: EngineTensors;
}

/** A net at one checkpoint, open for questions. */
export interface NetAtHand extends RunAtHand, WeightsAtHand {
  /** Tells this net from every other. */
  readonly key: string;
}

export class NetsAtHand {
  readonly #datasets: DatasetsAtHand;
  readonly #openEngine: () => Promise<Engine>;
  #engine: Promise<Engine> | null = null;
  readonly #runs = new BoundedCache<RunAtHand>({
    most: 4,
    dispose: async ({ evaluator, programs }) => {
      await evaluator.dispose();
      await programs.dispose();
    },
  });
  readonly #weights = new BoundedCache<WeightsAtHand>({
    most: 4,
    dispose: async ({ state }) => (await this.#engineAtHand()).release(Object.values(state)),
  });

  constructor(datasets: DatasetsAtHand, openEngine: () => Promise<Engine>) {
    this.#datasets = datasets;
    this.#openEngine = openEngine;
  }

  /**
   * Works with a run's net as of a step; null: of the newest checkpoint that can be read. Errors: inspect/no-checkpoint,
   * checkpoint/damaged, spec/invalid, engine/failed, and those of DatasetLoader.
   */
  async use<T>(
    run: InspectedRun,
    step: number | null,
    sources: DatasetSources,
    work: (net: NetAtHand) => Promise<T>,
  ): Promise<T> {
    const candidates = run.checkpoints.filter(
      (each) => isCheckpointFile(each.file) && (step === null || each.step === step),
    );
    const wanted = { run: run.runId, which: step === null ? 'yet' : `of step ${step}` };
    let damage: WorkbenchError = new WorkbenchError('inspect/no-checkpoint', wanted);
    const runKey = JSON.stringify([run.runId, run.spec, sources.folder]);
    return this.#runs.use(
      runKey,
      () => this.#openRun(run, sources),
      async (opened) => {
        for (const checkpoint of candidates) {
          const key = JSON.stringify([run.runId, checkpoint.step, checkpoint.sha256]);
          const read = () => this.#openWeights(run, checkpoint, opened.recipe);
          try {
            // Read first: what fails later is no reason to try an older one.
            await this.#weights.use(key, read, () => {});
          } catch (error) {
            if (!(error instanceof WorkbenchError) || error.code !== 'checkpoint/damaged') throw error;
            damage = error;
            continue;
          }
          return this.#weights.use(key, read, (weights) => work({ ...opened, ...weights, key }));
        }
        throw damage;
      },
    );
  }

  async #openRun(run: InspectedRun, sources: DatasetSources): Promise<RunAtHand> {
    const spec = parseSpec(catalogue, run.spec);
    const { dataset, facts } = await this.#datasets.load(spec.dataset, sources);
    const recipe = createRecipe(spec, facts);
    const engine = await this.#engineAtHand();
    const evaluator = new Evaluator(engine, recipe, dataset);
    return { spec, dataset, recipe, evaluator, programs: new ProgramRunner(engine) };
  }

  async #openWeights(run: InspectedRun, checkpoint: CheckpointInfo, recipe: Recipe): Promise<WeightsAtHand> {
    const { file, sha256 } = checkpoint;
    const { step, epoch, tensors } = await readCheckpoint(join(run.runFolder, file), sha256);
    const engine = await this.#engineAtHand();
    const entries = Object.entries({ ...parameterShapes(recipe), ...allMakerParameters(recipe) }).map(
      ([name, shape]) => {
        const tensor = tensors[name];
        if (tensor === undefined || tensor.shape.join() !== shape.join()) {
          const problem = `${name} is not in it as the run's experiment has it`;
          throw new WorkbenchError('checkpoint/damaged', { file, problem });
        }
        return [name, tensor] as const;
      },
    );
    return {
      at: { run: run.runId, step, epoch },
      stored: Object.fromEntries(entries),
      state: Object.fromEntries(
        entries.map(([name, { shape, data }]) => [name, engine.upload(data, shape)] as const),
      ),
    };
  }

  #engineAtHand(): Promise<Engine> {
    return (this.#engine ??= this.#openEngine());
  }
}

/** The stored numbers of one tensor. */
export function numbersOf(net: NetAtHand, name: string): Float32Array | Float64Array {
  return assertDefined(net.stored[name], name).data;
}
