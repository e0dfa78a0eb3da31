/**
 * Replays a golden trace on an engine, with the very programs that training uses, and compares every number.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import type { Engine, EngineTensor } from '../engine/engine.ts';
import { answersProgram } from '../measure/evaluation-program.ts';
import { oneHotRows } from '../train/batches.ts';
import { initialState } from '../train/net.ts';
import { createRecipe } from '../train/recipe.ts';
import type { Recipe, RecipeChoices } from '../train/recipe.ts';
import { liftProgram, stepProgram, stepScalars } from '../train/step-program.ts';
import type { Stage, StageInput } from '../train/step-program.ts';
import type { ArticleTrace, GoldenTrace, HintonTrace } from './golden-trace.ts';

export interface ReplayResult {
  readonly maxAbsoluteDifference: number;
  /**
   * The largest difference of a number divided by the largest magnitude in its list: single numbers near zero do not
   * blow it up.
   */
  readonly maxRelativeDifference: number;
  /** Where the largest relative difference is. */
  readonly worst: {
    readonly name: string;
    readonly index: number;
    readonly expected: number;
    readonly found: number;
  };
  readonly compared: number;
}

/** Replays `trace` on `engine`. Error: engine/failed. */
export async function replay(trace: GoldenTrace, engine: Engine): Promise<ReplayResult> {
  const comparison = new Comparison();
  const session = new Session(trace, engine);
  if (trace.recipe === 'hinton') await replayHinton(trace, session, comparison);
  else await replayArticle(trace, session, comparison);
  session.dispose();
  return comparison.result();
}

async function replayHinton(trace: HintonTrace, session: Session, comparison: Comparison): Promise<void> {
  const { recipe } = session;
  const stage: Stage = { layers: recipe.layers.map((_, index) => index), readout: true };
  for (const [index, expected] of trace.steps.entries()) {
    const left = await session.step(stage, 'image', index + 1, trace.negativeLabels[index] ?? []);
    const at = `steps.${index}`;
    comparison.add(`${at}.softmaxCrossEntropy`, [expected.softmaxCrossEntropy], left['loss/softmax']);
    for (const [l, { name }] of recipe.layers.entries()) {
      comparison.add(
        `${at}.positiveGoodness.${l}`,
        expected.positiveGoodness[l],
        left[`goodness/positive/${name}`],
      );
      comparison.add(
        `${at}.negativeGoodness.${l}`,
        expected.negativeGoodness[l],
        left[`goodness/negative/${name}`],
      );
      comparison.add(`${at}.weights.${l}`, expected.weights[l], await session.weights(l));
      comparison.add(`${at}.biases.${l}`, expected.biases[l], await session.read(`${name}/bias`));
      comparison.add(`${at}.peerMeans.${l}`, expected.peerMeans[l], await session.read(`${name}/peerMean`));
    }
    for (const [l, values] of expected.softmaxWeights.entries()) {
      comparison.add(
        `${at}.softmaxWeights.${l}`,
        values,
        await session.read(`softmax/weights/layer${l + 2}`),
      );
    }
  }
}

async function replayArticle(trace: ArticleTrace, session: Session, comparison: Comparison): Promise<void> {
  const negatives = trace.negativeLabels[0] ?? [];
  for (const [index, expected] of trace.steps.entries()) {
    const { layer } = expected;
    const input = layer === 0 ? 'image' : 'below';
    const left = await session.step({ layers: [layer], readout: false }, input, expected.step + 1, negatives);
    const { name } = assertDefined(session.recipe.layers[layer], `layer ${layer}`);
    const at = `steps.${index}`;
    comparison.add(`${at}.loss`, [expected.loss], left[`loss/${name}`]);
    comparison.add(`${at}.positiveGoodness`, expected.positiveGoodness, left[`goodness/positive/${name}`]);
    comparison.add(`${at}.negativeGoodness`, expected.negativeGoodness, left[`goodness/negative/${name}`]);
    comparison.add(`${at}.weights`, expected.weights, await session.weights(layer));
    comparison.add(`${at}.biases`, expected.biases, await session.read(`${name}/bias`));
  }
  const { batch, classes } = trace;
  const goodness = new Float64Array(batch * classes);
  for (const layer of await session.answers()) {
    // Rows come label by label; the trace has them example by example.
    layer.forEach((value, row) => {
      const at = (row % batch) * classes + Math.floor(row / batch);
      goodness[at] = (goodness[at] as number) + value;
    });
  }
  comparison.add('goodnessPerLabel', trace.goodnessPerLabel, goodness);
  const predicted = trace.labels.map((_, example) => {
    const row = goodness.subarray(example * classes, (example + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  comparison.add('prediction', trace.prediction, Float64Array.from(predicted));
}

/** A trace's net on an engine. */
class Session {
  readonly recipe: Recipe;
  readonly #trace: GoldenTrace;
  readonly #engine: Engine;
  #state: Record<string, EngineTensor>;

  constructor(trace: GoldenTrace, engine: Engine) {
    this.#trace = trace;
    this.#engine = engine;
    const { layerSizes, classes, inputs } = trace;
    const facts = { inputSize: layerSizes[0] as number, classes, largestInput: Math.max(...inputs) };
    this.recipe = createRecipe(choicesOf(trace), facts);
    this.#state = {};
    for (const [name, { shape, data }] of Object.entries(initialState(this.recipe, 0))) {
      this.#state[name] = engine.upload(this.#first(name) ?? data, shape);
    }
  }

  /** Takes a step; returns what it left besides the state. */
  async step(stage: Stage, input: StageInput, step: number, negatives: readonly number[]) {
    const { batch } = this.#trace;
    const gain = this.#trace.recipe === 'hinton' ? this.#trace.hyperparameters.gain : 1;
    const wanted = stepProgram(this.recipe, stage, input, batch);
    const offered: Record<string, EngineTensor> = { ...this.#state, ...this.#batch(negatives) };
    for (const [name, value] of Object.entries(stepScalars(this.recipe, stage, step, gain))) {
      offered[`scalar/${name}`] = this.#engine.upload(Float64Array.of(value), [1, 1]);
    }
    if (input === 'below') Object.assign(offered, await this.#lift(stage, offered));
    const outputs = await this.#run(wanted, offered);
    const left: Record<string, Float32Array | Float64Array> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name in this.#state) this.#state[name] = tensor;
      else left[name] = await this.#engine.download(tensor);
    }
    return left;
  }

  async read(name: string): Promise<Float32Array | Float64Array> {
    return this.#engine.download(assertDefined(this.#state[name], name));
  }

  /** A layer's weights as one matrix [inputs, units], as traces have them, whatever blocks it has. */
  async weights(layer: number): Promise<Float64Array> {
    const {
      name,
      blocks,
      layer: { units: layerUnits },
    } = assertDefined(this.recipe.layers[layer], `layer ${layer}`);
    const parts: number[] = [];
    for (const [block, size] of Object.entries(blocks)) {
      parts.push(...transposed(await this.read(`${name}/weights/${block}`), layerUnits, size));
    }
    return Float64Array.from(parts);
  }

  /** Goodness of every layer under every label. */
  async answers(): Promise<(Float32Array | Float64Array)[]> {
    const offered = { ...this.#state, ...this.#batch(this.#trace.labels) };
    const outputs = await this.#run(answersProgram(this.recipe, this.#trace.batch), offered);
    return Promise.all(
      this.recipe.layers.map(({ name }) =>
        this.#engine.download(assertDefined(outputs[`goodness/${name}`], name)),
      ),
    );
  }

  dispose(): void {
    this.#engine.release(Object.values(this.#state));
  }

  async #lift(stage: Stage, offered: Record<string, EngineTensor>): Promise<Record<string, EngineTensor>> {
    const wanted = liftProgram(this.recipe, stage.layers[0] as number, this.#trace.batch);
    const run = async (labels: string) =>
      assertDefined(
        (await this.#run(wanted, { ...offered, labels: assertDefined(offered[labels], labels) }))['values'],
        labels,
      );
    return { positives: await run('labels'), negatives: await run('negatives') };
  }

  async #run(wanted: Parameters<Engine['compile']>[0], offered: Readonly<Record<string, EngineTensor>>) {
    const program = await this.#engine.compile(wanted);
    const names = Object.keys(wanted.inputs);
    const outputs = await program.run(
      Object.fromEntries(names.map((name) => [name, assertDefined(offered[name], name)])),
    );
    await program.dispose();
    return outputs;
  }

  #batch(negatives: readonly number[]): Record<string, EngineTensor> {
    const { batch, classes, inputs, labels } = this.#trace;
    const size = inputs.length / batch;
    const image = inputs.filter((_, at) => at % size >= classes);
    const oneHot = (list: readonly number[]) =>
      this.#engine.upload(oneHotRows(Uint8Array.from(list), classes), [batch, classes]);
    return {
      image: this.#engine.upload(Float64Array.from(image), [batch, size - classes]),
      labels: oneHot(labels),
      negatives: oneHot(negatives),
    };
  }

  /** A parameter's first values as the trace has them; null for what starts from its usual value. */
  #first(name: string): Float64Array | null {
    const [, layer, rest] = /^layer(\d+)\/(bias|weights\/\w+)$/.exec(name) ?? [];
    if (layer === undefined) return null;
    const index = Number(layer) - 1;
    if (rest === 'bias') return Float64Array.from(this.#trace.biases[index] ?? []);
    const all = Float64Array.from(this.#trace.weights[index] ?? []);
    const units = this.#trace.layerSizes[index + 1] as number;
    if (index > 0) return transposed(all, all.length / units, units);
    const { classes } = this.#trace;
    const labelRows = classes * units;
    const part = rest === 'weights/label' ? all.subarray(0, labelRows) : all.subarray(labelRows);
    return transposed(part, part.length / units, units);
  }
}

/** A row-major matrix [rows, columns] as [columns, rows]. */
function transposed(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] as number,
  );
}

/** The spec's choices that a trace stands for. */
function choicesOf(trace: GoldenTrace): RecipeChoices {
  const layers = trace.layerSizes.slice(1).map((units): PartChoice => ({ kind: 'dense', units }));
  const shared = {
    layers,
    activation: { kind: 'relu' },
    objective: { kind: 'logistic' },
    negatives: { kind: 'uniform' },
  };
  if (trace.recipe === 'hinton') {
    const { learningRate, smoothing, weightDecay, softmaxLearningRate, softmaxWeightDecay, ...rest } =
      trace.hyperparameters;
    return {
      ...shared,
      labels: { kind: 'in-input', value: 1 },
      normalization: { kind: 'root-mean-square' },
      goodness: { kind: 'sum-of-squares' },
      threshold: { kind: 'units' },
      peer: {
        kind: 'running-mean',
        strength: rest.peerStrength,
        momentum: rest.peerMomentum,
        initial: rest.peerInitial,
      },
      optimizer: { kind: 'smoothed-sgd', learningRate, smoothing, weightDecay },
      readouts: [
        {
          kind: 'softmax',
          firstLayer: 2,
          learningRate: softmaxLearningRate,
          smoothing,
          weightDecay: softmaxWeightDecay,
        },
      ],
    };
  }
  const { learningRate, beta1, beta2, epsilon, threshold, normalisationEpsilon } = trace.hyperparameters;
  return {
    ...shared,
    labels: { kind: 'in-input', value: 'largest' },
    normalization: { kind: 'length', epsilon: normalisationEpsilon },
    goodness: { kind: 'mean-of-squares' },
    threshold: { kind: 'number', value: threshold },
    peer: { kind: 'none' },
    optimizer: { kind: 'adam', learningRate, beta1, beta2, epsilon },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
  };
}

/** Collects differences and remembers the worst. */
class Comparison {
  #absolute = 0;
  #relative = -1;
  #worst: ReplayResult['worst'] = { name: '', index: 0, expected: 0, found: 0 };
  #compared = 0;

  add(name: string, expected: readonly number[] | undefined, found: ArrayLike<number> | undefined): void {
    const list = assertDefined(expected, name);
    const other = assertDefined(found, name);
    const scale = list.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
    list.forEach((value, index) => {
      const difference = Math.abs(value - (other[index] ?? NaN));
      // A NaN is the largest difference there is.
      const relative = Number.isNaN(difference) ? Infinity : difference / scale;
      this.#absolute = Math.max(this.#absolute, Number.isNaN(difference) ? Infinity : difference);
      this.#compared += 1;
      if (relative > this.#relative) {
        this.#relative = relative;
        this.#worst = { name, index, expected: value, found: other[index] ?? NaN };
      }
    });
  }

  result(): ReplayResult {
    return {
      maxAbsoluteDifference: this.#absolute,
      maxRelativeDifference: this.#relative,
      worst: this.#worst,
      compared: this.#compared,
    };
  }
}
