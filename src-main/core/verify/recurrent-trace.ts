/**
 * The golden trace of a net with top-down input ("recurrent", version 2): row-major lists; upWeights[l] is [units below,
 * units], downWeights[l] [units above, units], above the last layer the classes; inputs is [batch, layerSizes[0]]. Goodness
 * is that of what each iteration computed, [iterations, layers, batch] for every step; goodnessPerLabel [batch, classes] is
 * summed over layers and over the iterations goodnessIterations names, counted from 1.
 */

import { z } from 'zod';

import { localRule } from './local-rule.ts';
import { expectedLists } from './trace-lists.ts';
import type { ExpectedLength } from './trace-lists.ts';

const numbers = z.array(z.number());
const counts = z.array(z.int().min(0));
const perLayer = z.array(numbers).min(1).max(63);

export const recurrentTrace = z.object({
  format: z.literal('ff-golden-trace'),
  version: z.literal(2),
  recipe: z.literal('recurrent'),
  layerSizes: z.array(z.int().min(1).max(100_000)).min(2).max(64),
  classes: z.int().min(2).max(1000),
  batch: z.int().min(1).max(100_000),
  hyperparameters: z.object({
    ...localRule,
    iterations: z.int().min(1).max(64),
    keep: z.number().min(0).max(0.99),
    labelScale: z.number().min(0.001).max(1000),
    goodnessIterations: z.tuple([z.int().min(1), z.int().min(1)]),
  }),
  inputs: numbers,
  labels: counts,
  negativeLabels: z.array(counts).min(1),
  upWeights: perLayer,
  downWeights: perLayer,
  biases: perLayer,
  steps: z.array(
    z.object({
      positiveGoodness: z.array(z.array(numbers)),
      negativeGoodness: z.array(z.array(numbers)),
      upWeights: perLayer,
      downWeights: perLayer,
      biases: perLayer,
      peerMeans: perLayer,
    }),
  ),
  goodnessPerLabel: numbers,
  prediction: counts,
});

export type RecurrentTrace = z.output<typeof recurrentTrace>;

/** A label or an iteration that the trace names and does not have. */
export function unknownInRecurrent({
  classes,
  labels,
  negativeLabels,
  hyperparameters: { iterations, goodnessIterations },
}: RecurrentTrace): string | null {
  const label = [labels, ...negativeLabels].flat().find((each) => each >= classes);
  if (label !== undefined) return `there is no label ${label}`;
  const [first, last] = goodnessIterations;
  if (last > iterations) return `there is no iteration ${last}`;
  return first > last ? `iteration ${first} comes after ${last}` : null;
}

/** Every list of a trace with the length its sizes ask for. */
export function* expectedInRecurrent(trace: RecurrentTrace): Generator<ExpectedLength> {
  const { layerSizes, batch, classes, steps, hyperparameters } = trace;
  const units = layerSizes.slice(1);
  const up = units.map((size, l) => size * (layerSizes[l] as number));
  const down = units.map((size, l) => size * (units[l + 1] ?? classes));
  yield ['inputs', trace.inputs, batch * (layerSizes[0] as number)];
  yield ['labels', trace.labels, batch];
  yield* expectedLists('negativeLabels', trace.negativeLabels, new Array<number>(steps.length).fill(batch));
  yield* expectedLists('upWeights', trace.upWeights, up);
  yield* expectedLists('downWeights', trace.downWeights, down);
  yield* expectedLists('biases', trace.biases, units);
  for (const [index, step] of steps.entries()) {
    const at = `steps.${index}`;
    for (const side of ['positiveGoodness', 'negativeGoodness'] as const) {
      yield [`${at}.${side}`, step[side], hyperparameters.iterations];
      for (const [iteration, layers] of step[side].entries()) {
        yield* expectedLists(
          `${at}.${side}.${iteration}`,
          layers,
          units.map(() => batch),
        );
      }
    }
    yield* expectedLists(`${at}.upWeights`, step.upWeights, up);
    yield* expectedLists(`${at}.downWeights`, step.downWeights, down);
    yield* expectedLists(`${at}.biases`, step.biases, units);
    yield* expectedLists(`${at}.peerMeans`, step.peerMeans, units);
  }
  yield ['goodnessPerLabel', trace.goodnessPerLabel, batch * classes];
  yield ['prediction', trace.prediction, batch];
}
