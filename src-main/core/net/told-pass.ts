/**
 * What a net makes of images under labels, as answers and pictures are read off it: one pass, or, with top-down input, the
 * iterations that are judged; and what it makes of them under none, as linear read-outs see it.
 *
 * Legend: B images, R rows (the images under several labels, label by label), C classes.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { forward, labelledInput, neutralInput, prepareImage, rowsOf } from './forward.ts';
import type { PassLayer } from './forward.ts';
import type { Net } from './net.ts';
import { feedbackOf, lookUp, repeated, settle, settleUntold } from './settle.ts';

/**
 * Images [B, I] under labels [R, C] at their value. With top-down input a layer's activity is that computed in the last
 * iteration judged, and its goodness the mean over those judged, which stays on the scale of the threshold.
 */
export function toldPass(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  image: Tensor,
  labels: Tensor,
): PassLayer[] {
  if (net.feedback === null) {
    const input = labelledInput(ops, net, prepareImage(ops, net, parameters, image), labels);
    return forward(ops, net, parameters, input);
  }
  const { first, last } = feedbackOf(net).judged;
  const judged = settle(ops, net, parameters, lookUp(ops, net, parameters, image), labels, last).slice(
    first - 1,
  );
  const rows = rowsOf(labels);
  return assertDefined(judged.at(-1), 'an iteration').map((pass, index) => {
    const goodness = judged.map((passes) =>
      repeated(ops, assertDefined(passes[index]?.goodness ?? undefined, 'goodness'), rows),
    );
    const sum = goodness.reduce((total, each) => ops.add(total, each));
    return {
      ...pass,
      totalInput: repeated(ops, pass.totalInput, rows),
      activity: repeated(ops, pass.activity, rows),
      sumOfSquares: repeated(ops, pass.sumOfSquares, rows),
      goodness: ops.scale(sum, 1 / judged.length),
    };
  });
}

/**
 * The first `depth` layers or more, of images [B, I] under no label in particular: one pass from the bottom up, under the
 * neutral label where one stands in the input. A net with top-down input that is never told a label settles instead, and
 * what it ends with is what counts.
 */
export function untoldPass(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  image: Tensor,
  depth: number = net.layers.length,
): PassLayer[] {
  if (net.feedback !== null && net.labels === null) return settleUntold(ops, net, parameters, image);
  return forward(ops, net, parameters, neutralInput(ops, net, parameters, image), depth);
}
