/**
 * The training loop: steps, measures, checkpoints and stops, told as events. It decides when things happen; what they
 * are is in the method, evaluator.ts and plan.ts. Nothing here touches a clock, a disk or a random number of its
 * own.
 */

import { WorkbenchError, asWorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Throughput, TrainingEvent } from '../../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import { augmentationParts } from '../augment/index.ts';
import { inputFacts } from '../dataset/rows.ts';
import type { TurnInputs } from '../engine/engine.ts';
import { netsBeside } from '../measure/beside.ts';
import { Evaluator } from '../measure/evaluator.ts';
import { Snapshots } from '../measure/snapshots.ts';
import type { Snapshot } from '../measure/snapshots.ts';
import { stepMeasures } from '../measure/step-measures.ts';
import { writtenText } from '../measure/written-text.ts';
import type { WrittenText } from '../measure/written-text.ts';
import type { Method } from '../method/method.ts';
import { bringBesides } from '../net/chances.ts';
import { merged } from '../net/names.ts';
import { netFacts } from '../net/net-facts.ts';
import { imageValues } from '../net/net.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe } from '../net/recipe.ts';
import { parameterCount } from '../net/parameters.ts';
import { scheduleParts } from '../schedule/index.ts';
import { BatchSource } from './batches.ts';
import type { BatchPosition } from './batches.ts';
import { CallLength } from './call-length.ts';
import { CheckpointWriter } from './checkpoint-writer.ts';
import { createMethod, createPlan } from './plan.ts';
import type { TrainingPlan } from './plan.ts';
import { StepRunner } from './step-runner.ts';
import type { StepTurn } from './step-runner.ts';
import type { TrainingDependencies } from './training-run.ts';

/** Progress is told about this often, in milliseconds. */
const progressInterval = 250;
/** A layer with more dead units than this is worth a warning. */
const manyDeadUnits = 0.5;

/**
 * Trains, yielding what happened. The last event is "finished", or "failed" with the error; it never throws for what a
 * run can meet.
 */
export async function* train(
  spec: ExperimentSpec,
  dependencies: TrainingDependencies,
): AsyncGenerator<TrainingEvent, void> {
  let loop: TrainingLoop | null = null;
  try {
    loop = new TrainingLoop(spec, dependencies);
    yield* loop.run();
  } catch (error) {
    const failure = asWorkbenchError(error, 'training/failed');
    const step = loop?.stepsDone ?? dependencies.resumeFrom?.step ?? 0;
    yield { type: 'failed', step, error: failure.toRecord() };
  } finally {
    await loop?.dispose();
  }
}

class TrainingLoop {
  stepsDone = 0;
  readonly #spec: ExperimentSpec;
  readonly #outside: TrainingDependencies;
  readonly #recipe: Recipe;
  readonly #method: Method;
  readonly #plan: TrainingPlan;
  readonly #runner: StepRunner;
  readonly #batches: BatchSource;
  readonly #evaluator: Evaluator;
  readonly #snapshots: Snapshots | null;
  /** Null where there is no text to write. */
  readonly #text: WrittenText | null;
  readonly #checkpoints: CheckpointWriter;
  readonly #call = new CallLength();
  readonly #gainAt: (epoch: number, epochs: number) => number;
  /** Milliseconds spent before this start of the loop, and inside steps since. */
  #earlier = 0;
  #startedAt = 0;
  #pausedFor = 0;
  #inSteps = 0;
  #stepsTimed = 0;
  #flopsTimed = 0;
  #lastProgress = -Infinity;
  #peakMemory = 0;
  readonly #warned = new Set<string>();

  constructor(spec: ExperimentSpec, outside: TrainingDependencies) {
    this.#spec = spec;
    this.#outside = outside;
    const { dataset, engine } = outside;
    this.#recipe = createRecipe(spec, inputFacts(dataset));
    this.#plan = createPlan(spec, this.#recipe, dataset.splits.train.count);
    this.#method = createMethod(spec);
    const method = this.#method;
    this.#batches = new BatchSource(dataset, {
      seed: spec.seed,
      batchSize: this.#plan.batchSize,
      shuffled: this.#plan.order.shuffled,
      imageValues: imageValues(this.#recipe),
      pairs: this.#recipe.local?.pairs ?? null,
      augmentations: spec.augmentation.map((choice) => createPart(augmentationParts, choice)),
      besides: besidesOf(this.#recipe, method, spec.seed, this.#plan.batchSize),
    });
    this.#runner = new StepRunner(engine, this.#recipe, method, this.#plan, this.#batches);
    this.#evaluator = new Evaluator(engine, this.#recipe, dataset, netsBeside(this.#recipe, method));
    this.#snapshots = spec.measures.snapshots ? new Snapshots(engine, this.#recipe, dataset) : null;
    this.#text = writtenText(engine, this.#recipe, dataset);
    this.#checkpoints = new CheckpointWriter(outside.saveCheckpoint);
    this.#gainAt = createPart(scheduleParts, spec.schedule);
  }

  async *run(): AsyncGenerator<TrainingEvent, void> {
    const { resumeFrom, control, clock, stopAfterEpochs } = this.#outside;
    this.#startedAt = clock();
    this.#earlier = (resumeFrom?.trainSeconds ?? 0) * 1000;
    this.stepsDone = resumeFrom?.step ?? 0;
    this.#runner.load(
      resumeFrom?.tensors ?? StepRunner.firstState(this.#recipe, this.#spec.seed, this.#method),
    );
    yield this.#started();
    if (resumeFrom === null) yield* this.#firstSnapshots();
    const lastStep = Math.min(
      this.#plan.totalSteps,
      (stopAfterEpochs ?? Infinity) * this.#plan.stepsPerEpoch,
    );
    let lastCheckpoint = clock();
    while (this.stepsDone < lastStep && !control.stopRequested) {
      yield* this.#steps(lastStep);
      if (this.stepsDone % this.#plan.stepsPerEpoch === 0) yield* this.#endOfEpoch(lastStep);
      if (clock() - lastCheckpoint > this.#outside.checkpointSeconds * 1000 && this.#checkpoints.idle) {
        this.#checkpoints.start(await this.#state());
        lastCheckpoint = clock();
      }
      yield* this.#checkpoints.events();
      if (control.pauseRequested && !control.stopRequested) yield* this.#pause();
    }
    yield* this.#finish();
  }

  async dispose(): Promise<void> {
    await this.#checkpoints.finish();
    await this.#runner.dispose();
    await this.#evaluator.dispose();
    await this.#snapshots?.dispose();
    await this.#text?.dispose();
  }

  /** Takes a few steps and tells what is due after each. */
  async *#steps(lastStep: number): AsyncGenerator<TrainingEvent, void> {
    const { clock } = this.#outside;
    const turns = this.#nextTurns(lastStep);
    const before = clock();
    const reports = await this.#runner.steps(turns);
    this.#timeSteps(clock() - before, turns);
    for (const report of reports) {
      this.stepsDone += 1;
      if (this.stepsDone % this.#spec.measures.everySteps === 0) {
        const values = await stepMeasures(this.#outside.engine, report);
        yield this.#measured({ ...values, ...this.#memory(), ...this.#speed() });
        this.#refuseNonNumbers(values);
      }
      this.#runner.release(report);
    }
    if (clock() - this.#lastProgress >= progressInterval) yield this.#progressed('training');
  }

  /** The steps of the next call: of one stage and one epoch, and not past the last. */
  #nextTurns(lastStep: number): StepTurn[] {
    const most = Math.min(this.#call.steps, lastStep - this.stepsDone);
    const count = this.#plan.runLength(this.stepsDone, most);
    return Array.from({ length: count }, (_, index) => {
      const position = this.#plan.at(this.stepsDone + index);
      return { position, gain: this.#gainAt(position.epochOfStage + 1, position.epochsOfStage) };
    });
  }

  #timeSteps(milliseconds: number, turns: readonly StepTurn[]): void {
    this.#inSteps += milliseconds;
    this.#stepsTimed += turns.length;
    this.#flopsTimed += 2 * this.#runner.step.products * turns.length;
    this.#call.took(milliseconds, turns.length);
  }

  /**
   * Full measures where they are due. A run that ends here is also measured on every example; at the end of the schedule
   * that takes the place of the usual measure, at an earlier stop it comes besides, so that going on later leaves the
   * usual points as if the run had never stopped.
   */
  async *#endOfEpoch(lastStep: number): AsyncGenerator<TrainingEvent, void> {
    const ends = this.stepsDone >= lastStep;
    const completes = this.stepsDone >= this.#plan.totalSteps;
    const { everyEpochs, examples } = this.#spec.measures;
    if (!completes && this.#epoch % everyEpochs === 0) yield* this.#evaluate(examples, false);
    if (ends) yield* this.#evaluate(Infinity, true);
  }

  async *#evaluate(examples: number, final: boolean): AsyncGenerator<TrainingEvent, void> {
    yield this.#progressed('evaluating');
    const { report, measured } = await this.#evaluator.errors(examples, this.#runner.state);
    const [step, epoch, trainSeconds] = [this.stepsDone, this.#epoch, this.#trainSeconds];
    yield { type: 'evaluated', step, epoch, trainSeconds, errors: report, final };
    const besides = final && step < this.#plan.totalSteps;
    if (measured === null || besides) return;
    const { values, histograms } = await this.#evaluator.layerMeasures(measured, this.#runner.state);
    const text = await this.#text?.take(this.#runner.state);
    yield this.#measured({ ...values, ...text?.values, ...(await this.#batchErrors()), ...this.#memory() });
    this.#refuseNonNumbers(values);
    for (const [name, { low, high, counts }] of Object.entries(histograms)) {
      yield { type: 'histogram', step, epoch, name, low, high, counts };
    }
    if (this.#snapshots !== null) {
      yield* this.#told(await this.#snapshots.take(this.#runner.state));
      yield* this.#told(text?.snapshots ?? []);
    }
    yield* this.#warnOfDeadUnits(values);
  }

  /** Where training stays with one batch for long, its error is a figure of its own: what the article calls training error. */
  async #batchErrors(): Promise<Record<string, number>> {
    const { repeats, returns } = this.#plan.course;
    if (!repeats || !returns) return {};
    const newest = this.#batches.examplesAt(this.#plan.at(this.stepsDone - 1));
    return this.#evaluator.batchErrors(newest, this.#runner.state);
  }

  /** The probe, and the net before its first step. */
  async *#firstSnapshots(): AsyncGenerator<TrainingEvent, void> {
    if (this.#snapshots === null) return;
    yield* this.#told(this.#snapshots.probe());
    yield* this.#told(await this.#snapshots.take(this.#runner.state));
    if (this.#text === null) return;
    yield* this.#told(this.#text.first());
    yield* this.#told((await this.#text.take(this.#runner.state)).snapshots);
  }

  #told(snapshots: readonly Snapshot[]): TrainingEvent[] {
    const [step, epoch] = [this.stepsDone, this.#epoch];
    return snapshots.map((snapshot) => ({ type: 'snapshot', step, epoch, ...snapshot }));
  }

  /** Error: training/diverged. */
  #refuseNonNumbers(values: Readonly<Record<string, number>>): void {
    const bad = Object.entries(values).find(([, value]) => !Number.isFinite(value));
    if (bad !== undefined)
      throw new WorkbenchError('training/diverged', { step: this.stepsDone, what: bad[0] });
  }

  *#warnOfDeadUnits(values: Readonly<Record<string, number>>): Generator<TrainingEvent, void> {
    for (const { name, layer } of this.#recipe.layers) {
      const dead = values[`${name}/dead-units`] ?? 0;
      if (dead <= manyDeadUnits || this.#warned.has(name)) continue;
      this.#warned.add(name);
      const count = Math.round(dead * layer.units);
      yield {
        type: 'warned',
        step: this.stepsDone,
        message: `${count} of the ${layer.units} units of ${name} are dead: active for no example.`,
      };
    }
  }

  async *#pause(): AsyncGenerator<TrainingEvent, void> {
    yield* this.#checkpointNow();
    const before = this.#outside.clock();
    yield this.#progressed('paused');
    await this.#outside.control.whilePaused();
    this.#pausedFor += this.#outside.clock() - before;
  }

  async *#finish(): AsyncGenerator<TrainingEvent, void> {
    const completed = this.stepsDone >= this.#plan.totalSteps;
    yield* this.#lastCheckpoint();
    this.#memory();
    yield {
      type: 'finished',
      step: this.stepsDone,
      epoch: this.#epoch,
      trainSeconds: this.#trainSeconds,
      reason: completed ? 'completed' : 'stopped',
      throughput: this.#throughput(),
      peakMemoryBytes: this.#peakMemory,
    };
  }

  /** Without it what was learnt since the checkpoint before would be lost. Error: what kept it from being written. */
  async *#lastCheckpoint(): AsyncGenerator<TrainingEvent, void> {
    yield* this.#checkpointNow();
    while (this.#checkpoints.refusal !== null) {
      if (!(await this.#outside.mayTryLastSave())) throw this.#checkpoints.refusal;
      yield* this.#checkpointNow();
    }
  }

  async *#checkpointNow(): AsyncGenerator<TrainingEvent, void> {
    yield* await this.#checkpoints.finish();
    this.#checkpoints.start(await this.#state());
    yield* await this.#checkpoints.finish();
  }

  async #state() {
    const { stepsDone: step } = this;
    const [epoch, trainSeconds] = [this.#epoch, this.#trainSeconds];
    return { step, epoch, trainSeconds, tensors: await this.#runner.save() };
  }

  #started(): TrainingEvent {
    const { engine, dataset } = this.#outside;
    return {
      type: 'started',
      step: this.stepsDone,
      totalSteps: this.#plan.totalSteps,
      stepsPerEpoch: this.#plan.stepsPerEpoch,
      epochs: this.#plan.epochs,
      parameterCount: parameterCount(this.#recipe),
      net: netFacts(this.#recipe),
      engine: {
        id: engine.id,
        device: engine.device.name,
        backend: engine.device.backend,
        threads: engine.device.threads,
      },
      datasetFingerprint: dataset.fingerprint,
    };
  }

  #measured(values: Readonly<Record<string, number>>): TrainingEvent {
    return {
      type: 'measured',
      step: this.stepsDone,
      epoch: this.#epoch,
      trainSeconds: this.#trainSeconds,
      values,
    };
  }

  #progressed(activity: 'training' | 'evaluating' | 'paused'): TrainingEvent {
    this.#lastProgress = this.#outside.clock();
    const { totalSteps, stepsPerEpoch } = this.#plan;
    const { stopAfterEpochs } = this.#outside;
    const left = Math.min(totalSteps, (stopAfterEpochs ?? Infinity) * stepsPerEpoch) - this.stepsDone;
    const elapsed = this.#outside.clock() - this.#startedAt - this.#pausedFor;
    return {
      type: 'progressed',
      step: this.stepsDone,
      epoch: this.#epoch,
      totalSteps,
      trainSeconds: this.#trainSeconds,
      secondsLeft: this.#stepsTimed === 0 ? null : (elapsed / this.#stepsTimed / 1000) * left,
      activity,
    };
  }

  #throughput(): Throughput {
    const seconds = this.#inSteps / 1000;
    const perSecond = (amount: number) => (seconds > 0 ? amount / seconds : 0);
    return {
      stepsPerSecond: perSecond(this.#stepsTimed),
      samplesPerSecond: perSecond(this.#stepsTimed * this.#plan.batchSize),
      usefulGigaflopsPerSecond: perSecond(this.#flopsTimed / 1e9),
    };
  }

  #speed(): Record<string, number> {
    const { stepsPerSecond, samplesPerSecond, usefulGigaflopsPerSecond } = this.#throughput();
    return {
      'speed/steps-per-second': stepsPerSecond,
      'speed/samples-per-second': samplesPerSecond,
      'speed/useful-gigaflops-per-second': usefulGigaflopsPerSecond,
    };
  }

  #memory(): { 'memory/resident-bytes': number } {
    const bytes = this.#outside.memoryBytes();
    this.#peakMemory = Math.max(this.#peakMemory, bytes);
    return { 'memory/resident-bytes': bytes };
  }

  get #epoch(): number {
    return Math.floor(this.stepsDone / this.#plan.stepsPerEpoch);
  }

  get #trainSeconds(): number {
    return (this.#earlier + this.#outside.clock() - this.#startedAt - this.#pausedFor) / 1000;
  }
}

/** What batches bring for dropout, for layers that take chance and for the method; null where nothing. */
function besidesOf(
  recipe: Recipe,
  method: Method,
  seed: number,
  examples: number,
): ((at: BatchPosition) => TurnInputs) | null {
  const brings = [bringBesides(recipe, seed), method.bring?.(recipe, seed, examples) ?? null];
  const there = brings.filter((bring) => bring !== null);
  return there.length === 0 ? null : (at) => merged(there.map((bring) => bring(at)));
}
