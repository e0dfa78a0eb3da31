/**
 * How a linear read-out learns from activities it does not change: one step on its cross-entropy.
 *
 * Legend: B examples, C classes, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { readoutInputs, readoutProbabilities, rowsOf } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { below } from '../net/names.ts';
import { linearReadouts, softmaxReadout } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { updateParameters } from '../net/state.ts';
import type { LinearReadout } from '../readout/readout.ts';
import { besideDepth, learnBeside } from './learn-makers.ts';
import type { Stage } from './method.ts';

/** `inputs`: activities [B, N] by layer; `tensors` hold "labels" [B, C] and the read-out's state and scalars. */
export function learnReadout(
  ops: TensorOps,
  readout: LinearReadout,
  inputs: Tensors,
  tensors: Tensors,
): { probabilities: Tensor; outputs: Record<string, Tensor> } {
  const { name, optimizer } = readout;
  const labels = assertDefined(tensors['labels'], 'labels');
  const probabilities = readoutProbabilities(ops, readout, inputs, tensors);
  // Cross-entropy: L = mean of -log q[label]; dL/dlogits = (q - onehot) / B.
  const gradient = ops.scale(ops.subtract(probabilities, labels), 1 / rowsOf(labels));
  const gradients = Object.fromEntries(
    Object.entries(inputs).map(([layer, left]) => [`${name}/weights/${layer}`, { left, right: gradient }]),
  );
  return {
    probabilities,
    outputs: {
      [`loss/${name}`]: crossEntropy(ops, probabilities, labels),
      ...updateParameters(ops, optimizer, gradients, tensors, below(`scalar/${name}`, tensors)),
    },
  };
}

/** Mean of -log of the right label's probability, [1, 1]. */
export function crossEntropy(ops: TensorOps, probabilities: Tensor, labels: Tensor): Tensor {
  const right = ops.sum(ops.multiply(probabilities, labels), 1);
  return ops.negate(ops.mean(ops.logarithm(ops.shift(right, 1e-30)), 0));
}

/**
 * What a step asks of the read-outs: the softmax's probabilities [B, C] where the pairs need them, and all read-outs' updates
 * where the stage trains them. `passTo`: the layers up to a depth, of the images under no label in particular.
 */
export function askReadouts(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
  passTo: (depth: number) => readonly PassLayer[],
): { guess: Tensor | null; outputs: Record<string, Tensor> } {
  const guessing = softmaxReadout(recipe);
  const asked: readonly LinearReadout[] = stage.readout
    ? linearReadouts(recipe)
    : recipe.local?.pairs.needsGuess === true && guessing !== null
      ? [guessing]
      : [];
  const depth = Math.max(stage.readout ? besideDepth(recipe) : 0, ...asked.map(({ end }) => end));
  if (depth === 0) return { guess: null, outputs: {} };
  const pass = passTo(depth);
  let guess: Tensor | null = null;
  const outputs: Record<string, Tensor> = stage.readout ? learnBeside(ops, recipe, pass, tensors) : {};
  for (const readout of asked) {
    const inputs = readoutInputs(ops, recipe, pass, readout);
    if (!stage.readout) {
      guess = readoutProbabilities(ops, readout, inputs, tensors);
      continue;
    }
    const learnt = learnReadout(ops, readout, inputs, tensors);
    if (readout === guessing) guess = learnt.probabilities;
    Object.assign(outputs, learnt.outputs);
  }
  return { guess, outputs };
}
