/** A recipe-2.2 net with a batch on an engine, ready to step: what every measurement here runs. */

import { assertDefined } from '../src-shared/base/assert.ts';
import { randomStream } from '../src-shared/base/random.ts';
import { catalogue } from '../src-main/core/catalogue.ts';
import { augmentationParts } from '../src-main/core/augment/index.ts';
import type { Dataset, Split } from '../src-main/core/dataset/dataset.ts';
import { datasetParts } from '../src-main/core/dataset/index.ts';
import { sizeOf } from '../src-main/core/engine/engine.ts';
import type { Engine } from '../src-main/core/engine/engine.ts';
import { BatchSource } from '../src-main/core/train/batches.ts';
import { createRecipe } from '../src-main/core/net/recipe.ts';
import type { Recipe } from '../src-main/core/net/recipe.ts';
import { bringLeftOut } from '../src-main/core/net/left-out.ts';
import { imageValues } from '../src-main/core/net/net.ts';
import { CallLength } from '../src-main/core/train/call-length.ts';
import { StepRunner } from '../src-main/core/train/step-runner.ts';
import type { StepReport } from '../src-main/core/train/step-runner.ts';
import { createMethod, createPlan } from '../src-main/core/train/plan.ts';
import { inputFacts } from '../src-main/core/dataset/rows.ts';
import { inputSizeOf } from '../src-main/core/dataset/splits.ts';
import type { TrainingPlan } from '../src-main/core/train/plan.ts';
import { parseSpec } from '../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../src-shared/spec/experiment-spec.ts';
import { createPart } from '../src-shared/spec/part.ts';
import { readFileSync } from 'node:fs';

/** The `hinton` preset with other sizes. */
export function hintonSpec(sizes: readonly number[], batch: number): ExperimentSpec {
  const file = new URL('../resources/presets/hinton.json', import.meta.url);
  const draft = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return parseSpec(catalogue, {
    ...draft,
    layers: sizes.slice(1).map((units) => ({ kind: 'dense', units })),
    training: { kind: 'together', epochs: 1000, batchSize: batch },
  });
}

export async function loadMnist(spec: ExperimentSpec): Promise<Dataset> {
  return createPart(datasetParts, spec.dataset).load({ folder: 'datasets' });
}

/**
 * What a preset is trained on, where that comes with the program; else random bytes in the shape of CIFAR-10, on which a
 * step takes as long. Peers do alike.
 */
export async function loadExamples(spec: ExperimentSpec): Promise<Dataset> {
  if (spec.dataset.kind !== 'cifar-10') return loadMnist(spec);
  const image = { height: 32, width: 32, channels: 3 };
  const random = randomStream(1, 'images of the bench');
  const some = Uint8Array.from({ length: 1000 * inputSizeOf(image) }, () => random.integer(256));
  const examples = (thousands: number): Split => {
    const pixels = new Uint8Array(thousands * some.length);
    for (let begin = 0; begin < pixels.length; begin += some.length) pixels.set(some, begin);
    const labels = Uint8Array.from({ length: thousands * 1000 }, () => random.integer(10));
    return { count: labels.length, pixels, labels };
  };
  const classNames = Array.from({ length: 10 }, (_, label) => String(label));
  const pool = { name: 'random images in colour', classNames, image };
  return createPart(datasetParts, spec.dataset).split({
    ...pool,
    training: examples(50),
    test: examples(10),
  });
}

export class SteppingNet {
  readonly recipe: Recipe;
  readonly plan: TrainingPlan;
  readonly runner: StepRunner;
  readonly #engine: Engine;
  readonly #call = new CallLength();
  #step = 0;

  constructor(spec: ExperimentSpec, dataset: Dataset, engine: Engine) {
    this.#engine = engine;
    this.recipe = createRecipe(spec, inputFacts(dataset));
    this.plan = createPlan(spec, this.recipe, dataset.splits.train.count);
    const batches = new BatchSource(dataset, {
      seed: spec.seed,
      batchSize: this.plan.batchSize,
      shuffled: true,
      imageValues: imageValues(this.recipe),
      pairs: this.recipe.local?.pairs ?? null,
      augmentations: spec.augmentation.map((choice) => createPart(augmentationParts, choice)),
      besides: bringLeftOut(this.recipe, spec.seed),
    });
    this.runner = new StepRunner(engine, this.recipe, createMethod(spec), this.plan, batches);
    this.runner.load(StepRunner.firstState(this.recipe, spec.seed));
  }

  /**
   * Takes so many steps and waits for the last one: a device apart works on by itself, and has ended when a number can
   * be had from it.
   */
  async runThrough(count: number): Promise<void> {
    await this.run(count);
    const [smallest] = Object.values(this.runner.state).sort((a, b) => sizeOf(a.shape) - sizeOf(b.shape));
    if (this.#engine.traffic !== null) await this.#engine.download(assertDefined(smallest, 'a tensor'));
  }

  /** Takes so many steps, as many at a time as training does; `onStep` may look at what each left. */
  async run(count: number, onStep?: (report: StepReport, step: number) => Promise<void>) {
    const last = this.#step + count;
    while (this.#step < last) {
      const length = this.plan.runLength(this.#step, Math.min(this.#call.steps, last - this.#step));
      const turns = Array.from({ length }, (_, turn) => ({
        position: this.plan.at(this.#step + turn),
        gain: 1,
      }));
      const before = performance.now();
      const reports = await this.runner.steps(turns);
      this.#call.took(performance.now() - before, length);
      for (const report of reports) {
        this.#step += 1;
        await onStep?.(report, this.#step);
        this.runner.release(report);
      }
    }
  }
}

/** Numbers in [0, 1) that do not depend on the clock. */
export function noise(count: number): Float32Array {
  const random = randomStream(1, 'bench');
  return Float32Array.from({ length: count }, () => random.uniform());
}
