/**
 * Runs training steps on an engine: holds the state on the device, compiles each stage's step once and feeds it.
 * Knows nothing of epochs, measures or checkpoints; train.ts drives it.
 */

import { assert, assertDefined } from '../../../src-shared/base/assert.ts';
import type { CompiledProgram, Engine, EngineTensor, EngineTensors, Program } from '../engine/engine.ts';
import type { Batch, BatchSource } from './batches.ts';
import { initialState, prefixed } from './net.ts';
import type { Position, TrainingPlan } from './plan.ts';
import type { Recipe } from './recipe.ts';
import { liftProgram, stepProgram, stepScalars } from './step-program.ts';
import type { Stage, StageInput } from './step-program.ts';
import type { StoredTensor } from './training-run.ts';

/** What a step left besides the new state: losses and goodness, by output name. Give it back with `release`. */
export type StepReport = Readonly<Record<string, EngineTensor>>;

export class StepRunner {
  readonly #engine: Engine;
  readonly #recipe: Recipe;
  readonly #plan: TrainingPlan;
  readonly #batches: BatchSource;
  #state: Record<string, EngineTensor> = {};
  #compiled: { stage: number; input: StageInput; program: CompiledProgram; wanted: Program } | null = null;
  /** The tensors of a stage that trains on one batch over and over. */
  #resident: { stage: number; tensors: EngineTensors } | null = null;

  constructor(engine: Engine, recipe: Recipe, plan: TrainingPlan, batches: BatchSource) {
    this.#engine = engine;
    this.#recipe = recipe;
    this.#plan = plan;
    this.#batches = batches;
  }

  /** Puts the first state of a run, or a saved one, on the device. */
  load(tensors: Readonly<Record<string, StoredTensor>>): void {
    this.#engine.release(Object.values(this.#state));
    this.#state = Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [name, this.#engine.upload(data, shape)]),
    );
  }

  static firstState(recipe: Recipe, seed: number): Record<string, StoredTensor> {
    return initialState(recipe, seed);
  }

  /** The state on the device, by name; it stays this runner's. */
  get state(): EngineTensors {
    return this.#state;
  }

  /** Where the passes of the step taken last started. */
  get input(): StageInput {
    return assertDefined(this.#compiled, 'a compiled step').input;
  }

  /** Copies the state off the device. */
  async save(): Promise<Record<string, StoredTensor>> {
    const saved: Record<string, StoredTensor> = {};
    for (const [name, tensor] of Object.entries(this.#state)) {
      saved[name] = { shape: tensor.shape, data: await this.#engine.download(tensor) };
    }
    return saved;
  }

  /** Takes one step. Error: engine/failed. */
  async step(position: Position, gain: number): Promise<StepReport> {
    const stage = this.#plan.stageAt(position.stage);
    const { program, wanted } = await this.#programOf(position.stage, stage);
    const batch = await this.#batchTensors(position, stage);
    const scalars = prefixed('scalar', stepScalars(this.#recipe, stage, position.stepOfStage + 1, gain));
    const numbers = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [
        name,
        this.#engine.upload(Float64Array.of(value), [1, 1]),
      ]),
    );
    const offered: EngineTensors = { ...this.#state, ...batch.tensors, ...numbers };
    const inputs = Object.fromEntries(
      Object.keys(wanted.inputs).map((name) => [name, assertDefined(offered[name], name)]),
    );
    const outputs = await program.run(inputs);
    const report: Record<string, EngineTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name in this.#state) this.#state[name] = tensor;
      else report[name] = tensor;
    }
    this.#engine.release(Object.values(numbers));
    if (batch.temporary) this.#engine.release(Object.values(batch.tensors));
    return report;
  }

  release(report: StepReport): void {
    this.#engine.release(Object.values(report));
  }

  async dispose(): Promise<void> {
    await this.#compiled?.program.dispose();
    this.#compiled = null;
    this.#releaseResident();
    this.#engine.release(Object.values(this.#state));
    this.#state = {};
  }

  async #programOf(stageIndex: number, stage: Stage) {
    if (this.#compiled?.stage === stageIndex) return this.#compiled;
    await this.#compiled?.program.dispose();
    this.#releaseResident();
    // One batch over and over under a frozen net below: the layer's input never changes and is computed once.
    const first = stage.layers[0] ?? 0;
    const input = this.#repeatsOneBatch && stage.layers.length === 1 && first > 0 ? 'below' : 'image';
    const wanted = stepProgram(this.#recipe, stage, input, this.#plan.batchSize);
    this.#compiled = { stage: stageIndex, input, program: await this.#engine.compile(wanted), wanted };
    return this.#compiled;
  }

  get #repeatsOneBatch(): boolean {
    const { negatives } = this.#recipe;
    return (
      this.#plan.order.batchSize === 'all' &&
      negatives.source === 'labels' &&
      negatives.once &&
      this.#batches.fixed
    );
  }

  async #batchTensors(
    position: Position,
    stage: Stage,
  ): Promise<{ tensors: EngineTensors; temporary: boolean }> {
    if (!this.#repeatsOneBatch) return { tensors: this.#upload(this.#batches.at(position)), temporary: true };
    if (this.#resident?.stage !== position.stage) {
      const uploaded = this.#upload(this.#batches.at(position));
      const { input } = assertDefined(this.#compiled, 'a compiled step');
      const tensors = input === 'image' ? uploaded : await this.#lift(stage, uploaded);
      this.#resident = { stage: position.stage, tensors };
    }
    return { tensors: this.#resident.tensors, temporary: false };
  }

  #upload(batch: Batch): EngineTensors {
    const { classes, imageSize } = this.#recipe;
    const rows = this.#plan.batchSize;
    assert(batch.uniform.length === rows, `a batch of ${batch.uniform.length} instead of ${rows}`);
    return {
      image: this.#engine.upload(batch.image, [rows, imageSize]),
      labels: this.#engine.upload(batch.labels, [rows, classes]),
      ...(batch.negatives === null
        ? { uniform: this.#engine.upload(batch.uniform, [rows, 1]) }
        : { negatives: this.#engine.upload(batch.negatives, [rows, classes]) }),
    };
  }

  /** Replaces a batch by what the frozen layers below make of it. */
  async #lift(stage: Stage, batch: EngineTensors): Promise<EngineTensors> {
    const wanted = liftProgram(this.#recipe, assertDefined(stage.layers[0], 'a layer'), this.#plan.batchSize);
    const program = await this.#engine.compile(wanted);
    const run = async (labels: string) => {
      const offered: EngineTensors = {
        ...this.#state,
        ...batch,
        labels: assertDefined(batch[labels], labels),
      };
      const inputs = Object.keys(wanted.inputs).map(
        (name) => [name, assertDefined(offered[name], name)] as const,
      );
      return assertDefined((await program.run(Object.fromEntries(inputs)))['values'], 'values');
    };
    const lifted = { positives: await run('labels'), negatives: await run('negatives') };
    await program.dispose();
    this.#engine.release(Object.values(batch));
    return lifted;
  }

  #releaseResident(): void {
    if (this.#resident !== null) this.#engine.release(Object.values(this.#resident.tensors));
    this.#resident = null;
  }
}
