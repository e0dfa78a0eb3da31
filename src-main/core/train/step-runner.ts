/**
 * Runs training steps on an engine: holds the state on the device, compiles each stage's step once and feeds it.
 * Knows nothing of epochs, measures or checkpoints; train.ts drives it.
 */

import { assert, assertDefined } from '../../../src-shared/base/assert.ts';
import type {
  Brought,
  CompiledLoop,
  Engine,
  EngineTensor,
  EngineTensors,
  TurnInputs,
} from '../engine/engine.ts';
import { liftProgram } from '../method/forward-forward.ts';
import type { Method, StageInput, Step } from '../method/method.ts';
import type { Recipe } from '../net/recipe.ts';
import { initialState } from '../net/state.ts';
import type { StoredTensor } from '../net/state.ts';
import type { BatchSource } from './batches.ts';
import type { Position, TrainingPlan } from './plan.ts';

/** What a step left besides the new state: losses and goodness, by output name. Give it back with `release`. */
export type StepReport = EngineTensors;

/** Which step to take, with the gain its learning rates have then. */
export interface StepTurn {
  readonly position: Position;
  readonly gain: number;
}

/** A stage's steps, compiled. */
interface StageLoop {
  readonly input: StageInput;
  readonly loop: CompiledLoop;
  readonly step: Step;
}

/** The tensors of a stage that trains on one batch over and over. */
interface ResidentBatch {
  readonly key: string;
  readonly tensors: EngineTensors;
}

/** Examples lifted through the layers below at once: as many as keep memory small. */
const liftedAtOnce = 5000;

export class StepRunner {
  readonly #engine: Engine;
  readonly #recipe: Recipe;
  readonly #method: Method;
  readonly #plan: TrainingPlan;
  readonly #batches: BatchSource;
  #state: Record<string, EngineTensor> = {};
  readonly #loops = new Map<number, StageLoop>();
  #resident: ResidentBatch | null = null;
  /** Undefined: not yet asked for. */
  #images: EngineTensor | null | undefined;
  #newest: StageLoop | null = null;

  constructor(engine: Engine, recipe: Recipe, method: Method, plan: TrainingPlan, batches: BatchSource) {
    this.#engine = engine;
    this.#recipe = recipe;
    this.#method = method;
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

  static firstState(recipe: Recipe, seed: number, method?: Method): Record<string, StoredTensor> {
    return method?.firstState?.(recipe, seed) ?? initialState(recipe, seed);
  }

  /** The state on the device, by name; it stays this runner's. */
  get state(): EngineTensors {
    return this.#state;
  }

  /** The step taken last. */
  get step(): Step {
    return assertDefined(this.#newest, 'a compiled step').step;
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
    const stageLoop = await this.#loopOf(first.stage);
    this.#newest = stageLoop;
    const { loop, step } = stageLoop;
    const resident = this.#repeatsBatch ? await this.#residentOf(first, stageLoop) : null;
    const offered: EngineTensors = { ...this.#state, ...resident };
    const inputs = Object.fromEntries(
      Object.keys(step.program.inputs).flatMap((name) => {
        const tensor = offered[name];
        return tensor === undefined ? [] : [[name, tensor] as const];
      }),
    );
    const left = await loop.run(inputs, turns.length, (turn) => {
      const { position, gain } = assertDefined(turns[turn], 'a step');
      const batch = resident === null ? this.#batchAt(position, step) : {};
      return { ...batch, ...scalarInputs(step, position, gain) };
    });
    Object.assign(this.#state, left.state);
    return left.turns;
  }

  release(report: StepReport): void {
    this.#engine.release(Object.values(report));
  }

  async dispose(): Promise<void> {
    await this.#forgetLoops();
    this.#forgetResident();
    if (this.#images) this.#engine.release([this.#images]);
    this.#images = undefined;
    this.#engine.release(Object.values(this.#state));
    this.#state = {};
  }

  async #loopOf(stageIndex: number): Promise<StageLoop> {
    const known = this.#loops.get(stageIndex);
    if (known !== undefined) return known;
    if (!this.#plan.course.returns) await this.#forgetLoops();
    const stage = this.#plan.stageAt(stageIndex);
    // One batch over and over under a frozen net below: the layer's input never changes and is computed once.
    const first = stage.layers[0] ?? 0;
    const input = this.#repeatsBatch && stage.layers.length === 1 && first > 0 ? 'below' : 'image';
    const step = this.#method.step(this.#recipe, stage, input, this.#plan.batchSize);
    const brought = this.#repeatsBatch ? [] : Object.keys(step.batchInputs);
    const scalars = Object.keys(step.scalars(1, 1)).map((name) => `scalar/${name}`);
    const loop = await this.#engine.compileLoop(step.program, [...brought, ...scalars]);
    const made = { input, loop, step } as const;
    this.#loops.set(stageIndex, made);
    return made;
  }

  async #forgetLoops(): Promise<void> {
    for (const { loop } of this.#loops.values()) await loop.dispose();
    this.#loops.clear();
    this.#newest = null;
  }

  #forgetResident(): void {
    this.#engine.release(Object.values(this.#resident?.tensors ?? {}));
    this.#resident = null;
  }

  get #repeatsBatch(): boolean {
    const { repeats, returns } = this.#plan.course;
    return repeats && (returns || this.#batches.fixed);
  }

  /** The one batch of a stage that trains on it over and over, as the stage's input wants it. */
  async #residentOf(position: Position, { step, input }: StageLoop): Promise<EngineTensors> {
    const { stage, pass, batch } = position;
    const key = JSON.stringify([stage, this.#plan.course.returns ? [pass, batch] : []]);
    if (this.#resident?.key === key) return this.#resident.tensors;
    this.#forgetResident();
    const brought = this.#batches.at(position);
    const numbers: TurnInputs =
      input === 'image'
        ? this.#wanted(brought, step)
        : await this.#lift(assertDefined(this.#plan.stageAt(stage).layers[0], 'a layer'), brought);
    const tensors = Object.entries(step.batchInputs).map(
      ([name, shape]) => [name, this.#engine.upload(assertDefined(numbers[name], name), shape)] as const,
    );
    this.#resident = { key, tensors: Object.fromEntries(tensors) };
    return this.#resident.tensors;
  }

  /** What a step takes of a batch: its images by their rows where they are on the device. */
  #batchAt(position: Position, step: Step): Brought {
    const table = this.#imagesOnDevice(step);
    if (table === null) return this.#wanted(this.#batches.at(position), step);
    const { rows, besides } = this.#batches.rowsAt(position);
    const names = Object.keys(step.batchInputs).filter((name) => name !== 'image');
    const others = names.map((name) => [name, assertDefined(besides[name], name)] as const);
    return { ...Object.fromEntries(others), image: { table, rows } };
  }

  /** All images of the training split, put on a device that gathers rows by itself when they are first wanted. */
  #imagesOnDevice({ batchInputs }: Step): EngineTensor | null {
    if (this.#engine.gatherRows === null || !('image' in batchInputs)) return null;
    if (this.#images === undefined) {
      const table = this.#batches.imageTable();
      this.#images = table === null ? null : this.#engine.upload(table.data, table.shape);
    }
    return this.#images;
  }

  /** Of a batch, what a step takes. */
  #wanted(batch: TurnInputs, { batchInputs }: Step): TurnInputs {
    return Object.fromEntries(
      Object.keys(batchInputs).map((name) => [name, assertDefined(batch[name], name)] as const),
    );
  }

  /** What the frozen layers below make of a batch: "positives" and "negatives" [B, N]. */
  async #lift(layer: number, batch: TurnInputs): Promise<TurnInputs> {
    const examples = this.#plan.batchSize;
    const lifted: Record<string, Float32Array | Float64Array> = {};
    for (let begin = 0; begin < examples; begin += liftedAtOnce) {
      const end = Math.min(examples, begin + liftedAtOnce);
      const wanted = liftProgram(this.#recipe, layer, end - begin);
      const program = await this.#engine.compile(wanted);
      const brought: EngineTensor[] = [];
      const inputs = Object.entries(wanted.inputs).map(([name, shape]) => {
        const held = this.#state[name];
        if (held !== undefined) return [name, held] as const;
        const all = assertDefined(batch[name], name);
        const perExample = all.length / examples;
        const tensor = this.#engine.upload(all.subarray(begin * perExample, end * perExample), shape);
        brought.push(tensor);
        return [name, tensor] as const;
      });
      const outputs = await program.run(Object.fromEntries(inputs));
      for (const [name, tensor] of Object.entries(outputs)) {
        const perExample = tensor.shape[1] as number;
        const part = await this.#engine.download(tensor);
        const Numbers = part instanceof Float64Array ? Float64Array : Float32Array;
        lifted[name] ??= new Numbers(examples * perExample);
        lifted[name].set(part, begin * perExample);
      }
      this.#engine.release([...brought, ...Object.values(outputs)]);
      await program.dispose();
    }
    return lifted;
  }
}

function scalarInputs(step: Step, position: Position, gain: number): TurnInputs {
  const scalars = step.scalars(position.stepOfStage + 1, gain);
  return Object.fromEntries(
    Object.entries(scalars).map(([name, value]) => [`scalar/${name}`, Float64Array.of(value)] as const),
  );
}
