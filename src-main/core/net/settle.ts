/**
 * How a net with top-down input runs. It starts from one pass from the bottom up, without any label. At every iteration
 * all layers are computed at once, from the states below and above them as the iteration before left them:
 *
 *     computed_l = activation(W_l n(s_l-1) + V_l n(s_l+1) + b_l);  s_l <- keep s_l + (1 - keep) computed_l
 *
 * with n the normalization, below the first layer the image n(x), above the last the label at its value. Goodness is that
 * of what was computed.
 *
 * What does not yet hang on the label is computed once for all labels of an image: a pass may have fewer rows than there
 * are labels, and is then meant repeated as a whole.
 *
 * Legend: B images, R rows (the images under several labels, label by label), C classes, N units of a layer.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Feedback } from '../feedback/feedback.ts';
import { normalizeRows } from '../normalization/normalization.ts';
import { forward, normalized, passLayer, rowsOf } from './forward.ts';
import type { PassLayer } from './forward.ts';
import { below } from './names.ts';
import { layerAt } from './net.ts';
import type { Net } from './net.ts';

/** Where a net starts from. */
export interface Start {
  /** The image as the first layer sees it, [B, I], and what that layer makes of it, [B, N]. */
  readonly image: Tensor;
  readonly product: Tensor;
  /** The pass from the bottom up. */
  readonly bottomUp: readonly PassLayer[];
}

export function feedbackOf({ feedback }: Net): Feedback {
  return assertDefined(feedback ?? undefined, 'top-down input');
}

/** The pass from the bottom up, of images [B, I]. */
export function lookUp(ops: TensorOps, net: Net, parameters: Tensors, images: Tensor): Start {
  const first = layerAt(net, 0);
  const image = normalizeRows(ops, net.normalization, images);
  const product = first.layer.blockProduct(ops, below(first.name, parameters), 'image', image);
  const input = { blocks: { image }, rowScale: null, rows: rowsOf(image), known: { image: product } };
  return { image, product, bottomUp: forward(ops, net, parameters, input) };
}

/** The passes of iterations 1 to `count` under labels [R, C] at their value, by iteration and layer. */
export function settle(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  { image, product, bottomUp }: Start,
  labels: Tensor,
  count: number,
): PassLayer[][] {
  const { keep } = feedbackOf(net);
  const top = layerAt(net, net.layers.length - 1);
  const ofLabels = top.layer.blockProduct(ops, below(top.name, parameters), 'label', labels);
  const known: Tensors = { image: product, label: ofLabels };
  let states = bottomUp.map(({ activity }) => activity);
  let seen = bottomUp.map((layer) => normalized(ops, net, layer));
  const iterations: PassLayer[][] = [];
  for (let iteration = 1; iteration <= count; iteration += 1) {
    const passes = net.layers.map(({ reads }, index) => {
      const sources = { image, label: labels, below: seen[index - 1], above: seen[index + 1] };
      const blocks = Object.keys(reads).map(
        (block) => [block, assertDefined(sources[block as keyof typeof sources], block)] as const,
      );
      const rows = Math.max(...blocks.map(([, values]) => rowsOf(values)));
      const input = { blocks: Object.fromEntries(blocks), rowScale: null };
      return passLayer(ops, net, parameters, index, input, rows, known);
    });
    iterations.push(passes);
    if (iteration === count) break;
    states = passes.map(({ activity }, index) => {
      const old = repeated(ops, assertDefined(states[index], 'a state'), rowsOf(activity));
      return keep === 0 ? activity : ops.add(ops.scale(old, keep), ops.scale(activity, 1 - keep));
    });
    seen = states.map((state) => normalizeRows(ops, net.normalization, state));
  }
  return iterations;
}

/** Rows meant repeated as a whole, so that there are `rows`. */
export function repeated(ops: TensorOps, tensor: Tensor, rows: number): Tensor {
  const copies = rows / rowsOf(tensor);
  return copies === 1 ? tensor : ops.tile(tensor, 0, copies);
}
