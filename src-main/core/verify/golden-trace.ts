/**
 * Golden traces: a small net's start, its inputs and, after each step, every number, from an independent
 * implementation in float64. Replaying one on an engine shows that engine and recipe do what they say.
 *
 * The format ("ff-golden-trace", version 1): row-major lists; weights[l] is [layerSizes[l], layerSizes[l + 1]]; inputs is
 * [batch, layerSizes[0]], without labels. "hinton": all layers together, negatives given per step. "article": layer by
 * layer on one batch, negatives given once.
 *
 * Version 2, "hybrid" and "local": unsupervised, negatives from `maskBits` [batch, height, width] and `partners` per step.
 * image is [height, width, channels]; a layer's units are in the order (position, channel); weights[l] is [positions (1
 * where they are shared or the layer is dense), inputs of a unit (row, column, channel), channels].
 *
 * Version 2, "recurrent": see recurrent-trace.ts.
 */

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Grid } from '../net/grid.ts';
import { localRule } from './local-rule.ts';
import { expectedInRecurrent, recurrentTrace, unknownInRecurrent } from './recurrent-trace.ts';
import type { RecurrentTrace } from './recurrent-trace.ts';
import { expectedLists } from './trace-lists.ts';
import type { ExpectedLength } from './trace-lists.ts';

const numbers = z.array(z.number());
const counts = z.array(z.int().min(0));
const size = z.int().min(1).max(10_000);

const common = {
  format: z.literal('ff-golden-trace'),
  version: z.literal(1),
  layerSizes: z.array(z.int().min(1).max(100_000)).min(2).max(64),
  classes: z.int().min(2).max(1000),
  batch: z.int().min(1).max(100_000),
  inputs: numbers,
  labels: counts,
  negativeLabels: z.array(counts).min(1),
  weights: z.array(numbers),
  biases: z.array(numbers),
};

const hintonTrace = z.object({
  ...common,
  recipe: z.literal('hinton'),
  hyperparameters: z.object({
    learningRate: z.number().positive(),
    softmaxLearningRate: z.number().positive(),
    smoothing: z.number().min(0).max(1),
    weightDecay: z.number().min(0),
    softmaxWeightDecay: z.number().min(0),
    peerStrength: z.number().min(0),
    peerMomentum: z.number().min(0).max(1),
    peerInitial: z.number().min(0),
    gain: z.number().positive(),
  }),
  steps: z.array(
    z.object({
      positiveGoodness: z.array(numbers),
      negativeGoodness: z.array(numbers),
      softmaxCrossEntropy: z.number(),
      weights: z.array(numbers),
      biases: z.array(numbers),
      softmaxWeights: z.array(numbers),
      peerMeans: z.array(numbers),
    }),
  ),
});

const articleTrace = z.object({
  ...common,
  recipe: z.literal('article'),
  hyperparameters: z.object({
    learningRate: z.number().positive(),
    beta1: z.number(),
    beta2: z.number(),
    epsilon: z.number(),
    threshold: z.number(),
    normalisationEpsilon: z.number(),
    stepsPerLayer: z.int().min(1),
  }),
  steps: z.array(
    z.object({
      layer: z.int().min(0),
      step: z.int().min(0),
      loss: z.number(),
      positiveGoodness: numbers,
      negativeGoodness: numbers,
      weights: numbers,
      biases: numbers,
    }),
  ),
  goodnessPerLabel: numbers,
  prediction: counts,
});

const unlabelledTrace = z.object({
  format: z.literal('ff-golden-trace'),
  version: z.literal(2),
  recipe: z.enum(['hybrid', 'local']),
  classes: z.int().min(2).max(1000),
  batch: z.int().min(1).max(100_000),
  image: z.tuple([size, size, size]),
  /** Left out: dense layers, of as many units as there are biases. */
  layers: z
    .array(z.object({ field: size, stride: size, channels: size, shared: z.boolean() }))
    .min(1)
    .max(64)
    .optional(),
  hyperparameters: z.object({
    ...localRule,
    softmaxLearningRate: z.number().positive(),
    softmaxWeightDecay: z.number().min(0),
    softmaxLayers: z.enum(['all but the first', 'all']),
    blurs: z.int().min(0).max(100),
  }),
  inputs: numbers,
  labels: counts,
  maskBits: z.array(counts).min(1),
  partners: z.array(counts).min(1),
  weights: z.array(numbers).min(1).max(64),
  biases: z.array(numbers).min(1).max(64),
  steps: z.array(
    z.object({
      negativeInputs: numbers,
      softmaxCrossEntropy: z.number(),
      positiveGoodness: z.array(numbers),
      negativeGoodness: z.array(numbers),
      weights: z.array(numbers),
      biases: z.array(numbers),
      softmaxWeights: z.array(numbers),
      peerMeans: z.array(numbers),
    }),
  ),
});

export type UnlabelledTrace = z.output<typeof unlabelledTrace>;
export type HintonTrace = z.output<typeof hintonTrace>;
export type ArticleTrace = z.output<typeof articleTrace>;
export type GoldenTrace = HintonTrace | ArticleTrace | UnlabelledTrace | RecurrentTrace;

/** The layout of a version 2 trace's images. */
export function imageOf({ image: [height, width, channels] }: UnlabelledTrace): Grid {
  return { height, width, channels };
}

/** Parses a trace and checks that its lists are as long as its sizes say. Error: golden/invalid. */
export function parseGoldenTrace(file: string, contents: unknown): GoldenTrace {
  const parsed = z
    .discriminatedUnion('recipe', [hintonTrace, articleTrace, unlabelledTrace, recurrentTrace])
    .safeParse(contents);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = issue === undefined ? 'unknown' : `${issue.path.join('.')} ${issue.message}`;
    throw new WorkbenchError('golden/invalid', { file, problem });
  }
  const trace = parsed.data;
  for (const [name, list, length] of expectedLengths(trace)) {
    if (list?.length === length) continue;
    const problem = `${name} holds ${list?.length ?? 'no'} entries instead of ${length}`;
    throw new WorkbenchError('golden/invalid', { file, problem });
  }
  const problem = unknownName(trace);
  if (problem !== null) throw new WorkbenchError('golden/invalid', { file, problem });
  return trace;
}

/** A label, example or iteration that the trace names and does not have. */
function unknownName(trace: GoldenTrace): string | null {
  if (trace.recipe === 'recurrent') return unknownInRecurrent(trace);
  return trace.version === 2 ? unknownIn(trace) : unknownLabel(trace);
}

function unknownLabel({
  layerSizes,
  classes,
  labels,
  negativeLabels,
}: HintonTrace | ArticleTrace): string | null {
  if ((layerSizes[0] as number) <= classes) return 'there are fewer inputs than classes';
  const wrong = [labels, ...negativeLabels].flat().find((label) => label >= classes);
  return wrong === undefined ? null : `there is no label ${wrong}`;
}

/** A label or an example that the trace names and does not have. */
function unknownIn({ labels, classes, partners, batch }: UnlabelledTrace): string | null {
  const label = labels.find((each) => each >= classes);
  if (label !== undefined) return `there is no label ${label}`;
  const partner = partners.flat().find((each) => each >= batch);
  return partner === undefined ? null : `there is no example ${partner}`;
}

/** Every list of a trace with the length its sizes ask for. */
function* expectedLengths(trace: GoldenTrace): Generator<ExpectedLength> {
  if (trace.version === 2) {
    yield* trace.recipe === 'recurrent' ? expectedInRecurrent(trace) : expectedInUnlabelled(trace);
    return;
  }
  const { layerSizes, batch } = trace;
  const [inputs = 0, ...units] = layerSizes;
  yield ['inputs', trace.inputs, batch * inputs];
  yield ['labels', trace.labels, batch];
  if (trace.recipe === 'hinton') yield ['negativeLabels', trace.negativeLabels, trace.steps.length];
  for (const [index, row] of trace.negativeLabels.entries()) yield [`negativeLabels.${index}`, row, batch];
  const weights = units.map((size, layer) => size * (layerSizes[layer] as number));
  yield* expectedLists('weights', trace.weights, weights);
  yield* expectedLists('biases', trace.biases, units);
  if (trace.recipe === 'hinton') yield* expectedInHinton(trace, units, weights);
  else yield* expectedInArticle(trace, units, weights);
}

function* expectedInUnlabelled(trace: UnlabelledTrace): Generator<ExpectedLength> {
  const { batch, classes, steps, biases, weights, layers } = trace;
  const { height, width, channels } = imageOf(trace);
  const values = batch * height * width * channels;
  yield ['inputs', trace.inputs, values];
  yield ['labels', trace.labels, batch];
  yield* expectedLists(
    'maskBits',
    trace.maskBits,
    new Array<number>(steps.length).fill(batch * height * width),
  );
  yield* expectedLists('partners', trace.partners, new Array<number>(steps.length).fill(batch));
  const sizes = layerSizesOf(trace);
  yield* expectedLists(
    'biases',
    biases,
    sizes.map((size) => size.biases),
  );
  yield* expectedLists(
    'weights',
    weights,
    sizes.map((size) => size.weights),
  );
  const softmax = sizes.slice(trace.hyperparameters.softmaxLayers === 'all' ? 0 : 1);
  for (const [index, step] of steps.entries()) {
    const at = `steps.${index}`;
    yield [`${at}.negativeInputs`, step.negativeInputs, values];
    yield* expectedLists(
      `${at}.positiveGoodness`,
      step.positiveGoodness,
      sizes.map(() => batch),
    );
    yield* expectedLists(
      `${at}.negativeGoodness`,
      step.negativeGoodness,
      sizes.map(() => batch),
    );
    yield* expectedLists(
      `${at}.biases`,
      step.biases,
      sizes.map((size) => size.biases),
    );
    yield* expectedLists(
      `${at}.weights`,
      step.weights,
      sizes.map((size) => size.weights),
    );
    yield* expectedLists(
      `${at}.softmaxWeights`,
      step.softmaxWeights,
      softmax.map(({ units }) => units * classes),
    );
    // Units that share their weights have no running mean of their own.
    for (const [l, size] of sizes.entries()) {
      if (layers?.[l]?.shared !== true) yield [`${at}.peerMeans.${l}`, step.peerMeans[l], size.units];
    }
  }
}

/** Units, biases and weights of every layer of a version 2 trace. */
function layerSizesOf(trace: UnlabelledTrace): { units: number; biases: number; weights: number }[] {
  let below = imageOf(trace);
  if (trace.layers === undefined) {
    return trace.biases.map(({ length: units }) => {
      const weights = below.height * below.width * below.channels * units;
      below = { height: 1, width: 1, channels: units };
      return { units, biases: units, weights };
    });
  }
  return trace.layers.map(({ field, stride, channels, shared }) => {
    const height = Math.floor((below.height - field) / stride) + 1;
    const width = Math.floor((below.width - field) / stride) + 1;
    const owners = (shared ? 1 : height * width) * channels;
    const weights = owners * field * field * below.channels;
    below = { height, width, channels };
    return { units: height * width * channels, biases: owners, weights };
  });
}

function* expectedInHinton(
  { steps, batch, classes }: HintonTrace,
  units: readonly number[],
  weights: readonly number[],
): Generator<ExpectedLength> {
  const goodness = units.map(() => batch);
  for (const [index, step] of steps.entries()) {
    const at = `steps.${index}`;
    yield* expectedLists(`${at}.positiveGoodness`, step.positiveGoodness, goodness);
    yield* expectedLists(`${at}.negativeGoodness`, step.negativeGoodness, goodness);
    yield* expectedLists(`${at}.weights`, step.weights, weights);
    yield* expectedLists(`${at}.biases`, step.biases, units);
    yield* expectedLists(`${at}.peerMeans`, step.peerMeans, units);
    const softmax = units.slice(1).map((size) => size * classes);
    yield* expectedLists(`${at}.softmaxWeights`, step.softmaxWeights, softmax);
  }
}

function* expectedInArticle(
  { steps, batch, classes, goodnessPerLabel, prediction }: ArticleTrace,
  units: readonly number[],
  weights: readonly number[],
): Generator<ExpectedLength> {
  for (const [index, step] of steps.entries()) {
    const at = `steps.${index}`;
    yield [`${at}.positiveGoodness`, step.positiveGoodness, batch];
    yield [`${at}.negativeGoodness`, step.negativeGoodness, batch];
    yield [`${at}.weights`, step.weights, weights[step.layer] ?? 0];
    yield [`${at}.biases`, step.biases, units[step.layer] ?? 0];
  }
  yield ['goodnessPerLabel', goodnessPerLabel, batch * classes];
  yield ['prediction', prediction, batch];
}
