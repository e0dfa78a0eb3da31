/**
 * The net as data: which tensors a recipe has, their first values, and their names. A name is a path:
 * "layer1/weights/image", "layer1/bias", "layer1/peerMean", "softmax/weights/layer2"; optimizer state hangs below its
 * parameter: "layer1/bias/smoothedGradient".
 */

import { randomStream } from '../../../src-shared/base/random.ts';
import { sizeOf } from '../engine/engine.ts';
import type { Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { ProductGradient } from '../layer/dense.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { Recipe } from './recipe.ts';
import type { StoredTensor } from './training-run.ts';

/** Shapes of everything that changes while training, by name. */
export type StateShapes = Readonly<Record<string, Shape>>;

/** Tensors of one layer. */
export function layerShapes(recipe: Recipe, index: number): StateShapes {
  const entry = recipe.layers[index];
  if (entry === undefined) return {};
  const parameters = prefixed(entry.name, entry.layer.parameterShapes(entry.blocks));
  const peer = recipe.peer === null ? {} : { [`${entry.name}/peerMean`]: [1, entry.layer.units] };
  return { ...withOptimizerState(parameters, recipe.optimizer), ...peer };
}

/** Tensors of the softmax read-out: one matrix [N, C] per layer it reads; none where there is no such read-out. */
export function softmaxShapes(recipe: Recipe): StateShapes {
  const readout = recipe.softmaxReadout;
  if (readout === null) return {};
  const weights = recipe.layers
    .slice(readout.begin, readout.end)
    .map((entry) => [`softmax/weights/${entry.name}`, [entry.layer.units, recipe.classes]] as const);
  return withOptimizerState(Object.fromEntries(weights), readout.optimizer);
}

export function stateShapes(recipe: Recipe): StateShapes {
  const layers = recipe.layers.map((_, index) => layerShapes(recipe, index));
  return Object.assign({}, ...layers, softmaxShapes(recipe)) as StateShapes;
}

/** True for weights and biases, false for optimizer state and running means. */
export function isParameter(name: string): boolean {
  return /^(layer\d+\/(weights\/\w+|bias)|softmax\/weights\/layer\d+)$/.test(name);
}

/** Trainable numbers in the net and its read-outs. */
export function parameterCount(recipe: Recipe): number {
  return Object.entries(stateShapes(recipe))
    .filter(([name]) => isParameter(name))
    .reduce((total, [, shape]) => total + sizeOf(shape), 0);
}

/** First values of the whole state; a parameter's values depend on the seed and its name only. */
export function initialState(recipe: Recipe, seed: number): Record<string, StoredTensor> {
  const state: Record<string, StoredTensor> = {};
  for (const [name, shape] of Object.entries(stateShapes(recipe))) {
    state[name] = { shape, data: new Float32Array(sizeOf(shape)) };
  }
  for (const { name, layer, blocks, fanIn } of recipe.layers) {
    for (const [own, shape] of Object.entries(layer.parameterShapes(blocks))) {
      const random = randomStream(seed, `first/${name}/${own}`);
      state[`${name}/${own}`] = { shape, data: layer.initialize(own, shape, fanIn, random) };
    }
    const mean = state[`${name}/peerMean`];
    if (mean !== undefined && recipe.peer !== null) mean.data.fill(recipe.peer.initial);
  }
  return state;
}

/** The entries below a path, with the path taken off. */
export function below<T>(path: string, entries: Readonly<Record<string, T>>): Record<string, T> {
  const start = `${path}/`;
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value]] : [],
    ),
  );
}

export function prefixed<T>(path: string, entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${path}/${name}`, value]));
}

/** Applies an optimizer to every parameter with a gradient; returns the new values and states, by full name. */
export function updateParameters(
  ops: TensorOps,
  optimizer: Optimizer,
  gradients: Readonly<Record<string, ProductGradient>>,
  state: Tensors,
  scalars: Tensors,
): Record<string, Tensor> {
  const updated: Record<string, Tensor> = {};
  for (const [name, gradient] of Object.entries(gradients)) {
    const value = state[name] as Tensor;
    const decayed = !name.endsWith('/bias');
    const result = optimizer.update(ops, { value, gradient, state: below(name, state), scalars, decayed });
    updated[name] = result.value;
    Object.assign(updated, prefixed(name, result.state));
  }
  return updated;
}

function withOptimizerState(parameters: StateShapes, optimizer: Optimizer): StateShapes {
  const all: Record<string, Shape> = {};
  for (const [name, shape] of Object.entries(parameters)) {
    all[name] = shape;
    for (const part of optimizer.stateNames) all[`${name}/${part}`] = shape;
  }
  return all;
}
