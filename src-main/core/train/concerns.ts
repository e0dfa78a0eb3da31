/**
 * Conflicts between choices that are each fine alone: known traps of Forward-Forward, said in words while an experiment
 * is being described. An "error" cannot train at all and is refused; a "warning" is the user's to weigh.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import { trainingParts } from './plan.ts';
import { createRecipe } from './recipe.ts';
import type { InputFacts, Recipe, RecipeLayer } from './recipe.ts';

export interface Concern {
  readonly severity: 'error' | 'warning';
  /** The settings concerned, as paths of the spec. */
  readonly settings: readonly string[];
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A goodness that does not grow with the layer cannot be pushed past this with inputs of mean square 1. */
const reachableMeanGoodness = 50;
/** Expected goodness at the start over threshold: beyond this p(positive) is 1 for everything. */
const saturatingRatio = 10;
/** Adam at such a rate on small batches kills most units when inputs have unit length. */
const largeAdamRate = 0.01;
const smallBatch = 1000;

type Rule = (spec: ExperimentSpec, recipe: Recipe, input: InputFacts) => Concern[];

const rules: readonly Rule[] = [
  unreachableThreshold,
  saturatedGoodness,
  permutedLabels,
  dyingUnits,
  untrainedReadout,
  missingNormalization,
  weakLabels,
  missingPeer,
];

/** Everything to be said about a spec, errors first. Errors: as createRecipe. */
export function specConcerns(spec: ExperimentSpec, input: InputFacts): Concern[] {
  const recipe = createRecipe(spec, input);
  const concerns = rules.flatMap((rule) => rule(spec, recipe, input));
  return concerns.sort((a, b) => a.severity.localeCompare(b.severity));
}

/** Throws for the first concern that forbids training. Error: spec/cannot-fire. */
export function refuseHopeless(concerns: readonly Concern[]): void {
  const hopeless = concerns.find((concern) => concern.severity === 'error');
  if (hopeless === undefined) return;
  throw new WorkbenchError('spec/cannot-fire', { reason: hopeless.message, remedy: hopeless.remedy });
}

function unreachableThreshold(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const { goodness, activation } = recipe;
  const layer = recipe.layers.find(({ layer: { units }, threshold }) => {
    const grows = goodness.expected(2 * units, 1) > goodness.expected(units, 1);
    const reachable = grows ? Infinity : reachableMeanGoodness;
    return threshold >= Math.min(goodness.largest(units, activation.bound), reachable);
  });
  if (layer === undefined) return [];
  const message = `the threshold ${layer.threshold} of ${layer.name} is more than its goodness can ever reach`;
  const remedy =
    'Take a threshold in units only with the sum of squares; the mean of squares goes with about 2.';
  return [{ severity: 'error', settings: ['threshold', 'goodness'], message, remedy }];
}

/** Goodness of a layer before training, where its input's mean square is known. */
function goodnessAtStart(recipe: Recipe, { layer, fanIn }: RecipeLayer): number | null {
  const inputMeanSquare = recipe.normalization.meanSquare(fanIn);
  return inputMeanSquare === null
    ? null
    : recipe.goodness.expected(layer.units, recipe.activation.meanSquare * inputMeanSquare);
}

function saturatedGoodness(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  for (const entry of recipe.layers) {
    const start = goodnessAtStart(recipe, entry);
    if (start === null || start < saturatingRatio * Math.max(1, entry.threshold)) continue;
    const message = `${entry.name} starts with a goodness near ${Math.round(start)}, far above its threshold ${entry.threshold}: p(positive) is 1 for everything and positives teach nothing at first`;
    const remedy = 'Take a threshold in units with the sum of squares.';
    return [{ severity: 'warning', settings: ['threshold', 'goodness'], message, remedy }];
  }
  return [];
}

function permutedLabels(spec: ExperimentSpec, _recipe: Recipe, input: InputFacts): Concern[] {
  if (spec.negatives.kind !== 'permuted') return [];
  const share = Math.round(100 / input.classes);
  const message = `about ${share} % of the negatives carry the right label, because labels are only shuffled`;
  const remedy = 'Draw from the wrong labels instead (uniform).';
  return [{ severity: 'warning', settings: ['negatives'], message, remedy }];
}

function dyingUnits(spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const order = createPart(trainingParts, spec.training);
  const small = order.batchSize !== 'all' && order.batchSize < smallBatch;
  const unitLength = (recipe.normalization.meanSquare(1000) ?? 1) < 0.1;
  const largeRate = spec.optimizer.kind === 'adam' && recipe.optimizer.learningRate >= largeAdamRate;
  if (!small || !unitLength || !largeRate) return [];
  const message = `Adam at ${recipe.optimizer.learningRate} with batches of ${order.batchSize} and inputs of unit length kills most units within a few batches`;
  const remedy = 'Normalize by the root mean square, lower the learning rate, or take larger batches.';
  return [{ severity: 'warning', settings: ['optimizer', 'normalization', 'training'], message, remedy }];
}

function untrainedReadout(spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const together = createPart(trainingParts, spec.training).stages(recipe.layers.length, true).length === 1;
  if (together || recipe.negatives.source === 'labels') return [];
  const message =
    'layer by layer, the softmax read-out that picks hard negatives is trained last, so it knows nothing while the layers learn';
  const remedy = 'Train all layers together, or draw negatives uniformly.';
  return [{ severity: 'error', settings: ['training', 'negatives'], message, remedy }];
}

function missingNormalization(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  if (recipe.layers.length === 1 || recipe.normalization.meanSquare(1) !== null) return [];
  const message =
    'without normalization each layer can read off the goodness of the layer below and need not learn anything new';
  const remedy = 'Normalize by the root mean square.';
  return [{ severity: 'warning', settings: ['normalization'], message, remedy }];
}

function weakLabels(_spec: ExperimentSpec, _recipe: Recipe, input: InputFacts): Concern[] {
  if (input.inputSize < 1000 || input.classes / input.inputSize > 0.01) return [];
  const message = `${input.classes} label pixels among ${input.inputSize} inputs are weak: the net may not notice the label`;
  const remedy = 'Give the label pixel a larger value.';
  return [{ severity: 'warning', settings: ['labels'], message, remedy }];
}

function missingPeer(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const grows = recipe.goodness.expected(2, 1) > recipe.goodness.expected(1, 1);
  if (recipe.peer !== null || !grows) return [];
  const message =
    'with the sum of squares and no peer normalization a few units tend to carry all goodness while others die';
  const remedy = 'Switch peer normalization on, or watch the count of dead units.';
  return [{ severity: 'warning', settings: ['peer', 'goodness'], message, remedy }];
}
