/** Exactly what the net will see of some examples, made by the parts that train. */

import { randomStream } from '../../src-shared/base/random.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../src-shared/spec/part.ts';
import type { InputPreview } from '../../src-shared/views/workbench-view.ts';
import { augmentationParts } from '../core/augment/index.ts';
import type { Dataset, SplitName } from '../core/dataset/dataset.ts';
import { augmented } from '../core/train/batches.ts';
import { createRecipe } from '../core/train/recipe.ts';
import type { Recipe } from '../core/train/recipe.ts';
import type { DatasetAtHand } from './datasets-at-hand.ts';
import { netInput, pixelsOf } from './net-input.ts';
import type { ShownLabel } from './net-input.ts';

/** Errors: input/invalid, spec/invalid. */
export function previewInput(
  spec: ExperimentSpec,
  { dataset, facts }: DatasetAtHand,
  splitName: SplitName,
  indexes: readonly number[],
): InputPreview {
  const recipe = createRecipe(spec, facts);
  const split = dataset.splits[splitName];
  const missing = indexes.find((index) => index >= split.count);
  if (missing !== undefined) {
    const problem = `The ${splitName} split has ${split.count} examples, so there is no example ${missing}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose other examples.' });
  }
  const labels = indexes.map((index) => split.labels[index] as number);
  const seen = indexes.map((index) => seenPixels(spec, dataset, splitName, index));
  const wrong = negativesOf(spec, recipe, dataset, splitName, indexes);
  const rows = (images: readonly Uint8Array[], labelOf: (row: number) => ShownLabel): Float32Array => {
    const all = new Float32Array(images.length * dataset.inputSize);
    images.forEach((pixels, row) =>
      all.set(netInput(dataset, recipe, pixels, labelOf(row)), row * dataset.inputSize),
    );
    return all;
  };
  const raw = indexes.map((index) => pixelsOf(dataset, split.pixels, index));
  const drawnBefore = recipe.negatives.source === 'labels';
  return {
    image: dataset.image,
    classNames: dataset.classNames,
    examples: indexes.map((index, row) => ({
      index,
      label: labels[row] as number,
      negative: drawnBefore ? (wrong[row] as number) : null,
    })),
    raw: rows(raw, () => 'none'),
    positive: rows(seen, (row) => labels[row] as number),
    negative: rows(seen, (row) => wrong[row] as number),
    neutral: rows(seen, () => 'neutral'),
    notes: notesOn(spec, recipe, splitName),
  };
}

/** Only training images are augmented. */
function seenPixels(spec: ExperimentSpec, dataset: Dataset, split: SplitName, index: number): Uint8Array {
  const pixels = pixelsOf(dataset, dataset.splits[split].pixels, index);
  if (split !== 'train') return pixels;
  const augmentations = spec.augmentation.map((choice) => createPart(augmentationParts, choice));
  const random = randomStream(spec.seed, 'inspection/augmentation', index);
  return augmented(pixels, dataset.image, augmentations, random);
}

/** The first epoch's negatives; a random wrong label where they are picked while training. */
function negativesOf(
  spec: ExperimentSpec,
  { negatives, classes }: Recipe,
  { splits }: Dataset,
  split: SplitName,
  indexes: readonly number[],
): number[] {
  const { labels } = splits[split];
  if (negatives.source === 'labels') {
    const drawn = negatives.draw(labels, classes, randomStream(spec.seed, 'negatives', 0));
    return indexes.map((index) => drawn[index] as number);
  }
  return indexes.map((index) => {
    const random = randomStream(spec.seed, 'inspection/negatives', index);
    return ((labels[index] as number) + 1 + random.integer(classes - 1)) % classes;
  });
}

function notesOn(spec: ExperimentSpec, { negatives, normalization }: Recipe, split: SplitName): string[] {
  const notes: string[] = [];
  if (negatives.source === 'read-out')
    notes.push('Negatives are picked by the net while it trains; here a random wrong label stands in.');
  else if (!negatives.once) notes.push('Negatives are drawn anew for every epoch; these are of the first.');
  if (split === 'train' && spec.augmentation.length > 0)
    notes.push('Augmentation is drawn anew for every batch; this is one draw.');
  if (split !== 'train' && spec.augmentation.length > 0)
    notes.push('Validation and test images are not augmented.');
  if (normalization.meanSquare(1) !== null)
    notes.push('The first layer then scales each input as a whole, as its normalization says.');
  return notes;
}
