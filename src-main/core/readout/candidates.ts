/**
 * The labels that goodness is asked of where it is not asked of all: those that a linear read-out finds most probable, the
 * lower one first among equals. Within a program and on numbers that came out of one, which choose alike.
 *
 * Legend: B images, C classes.
 */

import type { Tensor, TensorOps } from '../engine/engine.ts';

/** One-hot rows [B, C] of the most probable class, of the next one, ..., `count` of them, from probabilities [B, C]. */
export function mostProbable(ops: TensorOps, probabilities: Tensor, count: number): Tensor[] {
  const classes = probabilities.shape[1] as number;
  const ranks = Array.from({ length: classes }, (_, label) => classes - label);
  const [rank, none, taken] = [
    ops.constant(ranks, [1, classes]),
    ops.constant([0], [1, 1]),
    ops.constant([-1], [1, 1]), // below every probability
  ];
  /** 1 where a row [B, C] is at its maximum. */
  const atMaximum = (rows: Tensor) => ops.shift(ops.negate(ops.greater(ops.maximum(rows, 1), rows)), 1);
  const chosen: Tensor[] = [];
  let left = probabilities;
  while (chosen.length < count) {
    const one = atMaximum(ops.select(atMaximum(left), rank, none));
    chosen.push(one);
    left = ops.select(one, taken, left);
  }
  return chosen;
}

/** The same of one image's probabilities [C]: the classes, the most probable first. */
export function mostProbableLabels(probabilities: Float64Array, count: number): number[] {
  const by = (label: number) => probabilities[label] as number;
  return [...probabilities.keys()].sort((a, b) => by(b) - by(a) || a - b).slice(0, count);
}
