/**
 * Runs training steps on an engine: holds the state on the device, compiles each stage's step once and feeds it.
 * Knows nothing of epochs, measures or checkpoints; train.ts drives it.
 */

import { assert, assertDefined } from '../../../src-shared/base/assert.ts';
import type { CompiledLoop, Engine, EngineTensor, EngineTensors, Program } from '../engine/engine.ts';
import type { Batch, BatchSource } from './batches.ts';
import { initialState, prefixed } from './net.ts';
import type { Position, TrainingPlan } from './plan.ts';
import type { Recipe } from './recipe.ts';
import { liftProgram, stepProgram, stepScalars } from './step-program.ts';
import type { Stage, StageInput } from './step-program.ts';
import type { StoredTensor } from './training-run.ts';

/** What a step left besides the new state: losses and goodness, by output name. Give it back with `release`. */
export type StepReport = EngineTensors;

/** Which step to take, with the gain its learning rates have then. */
export interface StepTurn {
  readonly position: Position;
  readonly gain: number;
}

/** A stage's steps, compiled. */
interface StageLoop {
  readonly stage: number;
  readonly input: StageInput;
  readonly loop: CompiledLoop;
  readonly wanted: Program;
  /** The tensors of a stage that trains on one batch over and over. */
  readonly resident: EngineTensors | null;
}

export class StepRunner {
  readonly #engine: Engine;
  readonly #recipe: Recipe;
  readonly #plan: TrainingPlan;
  readonly #batches: BatchSource;
  #state: Record<string, EngineTensor> = {};
  #compiled: StageLoop | null = null;

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

  /**
   * Takes some steps of one stage, in one call of the engine; how many at a time makes no difference to any number.
   * Returns what each left. Error: engine/failed.
   */
  async steps(turns: readonly StepTurn[]): Promise<readonly StepReport[]> {
    const { position: first } = assertDefined(turns[0], 'a step');
    assert(
      turns.every(({ position }) => position.stage === first.stage),
      'steps of several stages',
    );
    const stage = this.#plan.stageAt(first.stage);
    const { loop, wanted, resident } = await this.#loopOf(first, stage);
    const offered: EngineTensors = { ...this.#state, ...resident };
    const inputs = Object.fromEntries(
      Object.keys(wanted.inputs).flatMap((name) => {
        const tensor = offered[name];
        return tensor === undefined ? [] : [[name, tensor] as const];
      }),
    );
    const left = await loop.run(inputs, turns.length, (turn) => {
      const { position, gain } = assertDefined(turns[turn], 'a step');
      const batch = resident === null ? this.#numbers(this.#batches.at(position)) : {};
      return { ...batch, ...this.#scalars(stage, position, gain) };
    });
    Object.assign(this.#state, left.state);
    return left.turns;
  }

  release(report: StepReport): void {
    this.#engine.release(Object.values(report));
  }

  async dispose(): Promise<void> {
    await this.#forgetLoop();
    this.#engine.release(Object.values(this.#state));
    this.#state = {};
  }

  async #loopOf(position: Position, stage: Stage): Promise<StageLoop> {
    if (this.#compiled?.stage === position.stage) return this.#compiled;
    await this.#forgetLoop();
    // One batch over and over under a frozen net below: the layer's input never changes and is computed once.
    const first = stage.layers[0] ?? 0;
    const input = this.#repeatsOneBatch && stage.layers.length === 1 && first > 0 ? 'below' : 'image';
    const wanted = stepProgram(this.#recipe, stage, input, this.#plan.batchSize);
    const resident = this.#repeatsOneBatch ? await this.#onDevice(position, stage, input) : null;
    const scalars = Object.keys(this.#scalars(stage, position, 1));
    const batchInputs = ['image', 'labels', 'negatives', 'uniform'];
    const brought = batchInputs.filter((name) => name in wanted.inputs && resident === null);
    const loop = await this.#engine.compileLoop(wanted, [...brought, ...scalars]);
    this.#compiled = { stage: position.stage, input, loop, wanted, resident };
    return this.#compiled;
  }

  async #forgetLoop(): Promise<void> {
    await this.#compiled?.loop.dispose();
    this.#engine.release(Object.values(this.#compiled?.resident ?? {}));
    this.#compiled = null;
  }

  #scalars(stage: Stage, position: Position, gain: number): Record<string, Float64Array> {
    const scalars = stepScalars(this.#recipe, stage, position.stepOfStage + 1, gain);
    return Object.fromEntries(
      Object.entries(prefixed('scalar', scalars)).map(([name, value]) => [name, Float64Array.of(value)]),
    );
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

  /** The one batch of a stage that trains on it over and over, as the stage's input wants it. */
  async #onDevice(position: Position, stage: Stage, input: StageInput): Promise<EngineTensors> {
    const { classes, imageSize } = this.#recipe;
    const rows = this.#plan.batchSize;
    const shapes = { image: [rows, imageSize], labels: [rows, classes], negatives: [rows, classes] };
    const numbers = this.#numbers(this.#batches.at(position));
    const batch = Object.entries(shapes).map(
      ([name, shape]) => [name, this.#engine.upload(assertDefined(numbers[name], name), shape)] as const,
    );
    const tensors = Object.fromEntries(batch);
    return input === 'image' ? tensors : this.#lift(stage, tensors);
  }

  /** A batch by input name. */
  #numbers(batch: Batch): Record<string, Float32Array> {
    assert(batch.uniform.length === this.#plan.batchSize, `a batch of ${batch.uniform.length}`);
    const { image, labels, negatives, uniform } = batch;
    return { image, labels, ...(negatives === null ? { uniform } : { negatives }) };
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
}
