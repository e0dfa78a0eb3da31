/**
 * The net as data: which tensors it has while training, their first values, and their names. A name is a path:
 * "layer1/weights/image", "layer1/bias", "layer1/peerMean", "softmax/weights/layer2"; optimizer state hangs below its
 * parameter: "layer1/bias/smoothedGradient".
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { sizeOf } from '../engine/engine.ts';
import type { Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { ImageMaker, ImageNet } from '../readout/image-maker.ts';
import type { LinearReadout } from '../readout/readout.ts';
import { below, merged, prefixed } from './names.ts';
import { isTrained, linearReadouts } from './net.ts';
import type { Net, NetLayer } from './net.ts';
import { layerParameters, makerParameters, readoutParameters, undecayedOf } from './parameters.ts';
import type { StateShapes } from './parameters.ts';
import type { Recipe } from './recipe.ts';

/** A tensor at rest. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Everything of one layer that training changes. */
export function layerState(recipe: Recipe, entry: NetLayer): StateShapes {
  const peer = hasPeerMean(recipe, entry) ? { [`${entry.name}/peerMean`]: [1, entry.layer.units] } : {};
  return { ...withOptimizerState(layerParameters(entry), recipe.optimizer), ...peer };
}

/** Everything of a linear read-out that training changes. */
export function readoutState(net: Net, readout: LinearReadout): StateShapes {
  return withOptimizerState(readoutParameters(net, readout), readout.optimizer);
}

/** What the pairs keep from step to step: "pairs/<name>". */
export function pairState(recipe: Recipe): StateShapes {
  return prefixed('pairs', recipe.local?.pairs.keeps?.(recipe) ?? {});
}

/** Everything of a maker of images that training changes. */
export function makerState(net: ImageNet, maker: ImageMaker): StateShapes {
  return maker.optimizer === null ? {} : withOptimizerState(makerParameters(net, maker), maker.optimizer);
}

export function stateShapes(recipe: Recipe): StateShapes {
  return merged([
    ...recipe.layers.map((entry) => layerState(recipe, entry)),
    ...linearReadouts(recipe).map((readout) => readoutState(recipe, readout)),
    pairState(recipe),
    ...recipe.makers.map((maker) => makerState(recipe, maker)),
  ]);
}

/**
 * A unit of shared weights stands at many positions, so there is no activity of its own to keep near its peers'; one
 * without weights cannot be kept near anything.
 */
export function hasPeerMean({ local }: Recipe, { layer }: NetLayer): boolean {
  return local !== null && local.peer !== null && !layer.sharesWeights && isTrained({ layer });
}

/** First values of the whole state; a parameter's values depend on the seed and its name only. */
export function initialState(recipe: Recipe, seed: number): Record<string, StoredTensor> {
  const state: Record<string, StoredTensor> = {};
  for (const [name, shape] of Object.entries(stateShapes(recipe))) {
    state[name] = { shape, data: new Float32Array(sizeOf(shape)) };
  }
  for (const { name, layer } of recipe.layers) {
    for (const [own, parameter] of Object.entries(layer.parameters)) {
      const data = parameter.first(randomStream(seed, `first/${name}/${own}`));
      state[`${name}/${own}`] = { shape: parameter.shape, data };
    }
    state[`${name}/peerMean`]?.data.fill(recipe.local?.peer?.initial ?? 0);
  }
  for (const maker of recipe.makers) {
    for (const [own, parameter] of Object.entries(maker.parameters(recipe))) {
      const name = `${maker.name}/${own}`;
      const data = parameter.first(randomStream(seed, `first/${name}`));
      state[name] = { shape: parameter.shape, data };
    }
  }
  return state;
}

/**
 * Applies an optimizer to every parameter with a gradient, by full name; returns the new values and states. `layers`: those
 * that parameters belong to, which say what has no weight decay, and as what they can hold the new values; `undecayed`: what
 * else has none.
 */
export function updateParameters(
  ops: TensorOps,
  optimizer: Optimizer,
  gradients: Readonly<Record<string, Gradient>>,
  state: Tensors,
  scalars: Tensors,
  {
    layers = [],
    undecayed: others = new Set(),
  }: { readonly layers?: readonly NetLayer[]; readonly undecayed?: ReadonlySet<string> } = {},
): Record<string, Tensor> {
  const undecayed = new Set([...others, ...layers.flatMap((entry) => [...undecayedOf(entry)])]);
  const updated: Record<string, Tensor> = {};
  for (const [name, gradient] of Object.entries(gradients)) {
    const value = assertDefined(state[name], name);
    const decayed = !undecayed.has(name);
    const result = optimizer.update(ops, { value, gradient, state: below(name, state), scalars, decayed });
    updated[name] = settled(ops, name, result.value, state, layers);
    Object.assign(updated, prefixed(name, result.state));
  }
  return updated;
}

function settled(
  ops: TensorOps,
  name: string,
  value: Tensor,
  state: Tensors,
  owners: readonly NetLayer[],
): Tensor {
  const owner = owners.find((entry) => name.startsWith(`${entry.name}/`));
  if (owner?.layer.settle === undefined) return value;
  return owner.layer.settle(ops, name.slice(owner.name.length + 1), value, below(owner.name, state));
}

function withOptimizerState(parameters: StateShapes, optimizer: Optimizer): StateShapes {
  const all: Record<string, Shape> = {};
  for (const [name, shape] of Object.entries(parameters)) {
    all[name] = shape;
    for (const part of optimizer.stateNames) all[`${name}/${part}`] = shape;
  }
  return all;
}
