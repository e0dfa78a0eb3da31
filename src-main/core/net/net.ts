/**
 * A net: layers with what each reads and how it is judged, and read-outs. Plain values and pure parts; how it is
 * trained is the recipe's and the method's.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Activation } from '../activation/activation.ts';
import type { Feedback } from '../feedback/feedback.ts';
import type { ClassGroups } from '../goodness/class-groups.ts';
import type { Goodness } from '../goodness/goodness.ts';
import type { LabelPlacement } from '../label/index.ts';
import type { Layer } from '../layer/layer.ts';
import type { Normalization } from '../normalization/normalization.ts';
import type { Regions } from '../region/region.ts';
import type { GoodnessReadout, LinearReadout, Readout } from '../readout/readout.ts';
import { sizeOfGrid } from './grid.ts';
import type { Grid } from './grid.ts';

/** What a layer is judged by. */
export interface Judged {
  readonly goodness: Goodness;
  readonly threshold: number;
  /** Null: the layer is judged as a whole; else goodness and threshold are the sums of its regions'. */
  readonly regions: Regions | null;
}

export interface NetLayer {
  /** "layer1", "layer2", ... */
  readonly name: string;
  readonly layer: Layer;
  /**
   * What it reads, by block: the first layer "image", and "label" where that is a block of its own; others "below". With
   * top-down input "above" too, the last layer "label" where labels are told.
   */
  readonly reads: Readonly<Record<string, Grid>>;
  readonly activation: Activation;
  /** Null: the layer has no goodness that tells positives from negatives. */
  readonly judged: Judged | null;
  /** Null: its units stand for no class. A layer with neither learns from what stands above it. */
  readonly groups: ClassGroups | null;
}

export interface Net {
  readonly classes: number;
  /** The whole image, label pixels included. */
  readonly image: Grid;
  /** Null: the net is never told a label. */
  readonly labels: LabelPlacement | null;
  readonly normalization: Normalization;
  readonly layers: readonly NetLayer[];
  /** Null: one pass from the bottom up is an answer; else the net settles over iterations. */
  readonly feedback: Feedback | null;
  readonly readouts: readonly Readout[];
}

/** Values of an image that the net is given beside the label: the image without those the label takes. */
export function imageValues({ image, labels }: Net): number {
  return sizeOfGrid(image) - (labels === null ? 0 : labels.cells);
}

/** What a layer reads from below it, by block: all it reads but the layer or the label above. */
export function readsBelow({ labels }: Pick<Net, 'labels'>, { reads }: NetLayer): Record<string, Grid> {
  const above = labels?.stands === 'on top' ? ['above', 'label'] : ['above'];
  return Object.fromEntries(Object.entries(reads).filter(([block]) => !above.includes(block)));
}

/** False for a layer that has nothing to learn with. */
export function isTrained({ layer }: Pick<NetLayer, 'layer'>): boolean {
  return Object.keys(layer.parameters).length > 0;
}

export function layerAt(net: Net, index: number): NetLayer {
  return assertDefined(net.layers[index], `layer ${index + 1}`);
}

/** True where there is a goodness of every class: under its label, or of the units that stand for it. */
export function judgesClasses({ labels, layers }: Pick<Net, 'labels' | 'layers'>): boolean {
  return labels !== null || competes({ layers });
}

/** True where a layer's units stand for classes. */
export function competes({ layers }: Pick<Net, 'layers'>): boolean {
  return layers.some(({ groups }) => groups !== null);
}

/** True where the net is asked label by label what it settles to; one that is told no label settles once. */
export function settlesUnderLabels({ feedback, labels }: Pick<Net, 'feedback' | 'labels'>): boolean {
  return feedback !== null && labels !== null;
}

export function goodnessReadout(net: Net): GoodnessReadout | null {
  return net.readouts.find((readout) => readout.by === 'goodness') ?? null;
}

/** How many labels are run for each image where goodness answers; null: every label. */
export function candidatesOf(net: Net): number | null {
  const candidates = goodnessReadout(net)?.candidates ?? null;
  return candidates === null || candidates >= net.classes ? null : candidates;
}

export function linearReadouts(net: Net): readonly LinearReadout[] {
  return net.readouts.filter((readout) => readout.by === 'linear');
}

/** The read-out whose answers a method may ask for while it trains. */
export function softmaxReadout(net: Net): LinearReadout | null {
  return linearReadouts(net).find(({ name }) => name === 'softmax') ?? null;
}
