/**
 * How a net with top-down input runs. It starts from one pass from the bottom up, without any label. At every iteration
 * all layers are computed at once, from the states below and above them as the iteration before left them:
 *
 *     computed_l = activation(W_l n(s_l-1) + V_l n(s_l+1) + b_l);  s_l <- keep s_l + (1 - keep) computed_l
 *
 * with n the normalization, below the first layer the image n(x), above the last the label at its value, or nothing where no
 * label is told. Goodness is that of what was computed.
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

/**
 * The passes of iterations 1 to `count` under labels [R, C] at their value, by iteration and layer. `labels` is null where
 * the net is told none.
 */
export function settle(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  { image, product, bottomUp }: Start,
  labels: Tensor | null,
  count: number,
): PassLayer[][] {
  const { keep } = feedbackOf(net);
  const known: Tensors = { image: product, ...productOfLabels(ops, net, parameters, labels) };
  let states = bottomUp.map(({ activity }) => activity);
  let seen = bottomUp.map((layer) => normalized(ops, net, layer));
  const iterations: PassLayer[][] = [];
  for (let iteration = 1; iteration <= count; iteration += 1) {
    const passes = net.layers.map(({ reads }, index) => {
      const sources = { image, label: labels ?? undefined, below: seen[index - 1], above: seen[index + 1] };
      const blocks = Object.keys(reads).map(
        (block) => [block, assertDefined(sources[block as keyof typeof sources], block)] as const,
      );
      const rows = Math.max(...blocks.map(([, values]) => rowsOf(values)));
      const input = { blocks: Object.fromEntries(blocks), rowScale: null };
      return passLayer(ops, net, parameters, index, input, rows, known);
    });
    iterations.push(passes);
    if (iteration === count) break;
    states = statesAfter(ops, keep, states, passes);
    seen = states.map((state) => normalizeRows(ops, net.normalization, state));
  }
  return iterations;
}

/** What an iteration's passes make of the states before it, by layer. */
function statesAfter(
  ops: TensorOps,
  keep: number,
  states: readonly Tensor[],
  passes: readonly PassLayer[],
): Tensor[] {
  return passes.map(({ activity }, index) => {
    const old = repeated(ops, assertDefined(states[index], 'a state'), rowsOf(activity));
    return keep === 0 ? activity : ops.add(ops.scale(old, keep), ops.scale(activity, 1 - keep));
  });
}

function productOfLabels(ops: TensorOps, net: Net, parameters: Tensors, labels: Tensor | null): Tensors {
  if (labels === null) return {};
  const { name, layer } = layerAt(net, net.layers.length - 1);
  return { label: layer.blockProduct(ops, below(name, parameters), 'label', labels) };
}

/** The states that all iterations leave where no label is told, as passes: what a layer is in the end is its activity. */
export function settleUntold(ops: TensorOps, net: Net, parameters: Tensors, images: Tensor): PassLayer[] {
  const { keep, iterations } = feedbackOf(net);
  const start = lookUp(ops, net, parameters, images);
  const settled = settle(ops, net, parameters, start, null, iterations);
  const first = start.bottomUp.map(({ activity }) => activity);
  const states = settled.reduce((before, passes) => statesAfter(ops, keep, before, passes), first);
  return assertDefined(settled.at(-1), 'an iteration').map((pass, index) => {
    const activity = assertDefined(states[index], 'a state');
    return { ...pass, activity, sumOfSquares: ops.sumOfSquares(activity, 1) };
  });
}

/** Rows meant repeated as a whole, so that there are `rows`. */
export function repeated(ops: TensorOps, tensor: Tensor, rows: number): Tensor {
  const copies = rows / rowsOf(tensor);
  return copies === 1 ? tensor : ops.tile(tensor, 0, copies);
}
