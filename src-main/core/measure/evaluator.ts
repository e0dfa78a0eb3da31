/**
 * Measures a net on the splits of a dataset, block by block, so that memory stays small whatever the split's size.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import type { Dataset, Split, SplitName } from '../dataset/dataset.ts';
import { imageRows, indexRange, oneHotRows } from '../dataset/rows.ts';
import type { Engine, EngineTensors, Program } from '../engine/engine.ts';
import { imageValues, linearReadouts } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import type { PairSource } from '../negatives/pair-source.ts';
import { errorsOf, pairwiseError, separate } from './answers.ts';
import type { Answers } from './answers.ts';
import { activityProgram, answersProgram, normsProgram, pairsProgram } from './evaluation-program.ts';
import { areaUnderCurve, histogramOf, momentsOf, rangeOf } from './histogram.ts';
import type { Histogram } from './histogram.ts';
import { ProgramRunner } from './program-runner.ts';
import type { Numbers } from './program-runner.ts';

/** About so many activities of the widest layer are held at once: what fits a processor's cache. */
const activitiesAtOnce = 2_500_000;

/** Activities, and pairs made for measuring, are of at most so many examples. */
const examplesLookedAt = 2000;
/** Pairs made for measuring are the same at every measure and in every run. */
const measuringSeed = 0;

/** Goodness of one layer; [n] each, or several negatives to a positive. */
interface Separated {
  readonly name: string;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** The fraction of pairs whose negative is not below its positive. */
  readonly pairwise: number;
}

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
    return examples.count === 0 ? null : this.#answersFor(examples, state);
  }

  /** "batch/error/<answer>": fractions wrong of some training examples that were just learnt. */
  async batchErrors(batch: Split, state: EngineTensors): Promise<Record<string, number>> {
    const errors = errorsOf(await this.#answersFor(batch, state), this.#recipe);
    return Object.fromEntries(Object.entries(errors).map(([name, error]) => [`batch/error/${name}`, error]));
  }

  async #answersFor(examples: Split, state: EngineTensors): Promise<Answers> {
    const { classes, layers, labels } = this.#recipe;
    const goodness = (labels === null ? [] : layers).map(() => new Float64Array(classes * examples.count));
    const readouts = linearReadouts(this.#recipe).map(
      ({ name }) => [name, new Float64Array(classes * examples.count)] as const,
    );
    for (const { begin, end } of this.#blocks(examples.count)) {
      const outputs = await this.#run(answersProgram(this.#recipe, end - begin), state, examples, begin, end);
      goodness.forEach((all, index) => {
        const block = assertDefined(outputs[`goodness/${layers[index]?.name}`], 'goodness');
        for (let label = 0; label < classes; label += 1) {
          const part = block.subarray(label * (end - begin), (label + 1) * (end - begin));
          all.set(part, label * examples.count + begin);
        }
      });
      for (const [name, all] of readouts)
        all.set(assertDefined(outputs[`probabilities/${name}`], name), begin * classes);
    }
    return { classes, labels: examples.labels, goodness, probabilities: Object.fromEntries(readouts) };
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
    const errors = (answers: Answers | null) => (answers === null ? null : errorsOf(answers, this.#recipe));
    const report = { train: errors(train), validation: errors(validation), test: errors(test) };
    return { report, measured: validation ?? train };
  }

  /** How each layer tells positives from negatives, how active its units are and how large its weights. */
  async layerMeasures(answers: Answers, state: EngineTensors): Promise<LayerMeasures> {
    const values: Record<string, number> = {};
    const histograms: Record<string, Histogram> = {};
    for (const { name, positives, negatives, pairwise } of await this.#separated(answers, state)) {
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
      values[`${name}/pairwise-error`] = pairwise;
      values[`${name}/auc`] = areaUnderCurve(positives, negatives);
    }
    return {
      values: { ...values, ...(await this.#activity(state)), ...(await this.#norms(state)) },
      histograms,
    };
  }

  /** Goodness of positives and negatives by layer: under right and wrong labels, or of the pairs the recipe makes. */
  async #separated(answers: Answers, state: EngineTensors): Promise<Separated[]> {
    if (this.#recipe.local === null) return [];
    if (this.#recipe.labels === null) return this.#separatedPairs(this.#recipe.local.pairs, state);
    return this.#recipe.layers.map(({ name }, layer) => ({
      name,
      ...separate(answers, layer),
      pairwise: pairwiseError(answers, layer),
    }));
  }

  async #separatedPairs(pairs: PairSource, state: EngineTensors): Promise<Separated[]> {
    const examples = firstOf(this.#measuredSplit, examplesLookedAt);
    const bring = pairs.supply(this.#recipe, examples.labels, measuringSeed);
    const found = this.#recipe.layers.map(({ name }) => ({
      name,
      positives: new Float64Array(examples.count),
      negatives: new Float64Array(examples.count),
    }));
    let batch = 0;
    for (const { begin, end } of this.#blocks(examples.count)) {
      const indexes = indexRange(begin, end);
      const images = imageRows(this.#dataset, examples, indexes, imageValues(this.#recipe));
      const outputs = await this.#programs.run(pairsProgram(this.#recipe, end - begin), state, {
        image: images,
        ...bring({ pass: 0, batch, indexes, images }),
      });
      for (const { name, positives, negatives } of found) {
        positives.set(assertDefined(outputs[`positive/${name}`], name), begin);
        negatives.set(assertDefined(outputs[`negative/${name}`], name), begin);
      }
      batch += 1;
    }
    return found.map((layer) => ({
      ...layer,
      pairwise:
        layer.positives.filter((value, at) => (layer.negatives[at] as number) >= value).length /
        examples.count,
    }));
  }

  get #measuredSplit(): Split {
    const { validation, train } = this.#dataset.splits;
    return validation.count > 0 ? validation : train;
  }

  dispose(): Promise<void> {
    return this.#programs.dispose();
  }

  /** "layer1/dead-units": the fraction of units active for no example; "layer1/activity/mean". */
  async #activity(state: EngineTensors): Promise<Record<string, number>> {
    const examples = firstOf(this.#measuredSplit, examplesLookedAt);
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
      image: imageRows(this.#dataset, split, indexRange(begin, end), imageValues(this.#recipe)),
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
