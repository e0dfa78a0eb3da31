/**
 * Back-propagation, for comparison: the softmax read-out's cross-entropy is sent back through all layers below it. The
 * nets are the same, the derivatives come out of reverse mode, so every kind of layer trains this way too.
 *
 * Legend: B examples, C classes.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { recordOperations } from '../engine/differentiate.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { forward, plainInput, readoutInputs, readoutLogits, rowsOf } from '../net/forward.ts';
import { chanceInputs } from '../net/chances.ts';
import { leftOutFactors, leftOutInputs } from '../net/left-out.ts';
import { imageValues, linearReadouts, softmaxReadout } from '../net/net.ts';
import type { NetLayer } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { below, merged, prefixed } from '../net/names.ts';
import { layerParameters, readoutParameters } from '../net/parameters.ts';
import { layerState, readoutState, updateParameters } from '../net/state.ts';
import type { StateShapes } from '../net/parameters.ts';
import type { LinearReadout } from '../readout/readout.ts';
import type { Method, Step } from './method.ts';
import { crossEntropy, learnReadout } from './read-out-step.ts';

export const backPropagation: Method = {
  byLayer: false,
  misfit: (recipe) => {
    if (reachedFrom(recipe) === recipe.layers.length)
      return 'layers: back-propagation sends nothing through a black box, and here no layer stands above it';
    const readout = softmaxReadout(recipe);
    if (readout === null)
      return 'readouts: back-propagation needs a softmax read-out, whose errors it sends back';
    return readout.end < recipe.layers.length
      ? 'readouts: the softmax must read the last layer too, or the layers above it learn nothing'
      : null;
  },
  trained: trainedShapes,
  step: (recipe, _stage, _input, examples): Step => ({
    program: stepProgram(recipe, examples),
    batchInputs: batchInputs(recipe, examples),
    scalars: (step, gain) => scalarsOf(recipe, step, gain),
    products: productsOf(recipe) * examples,
  }),
};

function batchInputs(recipe: Recipe, examples: number): Record<string, Shape> {
  return {
    image: [examples, imageValues(recipe)],
    labels: [examples, recipe.classes],
    ...leftOutInputs(recipe, recipe.layers.length),
    ...chanceInputs(
      recipe,
      recipe.layers.length,
      reached(recipe).map((entry) => recipe.layers.indexOf(entry)),
    ),
  };
}

/** The lowest layer that errors come down to, counted from 0: the one above the last through which nothing is sent back. */
function reachedFrom({ layers }: Recipe): number {
  return layers.findLastIndex(({ layer }) => layer.sendsBack === false) + 1;
}

function reached(recipe: Recipe): readonly NetLayer[] {
  return recipe.layers.slice(reachedFrom(recipe));
}

function trainedShapes(recipe: Recipe): StateShapes {
  return merged([
    ...reached(recipe).map((entry) => layerState(recipe, entry)),
    ...linearReadouts(recipe).map((readout) => readoutState(recipe, readout)),
  ]);
}

function scalarsOf(recipe: Recipe, step: number, gain: number): Record<string, number> {
  return merged([
    prefixed('optimizer', recipe.optimizer.scalars(step, gain)),
    ...linearReadouts(recipe).map(({ name, optimizer }) => prefixed(name, optimizer.scalars(step, gain))),
  ]);
}

function stepProgram(recipe: Recipe, examples: number): Program {
  const state = trainedShapes(recipe);
  const scalars = Object.keys(scalarsOf(recipe, 1, 1)).map((name) => [`scalar/${name}`, [1, 1]] as const);
  return {
    name: 'step of back-propagation',
    inputs: {
      ...merged(recipe.layers.map(layerParameters)),
      ...state,
      ...batchInputs(recipe, examples),
      ...Object.fromEntries(scalars),
    },
    state: Object.keys(state),
    build: (ops, tensors) => buildStep(ops, recipe, tensors),
  };
}

function buildStep(ops: TensorOps, recipe: Recipe, tensors: Tensors): Record<string, Tensor> {
  const readout = assertDefined(softmaxReadout(recipe) ?? undefined, 'a softmax read-out');
  const labels = assertDefined(tensors['labels'], 'labels');
  const tape = recordOperations(ops);
  const input = plainInput(tape.ops, recipe, assertDefined(tensors['image'], 'image'));
  const factors = leftOutFactors(ops, recipe, tensors, recipe.layers.length, rowsOf(labels));
  const pass = forward(tape.ops, recipe, tensors, input, recipe.layers.length, factors);
  const seen = readoutInputs(tape.ops, recipe, pass, readout, factors);
  const logits = readoutLogits(tape.ops, readout, seen, tensors);
  const probabilities = ops.softmax(logits);
  // dL/dlogits = (q - onehot) / B, exact however sure the read-out is; a number with that derivative is sent back.
  const upstream = ops.scale(ops.subtract(probabilities, labels), 1 / rowsOf(labels));
  const sentBack = tape.ops.sum(tape.ops.sum(tape.ops.multiply(logits, upstream), 1), 0);
  const [layers, weights] = [
    merged(reached(recipe).map(layerParameters)),
    readoutParameters(recipe, readout),
  ];
  const gradients = tape.gradients(sentBack, pick(tensors, { ...layers, ...weights }));
  const others = linearReadouts(recipe).filter((each) => each !== readout);
  const whole = recipe.dropout === null || others.length === 0 ? pass : forward(ops, recipe, tensors, input);
  return merged([
    { [`loss/${readout.name}`]: crossEntropy(ops, probabilities, labels) },
    updateParameters(
      ops,
      recipe.optimizer,
      pick(gradients, layers),
      tensors,
      below('scalar/optimizer', tensors),
      recipe.layers,
    ),
    updateParameters(
      ops,
      readout.optimizer,
      pick(gradients, weights),
      tensors,
      below(`scalar/${readout.name}`, tensors),
    ),
    ...others.map(
      (each: LinearReadout) =>
        learnReadout(ops, each, readoutInputs(ops, recipe, whole, each), tensors).outputs,
    ),
  ]);
}

/** The entries that `names` has. */
function pick<T>(entries: Readonly<Record<string, T>>, names: StateShapes): Record<string, T> {
  return Object.fromEntries(
    Object.keys(names).map((name) => [name, assertDefined(entries[name], name)] as const),
  );
}

/** Multiplications per example: a pass, a gradient of all weights, and what is sent back, but not below the lowest that learns. */
function productsOf(recipe: Recipe): number {
  const sum = (layers: readonly NetLayer[]) => layers.reduce((total, { layer }) => total + layer.products, 0);
  const learning = reached(recipe);
  return sum(recipe.layers) + 2 * sum(learning) - (learning[0]?.layer.products ?? 0);
}
