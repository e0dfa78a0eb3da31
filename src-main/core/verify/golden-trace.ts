/**
 * Golden traces: a small net's start, its inputs and, after each step, every number, from an independent
 * implementation in float64. Replaying one on an engine shows that engine and recipe do what they say.
 *
 * The format ("ff-golden-trace", version 1): row-major lists; weights[l] is [layerSizes[l], layerSizes[l + 1]]; inputs is
 * [batch, layerSizes[0]], without labels. "hinton": all layers together, negatives given per step. "article": layer by
 * layer on one batch, negatives given once.
 */

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';

const numbers = z.array(z.number());
const counts = z.array(z.int().min(0));

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

export type HintonTrace = z.output<typeof hintonTrace>;
export type ArticleTrace = z.output<typeof articleTrace>;
export type GoldenTrace = HintonTrace | ArticleTrace;

/** Parses a trace and checks that its lists are as long as its sizes say. Error: golden/invalid. */
export function parseGoldenTrace(file: string, contents: unknown): GoldenTrace {
  const parsed = z.discriminatedUnion('recipe', [hintonTrace, articleTrace]).safeParse(contents);
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
  const { layerSizes, classes } = trace;
  if ((layerSizes[0] as number) <= classes) {
    throw new WorkbenchError('golden/invalid', { file, problem: 'there are fewer inputs than classes' });
  }
  for (const label of [trace.labels, ...trace.negativeLabels].flat()) {
    if (label >= classes)
      throw new WorkbenchError('golden/invalid', { file, problem: `there is no label ${label}` });
  }
  return trace;
}

type ExpectedLength = readonly [name: string, list: readonly unknown[] | undefined, length: number];

/** Every list of a trace with the length its sizes ask for. */
function* expectedLengths(trace: GoldenTrace): Generator<ExpectedLength> {
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

/** One list per length. */
function* expectedLists(
  name: string,
  lists: readonly (readonly unknown[])[],
  lengths: readonly number[],
): Generator<ExpectedLength> {
  yield [name, lists, lengths.length];
  for (const [index, length] of lengths.entries()) yield [`${name}.${index}`, lists[index], length];
}
