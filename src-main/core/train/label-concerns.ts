/** What is to be said of labels that a net is told: whether they can be wrong, and whether the net can notice them. */

import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { InputFacts } from '../dataset/rows.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { Recipe } from '../net/recipe.ts';
import type { Concern, Rule } from './concern.ts';

/** Fewer units of the first layer than this see a label, and it hardly learns from it. */
const enoughUnits = 0.5;

export const labelRules: readonly Rule[] = [permutedLabels, weakLabels, hiddenLabels];

function permutedLabels(spec: ExperimentSpec, _recipe: Recipe, input: InputFacts): Concern[] {
  if (spec.negatives?.kind !== 'permuted') return [];
  const share = Math.round(100 / input.classes);
  const message = `about ${share} % of the negatives carry the right label, because labels are only shuffled`;
  const remedy = 'Draw from the wrong labels instead (uniform).';
  return [{ severity: 'warning', settings: ['negatives'], message, remedy }];
}

function weakLabels(_spec: ExperimentSpec, { labels }: Recipe, { image }: InputFacts): Concern[] {
  const inputs = sizeOfGrid(image);
  if (labels === null || labels.stands === 'on top' || inputs < 1000 || labels.cells / inputs > 0.01)
    return [];
  const message = `${labels.cells} label pixels among ${inputs} inputs are weak: the net may not notice the label`;
  const remedy = 'Give the label pixel a larger value, or write the label as a block of pixels.';
  return [{ severity: 'warning', settings: ['labels'], message, remedy }];
}

/** Units with places look for the label where it is written, in the first pixels, and few of them see those. */
function hiddenLabels(_spec: ExperimentSpec, { labels, layers }: Recipe): Concern[] {
  const first = layers[0]?.layer;
  if (labels === null || labels.stands === 'on top' || first?.seeing === undefined) return [];
  const share = first.seeing(labels.cells) / first.units;
  if (share >= enoughUnits) return [];
  const told = Math.round(100 * share);
  const message = `only ${told} % of the units of layer1 see a label pixel: the others see the same under every label and learn nothing from it`;
  const remedy =
    'Begin with a dense layer, with places where fields stand above it, or let class groups compete, which need no label in the image.';
  return [{ severity: 'warning', settings: ['labels', 'layers'], message, remedy }];
}
