/**
 * Conflicts between choices that are each fine alone: known traps of Forward-Forward, said in words while an experiment
 * is being described. An "error" cannot train at all and is refused; a "warning" is the user's to weigh.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { InputFacts } from '../dataset/rows.ts';
import type { Goodness } from '../goodness/goodness.ts';
import { sizeOfGrid, wordGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import { takesChance } from '../net/chances.ts';
import { candidatesOf, competes, isTrained, linearReadouts } from '../net/net.ts';
import type { NetLayer } from '../net/net.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe } from '../net/recipe.ts';
import type { Concern, Rule } from './concern.ts';
import { labelRules } from './label-concerns.ts';
import { phaseRules } from './phase-concerns.ts';
import { createMethod, trainingParts } from './plan.ts';

/** A goodness that does not grow with the layer cannot be pushed past this with inputs of mean square 1. */
const reachableMeanGoodness = 50;
/** Expected goodness at the start over threshold: beyond this p(positive) is 1 for everything. */
const saturatingRatio = 10;
/** Adam at such a rate on small batches kills most units when inputs have unit length. */
const largeAdamRate = 0.01;
const smallBatch = 1000;

const rules: readonly Rule[] = [
  methodMisfit,
  unreachableThreshold,
  thresholdBelowAll,
  saturatedGoodness,
  dyingUnits,
  untrainedReadout,
  untrainedCandidates,
  untrainedMap,
  idleGenerator,
  missingNormalization,
  visibleMean,
  ...labelRules,
  missingPeer,
  unseenInputs,
  peerWithoutUnits,
  peekingPartner,
  lonelyCollaboration,
  sharpGroups,
  repeatedDropout,
  repeatedChance,
  idleDropout,
  belowBlackBox,
  settlingTogether,
  ...phaseRules,
];

/** Everything to be said about a spec, errors first. `recipe`: its own, for whoever has it. Errors: as createRecipe. */
export function specConcerns(
  spec: ExperimentSpec,
  input: InputFacts,
  recipe: Recipe = createRecipe(spec, input),
): Concern[] {
  const concerns = rules.flatMap((rule) => rule(spec, recipe, input));
  return concerns.sort((a, b) => a.severity.localeCompare(b.severity));
}

/** Throws for the first concern that forbids training. Error: spec/cannot-fire. */
export function refuseHopeless(concerns: readonly Concern[]): void {
  const hopeless = concerns.find((concern) => concern.severity === 'error');
  if (hopeless === undefined) return;
  throw new WorkbenchError('spec/cannot-fire', { reason: hopeless.message, remedy: hopeless.remedy });
}

function methodMisfit(spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const method = createMethod(spec);
  const order = createPart(trainingParts, spec.training);
  const misfit =
    method.misfit(recipe) ??
    ((order.byLayer || order.readoutsAlone === true) && !method.byLayer
      ? 'training: this method trains all layers at once, so they cannot be trained one by one, nor left as they are'
      : null) ??
    (order.readoutsAlone === true && linearReadouts(recipe).length === 0
      ? 'training: where only read-outs are trained there must be a softmax or a probe'
      : null) ??
    (method.stages !== undefined && order.phases !== undefined
      ? 'training: a teacher and the net it teaches learn one after the other, and not in phases besides'
      : null);
  if (misfit === null) return [];
  const [, setting = 'method', message = misfit] = /^(\w+): (.*)$/s.exec(misfit) ?? [];
  const remedy = 'Change the setting named, or take another method.';
  return [{ severity: 'error', settings: ['method', setting], message, remedy }];
}

/** Layers whose own goodness is held against their threshold while they learn. */
function judgedLayers({ layers, local }: Recipe): (NetLayer & { judged: NonNullable<NetLayer['judged']> })[] {
  if (local?.objective.thresholdFree === true) return [];
  return layers.flatMap((entry) => (entry.judged === null ? [] : [{ ...entry, judged: entry.judged }]));
}

/** A sum over units, not a mean or a maximum, which grow slowly if at all. */
function isSum(goodness: Goodness, units: number): boolean {
  return Math.abs(goodness.expected(1000 * units, 1)) > 500 * Math.abs(goodness.expected(units, 1));
}

const followGoodness =
  'Take the threshold "as expected", which follows the goodness; one in units goes with sums of squares only.';

function unreachableThreshold(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const found = judgedLayers(recipe).find(
    ({ layer: { units }, activation, judged: { goodness, threshold } }) => {
      const reachable = isSum(goodness, units) ? Infinity : reachableMeanGoodness;
      return threshold >= Math.min(goodness.largest(units, activation.bound), reachable);
    },
  );
  if (found === undefined) return [];
  const message = `the threshold ${found.judged.threshold} of ${found.name} is more than its goodness can ever reach`;
  return [{ severity: 'error', settings: ['threshold', 'goodness'], message, remedy: followGoodness }];
}

function thresholdBelowAll(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const found = judgedLayers(recipe).find(
    ({ layer: { units }, activation, judged: { goodness, threshold } }) =>
      threshold <= (goodness.smallest?.(units, activation.bound) ?? -Infinity),
  );
  if (found === undefined) return [];
  const message = `the threshold ${found.judged.threshold} of ${found.name} is no more than its goodness always is, so no negative can ever be told by it`;
  return [{ severity: 'warning', settings: ['threshold', 'goodness'], message, remedy: followGoodness }];
}

function saturatedGoodness(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  for (const { name, layer, activation, judged } of judgedLayers(recipe)) {
    // Goodness before training, where the mean square of the layer's input is known.
    const inputMeanSquare = recipe.normalization.meanSquare(layer.fanIn);
    if (inputMeanSquare === null) continue;
    const { goodness, threshold } = judged;
    const start = goodness.expected(layer.units, activation.meanSquare * inputMeanSquare);
    const above = start >= saturatingRatio * Math.max(1, threshold);
    const under = start <= -saturatingRatio * Math.max(1, -threshold);
    if (!above && !under) continue;
    const [where, told, idle] = above ? ['above', 1, 'positives'] : ['below', 0, 'negatives'];
    const message = `${name} starts with a goodness near ${Math.round(start)}, far ${where} its threshold ${threshold}: p(positive) is ${told} for everything and ${idle} teach nothing at first`;
    return [{ severity: 'warning', settings: ['threshold', 'goodness'], message, remedy: followGoodness }];
  }
  return [];
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
  const { byLayer } = createPart(trainingParts, spec.training);
  if (!byLayer || recipe.local?.pairs.needsGuess !== true) return [];
  const message =
    'layer by layer, the softmax read-out that picks hard negatives is trained last, so it knows nothing while the layers learn';
  const remedy = 'Train all layers together, or draw negatives uniformly.';
  return [{ severity: 'error', settings: ['training', 'negatives'], message, remedy }];
}

function untrainedCandidates(spec: ExperimentSpec, recipe: Recipe): Concern[] {
  if (candidatesOf(recipe) === null || !createPart(trainingParts, spec.training).byLayer) return [];
  const message =
    'layer by layer, the softmax read-out that names the candidates is trained last, so until then errors by goodness are those of labels picked by nothing';
  const remedy = 'Heed the last errors alone, train all layers together, or run every label.';
  return [{ severity: 'warning', settings: ['readouts', 'training'], message, remedy }];
}

function untrainedMap(spec: ExperimentSpec, { local }: Recipe): Concern[] {
  if (!createPart(trainingParts, spec.training).byLayer || local?.pairs.usesNet !== true) return [];
  const message =
    'layer by layer, the map that makes the negatives is trained last, so it makes none while the layers learn';
  const remedy = 'Train all layers together, or take other negatives.';
  return [{ severity: 'error', settings: ['training', 'negatives'], message, remedy }];
}

function idleGenerator(spec: ExperimentSpec, { makers }: Recipe): Concern[] {
  if (spec.method.kind === 'adversarial' || makers.every(({ learns }) => learns !== 'against')) return [];
  const message = 'a generator learns only against a discriminator, which this method has none of';
  const remedy = 'Take the method "adversarial", or take the generator out of the read-outs.';
  return [{ severity: 'error', settings: ['readouts', 'method'], message, remedy }];
}

function missingNormalization(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const alone = recipe.local !== null || competes(recipe);
  if (!alone || recipe.layers.length === 1 || recipe.normalization.meanSquare(1) !== null) return [];
  const message =
    'without normalization each layer can read off the goodness of the layer below and need not learn anything new';
  const remedy = 'Normalize by the root mean square.';
  return [{ severity: 'warning', settings: ['normalization'], message, remedy }];
}

function visibleMean(_spec: ExperimentSpec, { layers, normalization }: Recipe): Concern[] {
  const reads = layers.slice(0, -1).some(({ judged }) => judged?.goodness.readsMean === true);
  // Without any normalization all is visible, which is said already.
  if (!reads || normalization.subtractsMean || normalization.meanSquare(1) === null) return [];
  const message =
    'this goodness hangs on the mean activity, of which a normalization that only scales leaves a part: the next layer can read it off';
  const remedy = 'Take layer norm, or see whether deeper layers are any better than the first.';
  return [{ severity: 'warning', settings: ['normalization', 'goodness'], message, remedy }];
}

function missingPeer(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  if (recipe.local === null || recipe.local.peer !== null) return [];
  if (!recipe.layers.some(({ layer, judged }) => judged !== null && isSum(judged.goodness, layer.units)))
    return [];
  const message =
    'with a sum over units and no peer normalization a few units tend to carry all goodness while others die';
  const remedy = 'Switch peer normalization on, or watch the count of dead units.';
  return [{ severity: 'warning', settings: ['peer', 'goodness'], message, remedy }];
}

function unseenInputs(_spec: ExperimentSpec, recipe: Recipe): Concern[] {
  return recipe.layers.flatMap(({ name, layer, reads }): Concern[] => {
    if (layer.unseen === 0) return [];
    const grid = Object.values(reads)[0] as Grid;
    const message = `no unit of ${name} sees ${layer.unseen} of the ${sizeOfGrid(grid)} values of the ${wordGrid(grid)} below it: its fields and stride leave them out`;
    const remedy = 'Choose field, stride and padding so that they cover everything, if that is wanted.';
    return [{ severity: 'warning', settings: ['layers'], message, remedy }];
  });
}

function peerWithoutUnits(_spec: ExperimentSpec, { local, layers }: Recipe): Concern[] {
  const sharing = layers.filter(({ layer }) => layer.sharesWeights).map(({ name }) => name);
  if (local === null || local.peer === null || sharing.length === 0) return [];
  const message = `peer normalization leaves ${sharing.join(', ')} alone: units that share their weights have no mean activity of their own`;
  const remedy = 'Nothing needs to be done; "none" says the same for a net of convolutions.';
  return [{ severity: 'warning', settings: ['peer', 'layers'], message, remedy }];
}

function peekingPartner(spec: ExperimentSpec): Concern[] {
  if (spec.negatives?.kind !== 'hybrid' || spec.negatives['partner'] !== 'other-class') return [];
  const message = 'hybrids of two classes look at the labels, so this is not quite unsupervised';
  const remedy = 'Take any other image of the batch.';
  return [{ severity: 'warning', settings: ['negatives'], message, remedy }];
}

function lonelyCollaboration(spec: ExperimentSpec, { local, layers }: Recipe): Concern[] {
  if (local?.objective.collaborates === undefined) return [];
  if (createPart(trainingParts, spec.training).byLayer) {
    const message =
      'layers that collaborate need the goodness of all of them in every step, and layer by layer the upper ones have learnt nothing yet';
    const remedy = 'Train all layers together, or take another objective.';
    return [{ severity: 'error', settings: ['training', 'objective'], message, remedy }];
  }
  if (layers.some(({ judged }) => (judged?.regions ?? null) !== null)) {
    const message =
      'layers that collaborate are judged by the sum of their goodness, and regions each by their own, so one rules out the other';
    const remedy = 'Take no regions, or another objective.';
    return [{ severity: 'error', settings: ['objective', 'regions'], message, remedy }];
  }
  if (layers.length > 1) return [];
  const message = 'there is no other layer to collaborate with, so this is the logistic objective';
  const remedy = 'Add a layer.';
  return [{ severity: 'warning', settings: ['objective', 'layers'], message, remedy }];
}

/** The softmax over classes is decided at the start where their goodness lies further apart than this, times its sharpness. */
const decidingGap = 5;

function sharpGroups(spec: ExperimentSpec, { layers, normalization }: Recipe): Concern[] {
  const sharpness = spec.method['sharpness'];
  if (typeof sharpness !== 'number') return [];
  for (const { name, layer, activation, groups } of layers) {
    const inputMeanSquare = normalization.meanSquare(layer.fanIn);
    if (groups === null || inputMeanSquare === null) continue;
    // Groups of n units differ by about their goodness over the root of n before anything is learnt.
    const expected = Math.abs(
      groups.goodness.expected(groups.unitsEach, activation.meanSquare * inputMeanSquare),
    );
    const gap = (sharpness * expected) / Math.sqrt(groups.unitsEach);
    if (gap < decidingGap) continue;
    const message = `the classes' goodness in ${name} lies about ${Math.round(gap)} apart before anything is learnt, so its softmax is sure of an answer by chance`;
    const remedy = 'Take a mean instead of a sum over units, or a smaller sharpness.';
    return [{ severity: 'warning', settings: ['method', 'goodness'], message, remedy }];
  }
  return [];
}

function repeatedDropout(spec: ExperimentSpec, { dropout }: Recipe): Concern[] {
  const { repeats, returns } = createPart(trainingParts, spec.training).course(1, 1);
  if (dropout === null || !repeats || !returns) return [];
  const message =
    'dropout would leave out the same units in all the steps that a layer takes on one batch, because this training order keeps a batch as it is';
  const remedy = 'Take another training order, or no dropout.';
  return [{ severity: 'error', settings: ['dropout', 'training'], message, remedy }];
}

function repeatedChance(spec: ExperimentSpec, { layers }: Recipe): Concern[] {
  if (!layers.some(takesChance) || !createPart(trainingParts, spec.training).course(1, 1).returns) return [];
  const message =
    'the device would be as noisy, and round alike, in all the steps that a layer takes on one batch, because this training order keeps a batch as it is';
  const remedy = 'Take another training order, or a device without noise that rounds to the nearest.';
  return [{ severity: 'error', settings: ['device', 'training'], message, remedy }];
}

/** What back-propagation does not reach. */
function belowBlackBox(spec: ExperimentSpec, { layers }: Recipe): Concern[] {
  if (spec.method.kind !== 'back-propagation') return [];
  const box = layers.findLast(({ layer }) => layer.sendsBack === false);
  const below = layers.slice(0, box === undefined ? 0 : layers.indexOf(box)).filter(isTrained);
  if (box === undefined || below.length === 0) return [];
  const message = `nothing can be sent back through ${box.name}, so back-propagation leaves what is below it as it was drawn`;
  const remedy = 'Take Forward-Forward, which sends nothing back, or take the black box out.';
  return [{ severity: 'warning', settings: ['method', 'layers'], message, remedy }];
}

function idleDropout(spec: ExperimentSpec, { dropout, layers }: Recipe): Concern[] {
  if (dropout === null || layers.length > 1 || spec.method.kind !== 'forward-forward') return [];
  const message = 'dropout does nothing here: no layer learns from the only one there is';
  const remedy = 'Add a layer, or take no dropout.';
  return [{ severity: 'warning', settings: ['dropout', 'layers'], message, remedy }];
}

/** What a net that settles over iterations cannot be put together with. */
function settlingTogether(spec: ExperimentSpec, { feedback, dropout, layers }: Recipe): Concern[] {
  if (feedback === null) return [];
  const clash = (setting: string, message: string, remedy: string): Concern[] => [
    { severity: 'error', settings: ['feedback', setting], message, remedy },
  ];
  return [
    ...(createPart(trainingParts, spec.training).byLayer
      ? clash(
          'training',
          'with top-down input every layer sees the one above it, so layers cannot be trained one after the other',
          'Train all layers together, or take no top-down input.',
        )
      : []),
    ...(dropout !== null
      ? clash(
          'dropout',
          'dropout hides a layer from the one above it, and with top-down input a layer is seen from both sides over several iterations',
          'Take no dropout, or no top-down input.',
        )
      : []),
    ...(layers.some(({ judged }) => (judged?.regions ?? null) !== null)
      ? clash(
          'regions',
          'regions are judged one by one in a single pass, and with top-down input goodness is that of several iterations',
          'Take no regions, or no top-down input.',
        )
      : []),
  ];
}
