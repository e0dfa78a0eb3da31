/**
 * Measures a net on the splits of a dataset, block by block, so that memory stays small whatever the split's size.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import type { Dataset, Split, SplitName } from '../dataset/dataset.ts';
import { imageRows, indexRange } from '../dataset/rows.ts';
import type { Engine, EngineTensors } from '../engine/engine.ts';
import { candidatesOf, imageValues, judgesClasses, linearReadouts } from '../net/net.ts';
import type { NetBeside } from '../method/method.ts';
import { below, merged } from '../net/names.ts';
import { answerBeside } from './beside.ts';
import type { Recipe } from '../net/recipe.ts';
import { errorsOf } from './answers.ts';
import type { Answers } from './answers.ts';
import { answersProgram } from './evaluation-program.ts';
import { layerMeasures } from './layer-measures.ts';
import { blocksOf } from './measure.ts';
import type { Taken } from './measure.ts';
import { ProgramRunner } from './program-runner.ts';

/** Activities, and pairs made for measuring, are of at most so many examples. */
const examplesLookedAt = 2000;

export class Evaluator {
  readonly #recipe: Recipe;
  readonly #dataset: Dataset;
  readonly #programs: ProgramRunner;
  readonly #beside: readonly {
    readonly name: string;
    readonly path: string;
    readonly evaluator: Evaluator;
  }[];

  /** `beside`: other nets whose answers are reported with the net's own. */
  constructor(engine: Engine, recipe: Recipe, dataset: Dataset, beside: readonly NetBeside[] = []) {
    this.#recipe = recipe;
    this.#dataset = dataset;
    this.#programs = new ProgramRunner(engine);
    this.#beside = beside.map(({ name, net, path }) => {
      return { name, path, evaluator: new Evaluator(engine, net, dataset) };
    });
  }

  /**
   * Answers of every read-out for the first `limit` examples of a split; null when it is empty. `candidates`: so many labels
   * are run for each image; null: every label.
   */
  async answers(
    split: SplitName,
    limit: number,
    state: EngineTensors,
    candidates: number | null = candidatesOf(this.#recipe),
  ): Promise<Answers | null> {
    const examples = firstOf(this.#dataset.splits[split], limit);
    return examples.count === 0 ? null : this.#answersFor(examples, state, candidates);
  }

  /** "batch/error/<answer>": fractions wrong of some training examples that were just learnt. */
  async batchErrors(batch: Split, state: EngineTensors): Promise<Record<string, number>> {
    const answers = await this.#answersFor(batch, state, candidatesOf(this.#recipe));
    const errors = errorsOf(answers, this.#recipe);
    return Object.fromEntries(Object.entries(errors).map(([name, error]) => [`batch/error/${name}`, error]));
  }

  async #answersFor(examples: Split, state: EngineTensors, candidates: number | null): Promise<Answers> {
    const { classes, layers } = this.#recipe;
    const goodness = (judgesClasses(this.#recipe) ? layers : []).map(
      () => new Float64Array(classes * examples.count),
    );
    const readouts = linearReadouts(this.#recipe).map(
      ({ name }) => [name, new Float64Array(classes * examples.count)] as const,
    );
    for (const { begin, end } of blocksOf(this.#recipe, examples.count, candidates ?? classes)) {
      const program = answersProgram(this.#recipe, end - begin, candidates);
      const outputs = await this.#programs.run(program, state, {
        image: imageRows(this.#dataset, examples, indexRange(begin, end), imageValues(this.#recipe)),
      });
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
    const errors = async (split: SplitName, answers: Answers | null) =>
      answers === null
        ? null
        : { ...errorsOf(answers, this.#recipe), ...(await this.#errorsBeside(split, limit, state)) };
    const report = {
      train: await errors('train', train),
      validation: await errors('validation', validation),
      test: await errors('test', test),
    };
    return { report, measured: validation ?? train };
  }

  /** By "<read-out>/<name>", of the read-outs of every net beside. */
  async #errorsBeside(
    split: SplitName,
    limit: number,
    state: EngineTensors,
  ): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const { name, path, evaluator } of this.#beside) {
      const answers = await evaluator.answers(split, limit, path === '' ? state : below(path, state));
      const errors = answers === null ? {} : errorsOf(answers, evaluator.#recipe);
      for (const readout of evaluator.#recipe.readouts)
        found[answerBeside(readout.name, name)] = assertDefined(errors[readout.name], readout.name);
    }
    return found;
  }

  /**
   * What every measure that fits the net tells of its layers. `answered`: of the examples the net was asked about. What is told
   * of right and wrong labels needs all of them, so a net with candidates is asked again, about fewer examples.
   */
  async layerMeasures(answered: Answers, state: EngineTensors): Promise<Taken> {
    const examples = firstOf(this.#measuredSplit, examplesLookedAt);
    const whole = candidatesOf(this.#recipe) === null;
    const answers = whole ? answered : await this.#answersFor(examples, state, null);
    const [recipe, dataset, programs] = [this.#recipe, this.#dataset, this.#programs];
    const all: Taken[] = [];
    for (const measure of layerMeasures) {
      if (measure.fits(recipe))
        all.push(await measure.take({ recipe, state, answers, dataset, examples, programs }));
    }
    return {
      values: merged(all.map(({ values }) => values)),
      histograms: merged(all.map(({ histograms }) => histograms)),
    };
  }

  get #measuredSplit(): Split {
    const { validation, train } = this.#dataset.splits;
    return validation.count > 0 ? validation : train;
  }

  async dispose(): Promise<void> {
    for (const { evaluator } of this.#beside) await evaluator.dispose();
    await this.#programs.dispose();
  }
}

function firstOf(split: Split, limit: number): Split {
  return split.count <= limit
    ? split
    : { count: limit, pixels: split.pixels, labels: split.labels.subarray(0, limit) };
}
