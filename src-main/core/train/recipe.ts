/**
 * A spec turned into behaviour: every part made, every size known. Programs and measures read this and nothing else.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { Activation } from '../activation/activation.ts';
import { activationParts } from '../activation/index.ts';
import type { Goodness } from '../goodness/goodness.ts';
import { goodnessParts } from '../goodness/index.ts';
import { labelParts } from '../label/index.ts';
import type { DenseLayer } from '../layer/dense.ts';
import { layerParts } from '../layer/index.ts';
import { negativeParts } from '../negatives/index.ts';
import type { NegativeSampler } from '../negatives/negatives.ts';
import { normalizationParts } from '../normalization/index.ts';
import type { Normalization } from '../normalization/normalization.ts';
import { objectiveParts } from '../objective/index.ts';
import type { Objective } from '../objective/index.ts';
import { optimizerParts } from '../optimizer/index.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import { peerParts } from '../peer/index.ts';
import type { PeerNormalization } from '../peer/index.ts';
import { readoutParts } from '../readout/index.ts';
import type { LayerRange } from '../readout/index.ts';
import { thresholdParts } from '../threshold/index.ts';

/** Layers from `begin` (0-based) up to, not including, `end`. */
export interface LayerSpan {
  readonly begin: number;
  readonly end: number;
}

export interface RecipeLayer {
  /** "layer1", "layer2", ... */
  readonly name: string;
  readonly layer: DenseLayer;
  /** Input blocks by name, with their sizes; the first layer has "label" and "image", the others "below". */
  readonly blocks: Readonly<Record<string, number>>;
  readonly fanIn: number;
  readonly threshold: number;
}

export interface Recipe {
  readonly classes: number;
  /** Inputs of the image block: the image without the pixels the label takes. */
  readonly imageSize: number;
  readonly layers: readonly RecipeLayer[];
  readonly activation: Activation;
  readonly normalization: Normalization;
  readonly goodness: Goodness;
  readonly objective: Objective;
  readonly peer: PeerNormalization | null;
  readonly negatives: NegativeSampler;
  readonly optimizer: Optimizer;
  /** Value of the label pixel. */
  readonly labelValue: number;
  /** Value of each label pixel under the neutral label. */
  readonly neutralValue: number;
  readonly goodnessReadout: LayerSpan | null;
  readonly softmaxReadout: (LayerSpan & { readonly optimizer: Optimizer }) | null;
}

/** What a recipe needs to know of a dataset. */
export interface InputFacts {
  readonly inputSize: number;
  readonly classes: number;
  /** The largest of all training inputs. */
  readonly largestInput: number;
}

/** The slots of a spec that a recipe is made from. */
export type RecipeChoices = Pick<
  ExperimentSpec,
  | 'labels'
  | 'layers'
  | 'activation'
  | 'normalization'
  | 'goodness'
  | 'threshold'
  | 'objective'
  | 'peer'
  | 'negatives'
  | 'optimizer'
  | 'readouts'
>;

/** Errors: part/unknown, spec/invalid. */
export function createRecipe(spec: RecipeChoices, input: InputFacts): Recipe {
  const threshold = createPart(thresholdParts, spec.threshold);
  const imageSize = input.inputSize - input.classes;
  if (imageSize < 1) {
    const problems = `labels: ${input.classes} classes leave none of the ${input.inputSize} inputs for the image`;
    throw new WorkbenchError('spec/invalid', { problems });
  }
  let below: Readonly<Record<string, number>> = { label: input.classes, image: imageSize };
  let fanIn = input.inputSize;
  const layers = spec.layers.map((choice, index): RecipeLayer => {
    const layer = createPart(layerParts, choice);
    const made = {
      name: `layer${index + 1}`,
      layer,
      blocks: below,
      fanIn,
      threshold: threshold(layer.units),
    };
    below = { below: layer.units };
    fanIn = layer.units;
    return made;
  });
  const readouts = spec.readouts.map((choice) => createPart(readoutParts, choice));
  if (new Set(readouts.map((readout) => readout.source)).size < readouts.length) {
    throw new WorkbenchError('spec/invalid', { problems: 'readouts: there can be one of each kind' });
  }
  const goodnessReadout = readouts.find((readout) => readout.source === 'goodness');
  const softmaxReadout = readouts.find((readout) => readout.source === 'softmax');
  const labelValue = createPart(labelParts, spec.labels).value(input.largestInput);
  const recipe: Recipe = {
    classes: input.classes,
    imageSize,
    layers,
    activation: createPart(activationParts, spec.activation),
    normalization: createPart(normalizationParts, spec.normalization),
    goodness: createPart(goodnessParts, spec.goodness),
    objective: createPart(objectiveParts, spec.objective),
    peer: createPart<PeerNormalization | null>(peerParts, spec.peer),
    negatives: createPart(negativeParts, spec.negatives),
    optimizer: createPart(optimizerParts, spec.optimizer),
    labelValue,
    neutralValue: labelValue / input.classes,
    goodnessReadout: goodnessReadout === undefined ? null : spanOf(goodnessReadout.range, layers.length),
    softmaxReadout:
      softmaxReadout === undefined
        ? null
        : { ...spanOf(softmaxReadout.range, layers.length), optimizer: softmaxReadout.optimizer },
  };
  if (recipe.negatives.source === 'read-out' && recipe.softmaxReadout === null) {
    throw new WorkbenchError('spec/invalid', {
      problems: 'negatives: hard negatives need a softmax read-out',
    });
  }
  return recipe;
}

function spanOf(range: LayerRange, layers: number): LayerSpan {
  const [begin, end] = [range.firstLayer - 1, range.lastLayer ?? layers];
  if (begin >= end || end > layers) {
    const problems = `readouts: layers ${range.firstLayer} to ${end} do not exist in a net of ${layers}`;
    throw new WorkbenchError('spec/invalid', { problems });
  }
  return { begin, end };
}
