/**
 * Layers whose units compete for the class: every layer learns alone, by the cross-entropy of a softmax over the goodness
 * of its class groups. No label stands in the input and there are no negatives: the other classes' groups are what a
 * class is told apart from, so that one pass of the images is all a step takes.
 *
 *     L_i = mean over B of -log q[label],  q = softmax(sharpness * goodness of the classes)
 *
 * Legend: B examples, C classes, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { chanceInputs } from '../net/chances.ts';
import { forward, plainInput, readoutInputs, rowsOf } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { below, merged, prefixed } from '../net/names.ts';
import { imageValues, layerAt, linearReadouts } from '../net/net.ts';
import type { Net } from '../net/net.ts';
import { layerParameters } from '../net/parameters.ts';
import type { StateShapes } from '../net/parameters.ts';
import type { Recipe } from '../net/recipe.ts';
import { layerState, readoutState, updateParameters } from '../net/state.ts';
import type { LinearReadout } from '../readout/readout.ts';
import { besideDepth, besideProducts, besideScalars, besideState, learnBeside } from './learn-makers.ts';
import type { Method, Stage, Step } from './method.ts';
import { learnReadout } from './read-out-step.ts';

/** `sharpness` multiplies goodness before the softmax. */
export function competingGroups(sharpness: number): Method {
  return {
    byLayer: false,
    misfit: ({ layers }) =>
      layers.some(({ groups }) => groups === null)
        ? 'method: competing class groups need a goodness, and layers that can be divided among the classes'
        : null,
    trained: trainedShapes,
    step: (recipe, stage, _input, examples): Step => ({
      program: stepProgram(recipe, stage, sharpness, examples),
      batchInputs: batchInputs(recipe, stage, examples),
      scalars: (step, gain) => scalarsOf(recipe, stage, step, gain),
      products: productsOf(recipe, stage) * examples,
    }),
  };
}

function readoutsOf(net: Net, { readout }: Stage): readonly LinearReadout[] {
  return readout ? linearReadouts(net) : [];
}

/** Layers a step passes through. */
function depthOf(net: Recipe, stage: Stage): number {
  const ends = readoutsOf(net, stage).map(({ end }) => end);
  const beside = stage.readout ? besideDepth(net) : 0;
  return Math.max(beside, ...stage.layers.map((index) => index + 1), ...ends);
}

function batchInputs(net: Recipe, stage: Stage, examples: number): Record<string, Shape> {
  return {
    image: [examples, imageValues(net)],
    labels: [examples, net.classes],
    ...chanceInputs(net, depthOf(net, stage), stage.layers),
  };
}

function trainedShapes(recipe: Recipe, stage: Stage): StateShapes {
  return merged([
    ...stage.layers.map((index) => layerState(recipe, layerAt(recipe, index))),
    ...readoutsOf(recipe, stage).map((readout) => readoutState(recipe, readout)),
    stage.readout ? besideState(recipe) : {},
  ]);
}

function scalarsOf(recipe: Recipe, stage: Stage, step: number, gain: number): Record<string, number> {
  return merged([
    stage.layers.length === 0 ? {} : prefixed('optimizer', recipe.optimizer.scalars(step, gain)),
    ...readoutsOf(recipe, stage).map(({ name, optimizer }) => prefixed(name, optimizer.scalars(step, gain))),
    stage.readout ? besideScalars(recipe, step, gain) : {},
  ]);
}

function stepProgram(recipe: Recipe, stage: Stage, sharpness: number, examples: number): Program {
  const trained = trainedShapes(recipe, stage);
  const scalars = Object.keys(scalarsOf(recipe, stage, 1, 1)).map(
    (name) => [`scalar/${name}`, [1, 1]] as const,
  );
  const parts = [
    ...stage.layers.map((index) => layerAt(recipe, index).name),
    ...readoutsOf(recipe, stage).map(({ name }) => name),
  ];
  return {
    name: `step of the class groups of ${parts.join('+')}`,
    inputs: {
      ...merged(recipe.layers.slice(0, depthOf(recipe, stage)).map(layerParameters)),
      ...trained,
      ...batchInputs(recipe, stage, examples),
      ...Object.fromEntries(scalars),
    },
    state: Object.keys(trained),
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      const pass = forward(ops, recipe, tensors, plainInput(ops, recipe, image), depthOf(recipe, stage));
      const learnt = readoutsOf(recipe, stage).map(
        (readout) => learnReadout(ops, readout, readoutInputs(ops, recipe, pass, readout), tensors).outputs,
      );
      const layers = stage.layers.map((index) =>
        updateLayer(ops, recipe, index, assertDefined(pass[index], 'a pass'), tensors, sharpness),
      );
      const beside = stage.readout ? learnBeside(ops, recipe, pass, tensors) : {};
      return merged([...learnt, beside, ...layers]);
    },
  };
}

/** A layer's own step. */
function updateLayer(
  ops: TensorOps,
  recipe: Recipe,
  index: number,
  pass: PassLayer,
  tensors: Tensors,
  sharpness: number,
): Record<string, Tensor> {
  const entry = layerAt(recipe, index);
  const { name, layer, activation } = entry;
  const groups = assertDefined(entry.groups ?? undefined, 'class groups');
  const labels = assertDefined(tensors['labels'], 'labels');
  const goodness = assertDefined(pass.goodness ?? undefined, 'goodness');
  const logits = ops.scale(goodness, sharpness);
  const probabilities = ops.softmax(logits);
  // dL/dgoodness = sharpness (q - onehot) / B
  const upstream = ops.scale(ops.subtract(probabilities, labels), sharpness / rowsOf(labels));
  const byActivity = groups.chain(ops, upstream, pass.activity);
  const gateIsFree = activation.derivativeIsGate && groups.goodness.derivativeVanishesAtZero;
  const totalGradient = gateIsFree
    ? byActivity
    : activation.chain(ops, byActivity, pass.totalInput, pass.activity);
  const gradients = prefixed(name, layer.gradients(ops, pass.input, totalGradient, below(name, tensors)));
  const scalars = below('scalar/optimizer', tensors);
  return {
    [`loss/${name}`]: crossEntropyOf(ops, logits, labels),
    ...goodnessOfBoth(ops, name, goodness, labels),
    ...updateParameters(ops, recipe.optimizer, gradients, tensors, scalars, { layers: [entry] }),
  };
}

/** Mean of -log of the right class's probability [1, 1], exact however far apart the logits [B, C] lie. */
function crossEntropyOf(ops: TensorOps, logits: Tensor, labels: Tensor): Tensor {
  const behind = ops.subtract(logits, ops.maximum(logits, 1));
  const total = ops.logarithm(ops.sum(ops.exponential(behind), 1));
  return ops.mean(ops.subtract(total, ops.sum(ops.multiply(behind, labels), 1)), 0);
}

/** As "goodness/positive/layer1" [B, 1] that of the right class's units; as ".../negative/..." the mean of the others'. */
function goodnessOfBoth(
  ops: TensorOps,
  name: string,
  goodness: Tensor,
  labels: Tensor,
): Record<string, Tensor> {
  const positive = ops.sum(ops.multiply(goodness, labels), 1);
  const others = ops.subtract(ops.sum(goodness, 1), positive);
  const wrong = (goodness.shape[1] as number) - 1;
  return {
    [`goodness/positive/${name}`]: positive,
    [`goodness/negative/${name}`]: ops.scale(others, 1 / wrong),
  };
}

/** Multiplications per example: a pass, and a gradient for every layer trained. */
function productsOf(recipe: Recipe, stage: Stage): number {
  const depth = depthOf(recipe, stage);
  return recipe.layers.reduce(
    (total, { layer: { products } }, index) =>
      total + (index < depth ? products : 0) + (stage.layers.includes(index) ? products : 0),
    stage.readout ? besideProducts(recipe) : 0,
  );
}
