/**
 * Measures a net on the splits of a dataset, block by block, so that memory stays small whatever the split's size.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import type { Dataset, Split, SplitName } from '../dataset/dataset.ts';
import type { Engine, EngineTensors, Program } from '../engine/engine.ts';
import { imageRows, indexRange, oneHotRows } from '../train/batches.ts';
import type { Recipe } from '../train/recipe.ts';
import { errorsOf, pairwiseError, separate } from './answers.ts';
import type { Answers } from './answers.ts';
import { activityProgram, answersProgram, normsProgram } from './evaluation-program.ts';
import { areaUnderCurve, histogramOf, momentsOf, rangeOf } from './histogram.ts';
import type { Histogram } from './histogram.ts';
import { ProgramRunner } from './program-runner.ts';
import type { Numbers } from './program-runner.ts';

/** About so many activities of the widest layer are held at once: what fits a processor's cache. */
const activitiesAtOnce = 2_500_000;

export interface LayerMeasures {
  readonly values: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, Histogram>>;
}

export class Evaluator {
  readonly #recipe: Recipe;
  readonly #dataset: Dataset;
  readonly #programs: ProgramRunner;

  constructor(engine: Engine, recipe: Recipe, dataset: Dataset) {
    this.#recipe = recipe;
    this.#dataset = dataset;
    this.#programs = new ProgramRunner(engine);
  }

  /** Answers of every read-out for the first `limit` examples of a split; null when it is empty. */
  async answers(split: SplitName, limit: number, state: EngineTensors): Promise<Answers | null> {
    const examples = firstOf(this.#dataset.splits[split], limit);
    if (examples.count === 0) return null;
    const { classes, layers, softmaxReadout } = this.#recipe;
    const goodness = layers.map(() => new Float64Array(classes * examples.count));
    const probabilities = softmaxReadout === null ? null : new Float64Array(classes * examples.count);
    for (const { begin, end } of this.#blocks(examples.count)) {
      const outputs = await this.#run(answersProgram(this.#recipe, end - begin), state, examples, begin, end);
      layers.forEach(({ name }, index) => {
        const block = assertDefined(outputs[`goodness/${name}`], name);
        for (let label = 0; label < classes; label += 1) {
          const part = block.subarray(label * (end - begin), (label + 1) * (end - begin));
          (goodness[index] as Float64Array).set(part, label * examples.count + begin);
        }
      });
      probabilities?.set(assertDefined(outputs['probabilities'], 'probabilities'), begin * classes);
    }
    return { classes, labels: examples.labels, goodness, probabilities };
  }

  /** Errors on all three splits, by at most `limit` examples of each. */
  async errors(
    limit: number,
    state: EngineTensors,
  ): Promise<{ report: ErrorReport; measured: Answers | null }> {
    const [train, validation, test] = [
      await this.answers('train', limit, state),
      await this.answers('validation', limit, state),
      await this.answers('test', limit, state),
    ];
    const errors = (answers: Answers | null) =>
      answers === null ? null : errorsOf(answers, this.#recipe.goodnessReadout);
    const report = { train: errors(train), validation: errors(validation), test: errors(test) };
    return { report, measured: validation ?? train };
  }

  /** How each layer tells positives from negatives, how active its units are and how large its weights. */
  async layerMeasures(answers: Answers, state: EngineTensors): Promise<LayerMeasures> {
    const values: Record<string, number> = {};
    const histograms: Record<string, Histogram> = {};
    this.#recipe.layers.forEach(({ name }, layer) => {
      const { positives, negatives } = separate(answers, layer);
      const { low, high } = rangeOf(positives, negatives);
      for (const [side, list] of [
        ['positive', positives],
        ['negative', negatives],
      ] as const) {
        const { mean, deviation } = momentsOf(list);
        values[`${name}/goodness/${side}/mean`] = mean;
        values[`${name}/goodness/${side}/deviation`] = deviation;
        histograms[`${name}/goodness/${side}`] = histogramOf(list, low, high);
      }
      values[`${name}/pairwise-error`] = pairwiseError(answers, layer);
      values[`${name}/auc`] = areaUnderCurve(positives, negatives);
    });
    return {
      values: { ...values, ...(await this.#activity(state)), ...(await this.#norms(state)) },
      histograms,
    };
  }

  dispose(): Promise<void> {
    return this.#programs.dispose();
  }

  /** "layer1/dead-units": the fraction of units active for no example; "layer1/activity/mean". */
  async #activity(state: EngineTensors): Promise<Record<string, number>> {
    const { validation, train } = this.#dataset.splits;
    const examples = firstOf(validation.count > 0 ? validation : train, 2000);
    const totals = this.#recipe.layers.map(({ layer }) => ({
      active: new Float64Array(layer.units),
      sum: 0,
    }));
    for (const { begin, end } of this.#blocks(examples.count)) {
      const outputs = await this.#run(
        activityProgram(this.#recipe, end - begin),
        state,
        examples,
        begin,
        end,
      );
      this.#recipe.layers.forEach(({ name }, index) => {
        const total = assertDefined(totals[index], name);
        assertDefined(outputs[`active/${name}`], name).forEach((count, unit) => {
          total.active[unit] = (total.active[unit] as number) + count;
        });
        for (const sum of assertDefined(outputs[`activity/${name}`], name)) total.sum += sum;
      });
    }
    const values: Record<string, number> = {};
    this.#recipe.layers.forEach(({ name, layer }, index) => {
      const { active, sum } = assertDefined(totals[index], name);
      values[`${name}/dead-units`] = active.filter((count) => count === 0).length / layer.units;
      values[`${name}/activity/mean`] = sum / (layer.units * examples.count);
    });
    return values;
  }

  /** "layer1/weights/norm": the Frobenius norm; "layer1/weights/unit-norm": the mean norm of a unit's weights. */
  async #norms(state: EngineTensors): Promise<Record<string, number>> {
    const outputs = await this.#programs.run(normsProgram(this.#recipe), state);
    const values: Record<string, number> = {};
    for (const { name } of this.#recipe.layers) {
      const squares = Float64Array.from(assertDefined(outputs[`weights/${name}`], name));
      values[`${name}/weights/norm`] = Math.sqrt(squares.reduce((total, each) => total + each, 0));
      values[`${name}/weights/unit-norm`] = momentsOf(squares.map(Math.sqrt)).mean;
    }
    return values;
  }

  *#blocks(count: number): Generator<{ begin: number; end: number }> {
    const widest = Math.max(...this.#recipe.layers.map(({ layer }) => layer.units));
    const size = Math.min(count, Math.max(1, Math.floor(activitiesAtOnce / (this.#recipe.classes * widest))));
    for (let begin = 0; begin < count; begin += size) yield { begin, end: Math.min(count, begin + size) };
  }

  /** Runs a program on examples begin .. end-1. */
  #run(wanted: Program, state: EngineTensors, split: Split, begin: number, end: number) {
    const brought: Record<string, Numbers> = {
      image: imageRows(this.#dataset, split, indexRange(begin, end)),
    };
    if ('labels' in wanted.inputs) {
      brought['labels'] = oneHotRows(split.labels.subarray(begin, end), this.#recipe.classes);
    }
    return this.#programs.run(wanted, state, brought);
  }
}

function firstOf(split: Split, limit: number): Split {
  return split.count <= limit
    ? split
    : { count: limit, pixels: split.pixels, labels: split.labels.subarray(0, limit) };
}
