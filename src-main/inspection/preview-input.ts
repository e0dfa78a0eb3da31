/** Exactly what the net will see of some examples, made by the parts that train. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { randomStream } from '../../src-shared/base/random.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../src-shared/spec/part.ts';
import type { InputPreview } from '../../src-shared/views/workbench-view.ts';
import { augmentationParts } from '../core/augment/index.ts';
import type { Dataset, SplitName } from '../core/dataset/dataset.ts';
import { augmented } from '../core/train/batches.ts';
import { competes } from '../core/net/net.ts';
import { createRecipe } from '../core/net/recipe.ts';
import type { Recipe } from '../core/net/recipe.ts';
import type { DatasetAtHand } from './datasets-at-hand.ts';
import { referenceEngine } from '../core/engine/reference/reference-engine.ts';
import { negativesProgram } from '../core/measure/insight-programs.ts';
import { ProgramRunner } from '../core/measure/program-runner.ts';
import { drawWrongLabels } from '../core/negatives/from-labels.ts';
import { netInput, pixelsOf } from './net-input.ts';
import type { ShownLabel } from './net-input.ts';

/** Errors: input/invalid, spec/invalid. */
export async function previewInput(
  spec: ExperimentSpec,
  { dataset, facts }: DatasetAtHand,
  splitName: SplitName,
  indexes: readonly number[],
): Promise<InputPreview> {
  const recipe = createRecipe(spec, facts);
  const split = dataset.splits[splitName];
  const missing = indexes.find((index) => index >= split.count);
  if (missing !== undefined) {
    const problem = `The ${splitName} split has ${split.count} examples, so there is no example ${missing}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose other examples.' });
  }
  const labels = indexes.map((index) => split.labels[index] as number);
  const seen = indexes.map((index) => seenPixels(spec, dataset, splitName, index));
  const raw = indexes.map((index) => pixelsOf(dataset, split.pixels, index));
  const rows = (images: readonly Uint8Array[], labelOf: (row: number) => ShownLabel): Float32Array => {
    const all = new Float32Array(images.length * dataset.inputSize);
    images.forEach((pixels, row) =>
      all.set(netInput(dataset, recipe, pixels, labelOf(row)), row * dataset.inputSize),
    );
    return all;
  };
  const positive = rows(seen, (row) => labels[row] as number);
  const told = recipe.labels !== null;
  const wrong = told ? wrongLabels(spec, recipe, dataset, splitName, indexes) : [];
  const drawnBefore = told && recipe.local?.pairs.needsGuess === false;
  return {
    image: dataset.image,
    classNames: dataset.classNames,
    examples: indexes.map((index, row) => ({
      index,
      label: labels[row] as number,
      negative: drawnBefore ? (wrong[row] as number) : null,
    })),
    raw: rows(raw, () => 'none'),
    positive,
    negative: told
      ? rows(seen, (row) => wrong[row] as number)
      : await negativeImages(spec, recipe, dataset, splitName, indexes, positive),
    neutral: told ? rows(seen, () => 'neutral') : null,
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

/** The first epoch's negatives, as the source brings them; a random wrong label where they are picked while training. */
function wrongLabels(
  spec: ExperimentSpec,
  recipe: Recipe,
  { splits }: Dataset,
  split: SplitName,
  indexes: readonly number[],
): number[] {
  const { labels } = splits[split];
  const { classes, local } = recipe;
  if (local !== null && !local.pairs.needsGuess) {
    const bring = local.pairs.supply(recipe, labels, spec.seed);
    const turn = { pass: 0, batch: 0, indexes: Uint32Array.from(indexes), images: new Float32Array(0) };
    const oneHot = assertDefined(bring(turn)['negatives'], 'negatives');
    return indexes.map((_, row) => oneHot.subarray(row * classes, (row + 1) * classes).indexOf(1));
  }
  return indexes.map((index) => {
    const random = randomStream(spec.seed, 'inspection/negatives', index);
    return drawWrongLabels(labels.subarray(index, index + 1), classes, random)[0] as number;
  });
}

/** What the pairs make of the images shown, in one batch; null where there are none before a net has been trained. */
async function negativeImages(
  spec: ExperimentSpec,
  recipe: Recipe,
  { splits }: Dataset,
  split: SplitName,
  indexes: readonly number[],
  images: Float32Array,
): Promise<Float32Array | null> {
  // A net makes them only once it is there.
  if (recipe.local === null || recipe.local.pairs.usesNet) return null;
  const bring = recipe.local.pairs.supply(recipe, splits[split].labels, spec.seed);
  const turn = { pass: 0, batch: 0, indexes: Uint32Array.from(indexes), images };
  const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
  const programs = new ProgramRunner(engine);
  const program = negativesProgram(recipe, indexes.length);
  const outputs = await programs.run(program, {}, { image: images, ...bring(turn) });
  await programs.dispose();
  await engine.dispose();
  return Float32Array.from(assertDefined(outputs['negatives'], 'negatives'));
}

function notesOn(spec: ExperimentSpec, recipe: Recipe, split: SplitName): string[] {
  const { local, labels, normalization } = recipe;
  const notes: string[] = [];
  if (competes(recipe))
    notes.push('Units stand for the classes: no label is told, and there are no negatives.');
  else if (local === null)
    notes.push('This method has no negatives: every image is shown to the net as it is.');
  else if (local.pairs.usesNet)
    notes.push(
      'No label is told. The net makes the negatives itself while it trains, so there are none to show yet.',
    );
  else if (labels === null)
    notes.push(
      'No label is told. Negatives are made anew for every batch; here the images shown are the batch.',
    );
  else if (local.pairs.keeps !== undefined)
    notes.push(
      'Negatives are strings that the net writes on while it trains; here the same window under a random wrong label stands in.',
    );
  else if (local.pairs.needsGuess)
    notes.push('Negatives are picked by the net while it trains; here a random wrong label stands in.');
  else if (!local.pairs.fixed)
    notes.push('Negatives are drawn anew for every epoch; these are of the first.');
  if (labels?.stands === 'on top')
    notes.push('The label stands above the last layer, so the image is the same under every label.');
  if (split === 'train' && spec.augmentation.length > 0)
    notes.push('Augmentation is drawn anew for every batch; this is one draw.');
  if (split !== 'train' && spec.augmentation.length > 0)
    notes.push('Validation and test images are not augmented.');
  if (normalization.meanSquare(1) !== null)
    notes.push('The first layer then scales each input as a whole, as its normalization says.');
  return notes;
}
