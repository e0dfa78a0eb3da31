/** A spec turned into a net and the parts that train it. Programs and measures read this and nothing else. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { activationParts } from '../activation/index.ts';
import type { InputFacts } from '../dataset/rows.ts';
import type { Dropout } from '../dropout/dropout.ts';
import type { Device } from '../device/device.ts';
import { deviceParts } from '../device/index.ts';
import { dropoutParts } from '../dropout/index.ts';
import { classGroups } from '../goodness/class-groups.ts';
import type { Feedback } from '../feedback/feedback.ts';
import { feedbackParts } from '../feedback/index.ts';
import { goodnessParts } from '../goodness/index.ts';
import { labelParts } from '../label/index.ts';
import type { LabelPlacement } from '../label/index.ts';
import { layerParts } from '../layer/index.ts';
import type { Layer } from '../layer/layer.ts';
import { negativeParts } from '../negatives/index.ts';
import type { PairSource } from '../negatives/pair-source.ts';
import { normalizationParts } from '../normalization/index.ts';
import { objectiveParts } from '../objective/index.ts';
import type { Objective } from '../objective/objective.ts';
import { optimizerParts } from '../optimizer/index.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import { peerParts } from '../peer/index.ts';
import type { PeerNormalization } from '../peer/index.ts';
import { regionParts } from '../region/index.ts';
import { hasPlaces, regionsOf, summedGoodness } from '../region/region.ts';
import type { Division } from '../region/region.ts';
import { makersBeside } from '../readout/image-maker.ts';
import type { ImageMaker, ImageNet } from '../readout/image-maker.ts';
import { readoutParts } from '../readout/index.ts';
import type { Readout } from '../readout/readout.ts';
import { thresholdParts } from '../threshold/index.ts';
import { buildUpward, withLayersAbove } from './build-layers.ts';
import { flat, sizeOfGrid } from './grid.ts';
import type { Grid } from './grid.ts';
import { goodnessReadout, isTrained, judgesClasses, softmaxReadout } from './net.ts';
import type { Judged, NetLayer } from './net.ts';

/** What layers learn from when each learns alone. */
export interface LocalLearning {
  readonly objective: Objective;
  readonly peer: PeerNormalization | null;
  readonly pairs: PairSource;
}

export interface Recipe extends ImageNet {
  readonly optimizer: Optimizer;
  /** Null where layers have no goodness of their own. */
  readonly local: LocalLearning | null;
  /** Null: layers compute what they should, wherever they run. */
  readonly device: Device | null;
  /** The same net on the device of another number, with parameters of the same names. For nets with a device. */
  readonly onDevice: (number: number) => Recipe;
  /** Null: layers see all of the layer below while they learn, as they do when they answer. */
  readonly dropout: Dropout | null;
}

/** The slots of a spec that a recipe is made from. */
export type RecipeChoices = Pick<
  ExperimentSpec,
  | 'labels'
  | 'layers'
  | 'feedback'
  | 'device'
  | 'activation'
  | 'normalization'
  | 'goodness'
  | 'threshold'
  | 'regions'
  | 'objective'
  | 'peer'
  | 'negatives'
  | 'dropout'
  | 'optimizer'
  | 'readouts'
>;

/** Errors: part/unknown, spec/invalid. */
export function createRecipe(spec: RecipeChoices, input: InputFacts): Recipe {
  return recipeOn(
    spec,
    input,
    spec.device === undefined ? null : createPart<Device | null>(deviceParts, spec.device),
  );
}

function recipeOn(spec: RecipeChoices, input: InputFacts, device: Device | null): Recipe {
  const local = createLocalLearning(spec);
  const kinds = spec.layers.map((choice) => createPart(layerParts, choice));
  const feedback =
    spec.feedback === undefined ? null : createPart<Feedback | null>(feedbackParts, spec.feedback);
  const labels = placeLabels(spec, input, kinds[0]?.spatial ?? false, local?.pairs.labelled ?? false);
  const judge = createJudge(spec);
  const group = createGroups(spec);
  const activation = createPart(activationParts, spec.activation);
  const upward = buildUpward(kinds, firstReads(input, labels));
  const built =
    feedback === null ? upward : withLayersAbove(kinds, upward, labels === null ? null : input.classes);
  const layers = built.map(({ layer: ideal, reads }, index): NetLayer => {
    const name = `layer${index + 1}`;
    const layer = device?.around(ideal, name) ?? ideal;
    const groups = group({ name, output: layer.output }, input.classes);
    return { name, layer, reads, activation, judged: judge(name, layer, index), groups };
  });
  const chosen = spec.readouts.flatMap((choice) => createPart(readoutParts, choice)(layers.length));
  const recipe: Recipe = {
    classes: input.classes,
    image: input.image,
    labels,
    normalization: createPart(normalizationParts, spec.normalization),
    layers,
    feedback,
    readouts: chosen.filter((each): each is Readout => each.by !== 'images'),
    makers: chosen.filter((each): each is ImageMaker => each.by === 'images'),
    inputRange: [input.smallestInput ?? 0, input.largestInput],
    optimizer: createPart(optimizerParts, spec.optimizer),
    local,
    device,
    onDevice: (number) => recipeOn(spec, input, device?.another(number) ?? null),
    dropout: spec.dropout === undefined ? null : createPart<Dropout | null>(dropoutParts, spec.dropout),
  };
  refuseMisfits(recipe);
  refuseMisplacedLabel(recipe);
  if (local !== null) refuseIdleRegions(spec, layers);
  return recipe;
}

function createLocalLearning({ negatives, objective, peer }: RecipeChoices): LocalLearning | null {
  if (negatives === undefined || objective === undefined) return null;
  return {
    objective: createPart(objectiveParts, objective),
    peer: peer === undefined ? null : createPart<PeerNormalization | null>(peerParts, peer),
    pairs: createPart(negativeParts, negatives),
  };
}

/** Error: spec/invalid, where regions do not divide a layer, or a goodness cannot be taken over so many units. */
function createJudge({
  goodness,
  threshold,
  regions,
}: RecipeChoices): (name: string, layer: Layer, depth: number) => Judged | null {
  if (goodness === undefined || threshold === undefined) return () => null;
  const made = createPart(goodnessParts, goodness);
  const of = createPart(thresholdParts, threshold);
  const division = regions === undefined ? null : createPart<Division | null>(regionParts, regions);
  return (name, { output, units }, depth) => {
    const thresholdOver = (count: number): number => {
      const misfit = made.misfit?.(count) ?? null;
      if (misfit !== null) throw new WorkbenchError('spec/invalid', { problems: `goodness: ${misfit}` });
      return of(count, made, depth);
    };
    if (division === null || !hasPlaces(output))
      return { goodness: made, threshold: thresholdOver(units), regions: null };
    const divided = regionsOf({ name, output }, division.grid, made, thresholdOver);
    const all = divided.count * divided.threshold;
    return { goodness: summedGoodness(made, divided), threshold: all, regions: divided };
  };
}

/** Without a threshold a goodness tells classes apart, not positives from negatives. Error: spec/invalid. */
function createGroups({
  goodness,
  threshold,
}: RecipeChoices): (layer: Pick<Layer, 'output'> & { name: string }, classes: number) => NetLayer['groups'] {
  if (goodness === undefined || threshold !== undefined) return () => null;
  const made = createPart(goodnessParts, goodness);
  return (layer, classes) => classGroups(layer, classes, made);
}

function placeLabels(
  { labels }: { readonly labels?: PartChoice },
  { image, classes, largestInput }: InputFacts,
  spatial: boolean,
  labelled: boolean,
): LabelPlacement | null {
  if (labels === undefined || !labelled) return null;
  const encoding = createPart(labelParts, labels);
  const inputs = sizeOfGrid(image);
  const code = encoding.code(image, classes);
  if (inputs <= code.cells) {
    const problems = `labels: ${classes} classes leave none of the ${inputs} inputs for the image`;
    throw new WorkbenchError('spec/invalid', { problems });
  }
  const value = encoding.value(largestInput);
  const stands = encoding.onTop ? 'on top' : spatial ? 'in the image' : 'beside the image';
  return { ...code, value, neutral: value / classes, stands };
}

function firstReads({ image }: InputFacts, labels: LabelPlacement | null): Record<string, Grid> {
  if (labels?.stands !== 'beside the image') return { image };
  return { label: flat(labels.cells), image: flat(sizeOfGrid(image) - labels.cells) };
}

/**
 * Error: spec/invalid, where a label stands on top of a net that does not look up, or layers that learn alone look up and
 * there is none. Layers that learn from a read-out need no label on top.
 */
function refuseMisplacedLabel({ feedback, labels, local }: Recipe): void {
  if (labels === null && local === null) return;
  const onTop = labels?.stands === 'on top';
  if (onTop === (feedback !== null)) return;
  const problems = onTop
    ? 'labels: a label above the last layer is seen by no layer without top-down input; take it, or write the label into the input'
    : labels === null
      ? 'feedback: top-down input brings the label down from the top, so it needs negatives with wrong labels'
      : 'feedback: top-down input brings the label down from the top, so the label must stand above the last layer';
  throw new WorkbenchError('spec/invalid', { problems });
}

/** Error: spec/invalid, for regions over layers without places. */
function refuseIdleRegions({ regions }: RecipeChoices, layers: readonly NetLayer[]): void {
  if ((regions?.kind ?? 'none') === 'none' || layers.some(({ judged }) => (judged?.regions ?? null) !== null))
    return;
  const problems =
    'regions: no layer here has units at several places; take fields, convolutions or dense layers with places';
  throw new WorkbenchError('spec/invalid', { problems });
}

/** Error: spec/invalid, for parts that are each fine and do not go together. */
function refuseMisfits(recipe: Recipe): void {
  const { readouts, makers, local } = recipe;
  const refuse = (problems: string): never => {
    throw new WorkbenchError('spec/invalid', { problems });
  };
  if (!recipe.layers.some(isTrained))
    refuse('layers: no layer here has anything to learn with; add one that has weights');
  const names = [...readouts, ...makers].map(({ name }) => name);
  if (new Set(names).size < names.length) refuse('readouts: there can be one of each kind');
  if (readouts.length === 0)
    refuse('readouts: one that makes images goes beside one that answers with classes; add a softmax');
  for (const maker of makers) {
    const misfit = maker.misfit(recipe);
    if (misfit !== null) refuse(misfit);
  }
  if (!judgesClasses(recipe) && readouts.some(({ by }) => by === 'goodness')) {
    refuse(
      'readouts: goodness per label needs a net that is told labels, and this one never is; take the softmax',
    );
  }
  const idle = idleCandidates(recipe);
  if (idle !== null) refuse(idle);
  const unpaired = local?.pairs.misfit?.(recipe) ?? null;
  if (unpaired !== null) refuse(unpaired);
  if (local?.pairs.needsGuess === true && !readouts.some(({ name }) => name === 'softmax'))
    refuse('negatives: what the net finds likely is told by a softmax read-out, and there is none');
  if (local?.pairs.usesNet === true && makersBeside(recipe).length === 0)
    refuse('negatives: the net makes them through a linear map to images; add it to the read-outs');
}

/** Why a read-out by goodness cannot go by candidates, as "setting: reason"; null where it can, or does not. */
function idleCandidates(recipe: Recipe): string | null {
  if ((goodnessReadout(recipe)?.candidates ?? null) === null) return null;
  if (recipe.labels === null)
    return 'readouts: one pass gives the goodness of every class here, so candidates save nothing; leave them empty';
  return softmaxReadout(recipe) === null
    ? 'readouts: candidates are the labels that a softmax read-out finds most probable, and there is none; add one, or leave candidates empty'
    : null;
}
