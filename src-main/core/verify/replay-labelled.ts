/** The traces of supervised recipes, where the label stands in the input: Hinton's and the source article's. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { oneHotRows } from '../dataset/rows.ts';
import type { Engine } from '../engine/engine.ts';
import { answersProgram } from '../measure/evaluation-program.ts';
import { liftProgram } from '../method/forward-forward.ts';
import type { Stage } from '../method/method.ts';
import { flat, sizeOfGrid } from '../net/grid.ts';
import { createRecipe } from '../net/recipe.ts';
import type { RecipeChoices } from '../net/recipe.ts';
import type { Comparison } from './comparison.ts';
import type { ArticleTrace, HintonTrace } from './golden-trace.ts';
import { Session, transposed } from './session.ts';
import type { Numbers } from './session.ts';

type LabelledTrace = HintonTrace | ArticleTrace;

/** A trace's net on an engine. */
export function openLabelled(trace: LabelledTrace, engine: Engine): Session {
  const { layerSizes, classes, inputs, batch } = trace;
  const facts = { image: flat(layerSizes[0] as number), classes, largestInput: Math.max(...inputs) };
  const recipe = createRecipe(choicesOf(trace), facts);
  return new Session(recipe, engine, batch, (name) => firstValues(trace, name));
}

/** All layers and the read-out together. */
export async function replayHinton(
  trace: HintonTrace,
  session: Session,
  comparison: Comparison,
): Promise<void> {
  const { recipe } = session;
  const stage: Stage = { layers: recipe.layers.map((_, index) => index), readout: true };
  for (const [index, expected] of trace.steps.entries()) {
    const step = { stage, input: 'image', step: index + 1, gain: trace.hyperparameters.gain } as const;
    const left = await session.step(step, batchOf(trace, trace.negativeLabels[index] ?? []));
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
      comparison.add(`${at}.weights.${l}`, expected.weights[l], await weightsOf(session, l));
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

/** Layer by layer on one batch. */
export async function replayArticle(
  trace: ArticleTrace,
  session: Session,
  comparison: Comparison,
): Promise<void> {
  const negatives = trace.negativeLabels[0] ?? [];
  for (const [index, expected] of trace.steps.entries()) {
    const { layer } = expected;
    const input = layer === 0 ? 'image' : 'below';
    const stage: Stage = { layers: [layer], readout: false };
    const given = batchOf(trace, negatives);
    const brought =
      input === 'image' ? given : await session.run(liftProgram(session.recipe, layer, trace.batch), given);
    const left = await session.step({ stage, input, step: expected.step + 1, gain: 1 }, brought);
    const { name } = assertDefined(session.recipe.layers[layer], `layer ${layer}`);
    const at = `steps.${index}`;
    comparison.add(`${at}.loss`, [expected.loss], left[`loss/${name}`]);
    comparison.add(`${at}.positiveGoodness`, expected.positiveGoodness, left[`goodness/positive/${name}`]);
    comparison.add(`${at}.negativeGoodness`, expected.negativeGoodness, left[`goodness/negative/${name}`]);
    comparison.add(`${at}.weights`, expected.weights, await weightsOf(session, layer));
    comparison.add(`${at}.biases`, expected.biases, await session.read(`${name}/bias`));
  }
  const { batch, classes } = trace;
  const goodness = new Float64Array(batch * classes);
  const answers = await session.run(answersProgram(session.recipe, batch), batchOf(trace, trace.labels));
  for (const { name } of session.recipe.layers) {
    const layer = assertDefined(answers[`goodness/${name}`], name);
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

/** A layer's weights as one matrix [inputs, units], as traces have them, whatever blocks it has. */
async function weightsOf(session: Session, layer: number): Promise<Float64Array> {
  const { name, reads, layer: own } = assertDefined(session.recipe.layers[layer], `layer ${layer}`);
  const parts: number[] = [];
  for (const [block, grid] of Object.entries(reads)) {
    const weights = await session.read(`${name}/weights/${block}`);
    parts.push(...transposed(weights, own.units, sizeOfGrid(grid)));
  }
  return Float64Array.from(parts);
}

/** The trace's batch by input name, with the given negative labels. */
function batchOf(
  { batch, classes, inputs, labels }: LabelledTrace,
  negatives: readonly number[],
): Record<string, Numbers> {
  const size = inputs.length / batch;
  const oneHot = (list: readonly number[]) => oneHotRows(Uint8Array.from(list), classes);
  return {
    image: Float64Array.from(inputs.filter((_, at) => at % size >= classes)),
    labels: oneHot(labels),
    negatives: oneHot(negatives),
  };
}

/** A parameter's first values as the trace has them; null for what starts from its usual value. */
function firstValues(
  { biases, weights, layerSizes, classes }: LabelledTrace,
  name: string,
): Float64Array | null {
  const [, layer, rest] = /^layer(\d+)\/(bias|weights\/\w+)$/.exec(name) ?? [];
  if (layer === undefined) return null;
  const index = Number(layer) - 1;
  if (rest === 'bias') return Float64Array.from(biases[index] ?? []);
  const all = Float64Array.from(weights[index] ?? []);
  const units = layerSizes[index + 1] as number;
  if (index > 0) return transposed(all, all.length / units, units);
  const labelRows = classes * units;
  const part = rest === 'weights/label' ? all.subarray(0, labelRows) : all.subarray(labelRows);
  return transposed(part, part.length / units, units);
}

/** The spec's choices that a trace stands for. */
function choicesOf(trace: LabelledTrace): RecipeChoices {
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
