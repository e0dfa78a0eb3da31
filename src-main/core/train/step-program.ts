/**
 * One training step as a program: state, a batch and a few numbers in; new state, losses and goodness out.
 *
 * A stage says what a step trains: all layers and the read-out together, one layer after the other, or the read-out
 * alone. The neutral pass comes first, because hard negatives are sampled from it; positives and negatives then go
 * through the net as one block of 2 B rows, which gives the same numbers as the order in the recipes (every pass uses
 * the weights from before the update) and keeps the products large.
 *
 * Legend: B examples, C classes, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { ProductGradient } from '../layer/dense.ts';
import {
  forward,
  layerAt,
  neutralLabels,
  normalized,
  passLayer,
  prepareImage,
  readoutInputs,
  readoutProbabilities,
} from './forward.ts';
import type { ImageInput, PassLayer } from './forward.ts';
import { below, layerShapes, prefixed, softmaxShapes, updateParameters } from './net.ts';
import type { StateShapes } from './net.ts';
import type { Recipe } from './recipe.ts';

/** What one step trains. */
export interface Stage {
  /** Indexes of the layers trained, ascending, without gaps. */
  readonly layers: readonly number[];
  readonly readout: boolean;
}

/** Where a stage's passes start. */
export type StageInput =
  /** From the images: inputs "image" [B, imageSize], "labels" [B, C], and "negatives" [B, C] or "uniform" [B, 1]. */
  | 'image'
  /** From the normalized activities of the frozen layer below: "positives" and "negatives", each [B, N]. */
  | 'below';

/** The program's outputs besides the new state: "loss/layer1" [1, 1], "goodness/positive/layer1" [B, 1], ... */
export function stepProgram(recipe: Recipe, stage: Stage, input: StageInput, batchSize: number): Program {
  const trained = trainedShapes(recipe, stage);
  const inputs: Record<string, Shape> = { ...frozenShapes(recipe, stage, input), ...trained };
  if (input === 'below') {
    const inputSize = layerAt(recipe, assertDefined(stage.layers[0], 'a layer')).fanIn;
    Object.assign(inputs, { positives: [batchSize, inputSize], negatives: [batchSize, inputSize] });
  } else {
    Object.assign(inputs, { image: [batchSize, recipe.imageSize], labels: [batchSize, recipe.classes] });
    if (stage.layers.length > 0) {
      if (recipe.negatives.source === 'read-out') inputs['uniform'] = [batchSize, 1];
      else inputs['negatives'] = [batchSize, recipe.classes];
    }
  }
  for (const name of scalarNames(recipe, stage)) inputs[`scalar/${name}`] = [1, 1];
  const trainedParts = stage.layers.map((index) => layerAt(recipe, index).name);
  return {
    name: `step of ${[...trainedParts, ...(stage.readout ? ['softmax'] : [])].join('+')}`,
    inputs,
    state: Object.keys(trained),
    build: (ops, tensors) =>
      input === 'below'
        ? stepFromBelow(ops, recipe, stage, tensors)
        : stepFromImage(ops, recipe, stage, tensors),
  };
}

/** The state a stage changes. */
export function trainedShapes(recipe: Recipe, stage: Stage): StateShapes {
  const layers = stage.layers.map((index) => layerShapes(recipe, index));
  return Object.assign({}, ...layers, stage.readout ? softmaxShapes(recipe) : {}) as StateShapes;
}

/** The scalars a stage's step needs, as "optimizer/<name>" and "softmax/<name>". */
export function stepScalars(
  recipe: Recipe,
  stage: Stage,
  step: number,
  gain: number,
): Record<string, number> {
  return {
    ...(stage.layers.length === 0 ? {} : prefixed('optimizer', recipe.optimizer.scalars(step, gain))),
    ...(stage.readout && recipe.softmaxReadout !== null
      ? prefixed('softmax', recipe.softmaxReadout.optimizer.scalars(step, gain))
      : {}),
  };
}

function scalarNames(recipe: Recipe, stage: Stage): string[] {
  return Object.keys(stepScalars(recipe, stage, 1, 1));
}

/** Parameters that a stage reads and does not change. */
function frozenShapes(recipe: Recipe, stage: Stage, input: StageInput): StateShapes {
  if (input === 'below') return {};
  const needsNeutral = stage.readout || recipe.negatives.source === 'read-out';
  const depth = needsNeutral ? recipe.layers.length : Math.max(...stage.layers) + 1;
  const frozen: Record<string, Shape> = {};
  for (let index = 0; index < depth; index += 1) {
    if (stage.layers.includes(index)) continue;
    const { name, layer, blocks } = layerAt(recipe, index);
    Object.assign(frozen, prefixed(name, layer.parameterShapes(blocks)));
  }
  if (!stage.readout && recipe.negatives.source === 'read-out') Object.assign(frozen, softmaxShapes(recipe));
  return frozen;
}

function stepFromImage(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
): Record<string, Tensor> {
  const labels = assertDefined(tensors['labels'], 'labels');
  const images = prepareImage(ops, recipe, tensors, assertDefined(tensors['image'], 'image'));
  const neutral = neutralPass(ops, recipe, stage, images, labels, tensors);
  if (stage.layers.length === 0) return neutral.outputs;
  const negatives =
    recipe.negatives.source === 'read-out'
      ? recipe.negatives.select(
          ops,
          assertDefined(neutral.probabilities ?? undefined, 'probabilities'),
          labels,
          assertDefined(tensors['uniform'], 'uniform'),
        )
      : assertDefined(tensors['negatives'], 'negatives');
  const bothLabels = ops.scale(ops.concat([labels, negatives], 0), recipe.labelValue);
  const depth = Math.max(...stage.layers) + 1;
  const pass = forward(ops, recipe, tensors, images, bothLabels, depth);
  const updates = stage.layers.map((index) =>
    updateLayer(ops, recipe, index, pass[index] as PassLayer, tensors),
  );
  return Object.assign({}, neutral.outputs, ...updates) as Record<string, Tensor>;
}

function stepFromBelow(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
): Record<string, Tensor> {
  const index = assertDefined(stage.layers[0], 'a layer');
  const [positives, negatives] = [tensors['positives'], tensors['negatives']];
  const both = ops.concat([assertDefined(positives, 'positives'), assertDefined(negatives, 'negatives')], 0);
  const input = { blocks: { below: both }, rowScale: null };
  return updateLayer(
    ops,
    recipe,
    index,
    passLayer(ops, recipe, tensors, index, input, both.shape[0] as number),
    tensors,
  );
}

/** The pass under the neutral label: the read-out's probabilities [B, C], and its update where the stage trains it. */
function neutralPass(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  images: ImageInput,
  labels: Tensor,
  tensors: Tensors,
): { probabilities: Tensor | null; outputs: Record<string, Tensor> } {
  const readout = recipe.softmaxReadout;
  const needed = stage.readout || recipe.negatives.source === 'read-out';
  if (readout === null || !needed) return { probabilities: null, outputs: {} };
  const rows = labels.shape[0] as number;
  const pass = forward(ops, recipe, tensors, images, neutralLabels(ops, recipe, rows), readout.end);
  const inputs = readoutInputs(ops, recipe, pass, readout);
  const probabilities = readoutProbabilities(ops, inputs, tensors);
  if (!stage.readout) return { probabilities, outputs: {} };
  // Cross-entropy: L = mean of -log q[label]; dL/dlogits = (q - onehot) / B.
  const gradient = ops.scale(ops.subtract(probabilities, labels), 1 / rows);
  const gradients = Object.fromEntries(
    Object.entries(inputs).map(([name, left]) => [`softmax/weights/${name}`, { left, right: gradient }]),
  );
  const right = ops.sum(ops.multiply(probabilities, labels), 1);
  const crossEntropy = ops.negate(ops.mean(ops.logarithm(ops.shift(right, 1e-30)), 0));
  return {
    probabilities,
    outputs: {
      'loss/softmax': crossEntropy,
      ...updateParameters(ops, readout.optimizer, gradients, tensors, below('scalar/softmax', tensors)),
    },
  };
}

/** A layer's own step from a pass of B positive rows followed by B negative rows. */
function updateLayer(
  ops: TensorOps,
  recipe: Recipe,
  index: number,
  pass: PassLayer,
  tensors: Tensors,
): Record<string, Tensor> {
  const { name, layer, threshold } = layerAt(recipe, index);
  const rows = (pass.goodness.shape[0] as number) / 2;
  const positiveGoodness = ops.slice(pass.goodness, 0, 0, rows);
  const negativeGoodness = ops.slice(pass.goodness, 0, rows, 2 * rows);
  const objective = recipe.objective.evaluate(
    ops,
    ops.shift(positiveGoodness, -threshold),
    ops.shift(negativeGoodness, -threshold),
  );
  const goodnessGradient = ops.concat([objective.positiveGradient, objective.negativeGradient], 0);
  let totalGradient = recipe.goodness.chain(ops, goodnessGradient, pass.activity);
  const gateIsFree = recipe.activation.derivativeIsGate && recipe.goodness.derivativeVanishesAtZero;
  if (!gateIsFree)
    totalGradient = recipe.activation.chain(ops, totalGradient, pass.totalInput, pass.activity);
  const outputs: Record<string, Tensor> = {
    [`loss/${name}`]: objective.loss,
    [`goodness/positive/${name}`]: positiveGoodness,
    [`goodness/negative/${name}`]: negativeGoodness,
  };
  if (recipe.peer !== null) {
    const mean = assertDefined(tensors[`${name}/peerMean`], 'peerMean');
    const peer = recipe.peer.update(ops, mean, ops.slice(pass.activity, 0, 0, rows));
    outputs[`${name}/peerMean`] = peer.runningMean;
    const positiveRows = ops.concat([ops.fill(1, [rows, 1]), ops.fill(0, [rows, 1])], 0);
    totalGradient = ops.add(totalGradient, ops.multiply(positiveRows, peer.gradient));
  }
  const gradients: Record<string, ProductGradient> = prefixed(
    name,
    layer.gradients(ops, pass.input, totalGradient),
  );
  const updated = updateParameters(
    ops,
    recipe.optimizer,
    gradients,
    tensors,
    below('scalar/optimizer', tensors),
  );
  return Object.assign(outputs, updated);
}

/**
 * The inputs of layer `index` for a stage that starts "below": normalized activities [B, N] of the layer below, from
 * images and labels [B, C] (one-hot). Output: "values".
 */
export function liftProgram(recipe: Recipe, index: number, batchSize: number): Program {
  const parameters = Object.assign(
    {},
    ...recipe.layers
      .slice(0, index)
      .map(({ name, layer, blocks }) => prefixed(name, layer.parameterShapes(blocks))),
  ) as Record<string, Shape>;
  return {
    name: `input of ${layerAt(recipe, index).name}`,
    inputs: { ...parameters, image: [batchSize, recipe.imageSize], labels: [batchSize, recipe.classes] },
    build: (ops, tensors) => {
      const images = prepareImage(ops, recipe, tensors, assertDefined(tensors['image'], 'image'));
      const labels = ops.scale(assertDefined(tensors['labels'], 'labels'), recipe.labelValue);
      const pass = forward(ops, recipe, tensors, images, labels, index);
      return { values: normalized(ops, recipe, assertDefined(pass[index - 1], 'the layer below')) };
    },
  };
}
