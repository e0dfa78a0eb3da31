/**
 * Read-outs: how a trained net answers with classes (image-maker.ts: with images). One sums goodness under every label; the others are linear softmaxes on
 * normalized activities, trained beside the net, whose learning changes nothing below them.
 */

import type { Optimizer } from '../optimizer/optimizer.ts';

/** Layers from `begin` (0-based) up to, not including, `end`. */
export interface LayerSpan {
  readonly begin: number;
  readonly end: number;
}

export interface GoodnessReadout extends LayerSpan {
  readonly by: 'goodness';
  readonly name: string;
  readonly label: string;
  /** So many labels are run for each image, those that the softmax read-out finds most probable; null: every label. */
  readonly candidates: number | null;
}

export interface LinearReadout extends LayerSpan {
  readonly by: 'linear';
  /** Its weights are named "<name>/weights/<layer>". */
  readonly name: string;
  readonly label: string;
  readonly optimizer: Optimizer;
}

export type Readout = GoodnessReadout | LinearReadout;
