/**
 * Forward passes, written once for training, tests and pictures.
 *
 * Legend: R rows (examples times labels, or the examples of several passes), B examples, C classes, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { LayerInput } from '../layer/dense.ts';
import { below } from './net.ts';
import type { LayerSpan, Recipe, RecipeLayer } from './recipe.ts';

/** What a pass leaves at one layer. */
export interface PassLayer {
  readonly input: LayerInput;
  /** [R, N] */
  readonly totalInput: Tensor;
  /** [R, N] */
  readonly activity: Tensor;
  /** [R, 1] */
  readonly sumOfSquares: Tensor;
  /** Goodness [R, 1]. */
  readonly goodness: Tensor;
}

/** The images of a pass with what can be computed of them before a label is known. */
export interface ImageInput {
  /** [B, imageSize] */
  readonly image: Tensor;
  /** [B, 1] */
  readonly sumOfSquares: Tensor;
  /** The image's part of the first layer's total input, [B, N]. */
  readonly product: Tensor;
}

export function prepareImage(ops: TensorOps, recipe: Recipe, parameters: Tensors, image: Tensor): ImageInput {
  const first = layerAt(recipe, 0);
  return {
    image,
    sumOfSquares: ops.sumOfSquares(image, 1),
    product: first.layer.blockProduct(ops, below(first.name, parameters), 'image', image),
  };
}

/** The first layer's input under labels [R, C] already at their pixel value; R is a multiple of the images. */
export function firstInput(ops: TensorOps, recipe: Recipe, images: ImageInput, labels: Tensor): LayerInput {
  const copies = rowsOf(labels) / rowsOf(images.image);
  const imageSquares = copies === 1 ? images.sumOfSquares : ops.tile(images.sumOfSquares, 0, copies);
  const squares = ops.add(imageSquares, ops.sumOfSquares(labels, 1));
  return {
    blocks: { label: labels, image: images.image },
    rowScale: recipe.normalization.rowScale(ops, squares, recipe.classes + recipe.imageSize),
  };
}

/** One layer's pass from its input. `known` may hold block products. */
export function passLayer(
  ops: TensorOps,
  recipe: Recipe,
  parameters: Tensors,
  index: number,
  input: LayerInput,
  rows: number,
  known: Tensors = {},
): PassLayer {
  const { name, layer } = layerAt(recipe, index);
  const totalInput = layer.totalInput(ops, below(name, parameters), input, rows, known);
  const activity = recipe.activation.apply(ops, totalInput);
  const sumOfSquares = ops.sumOfSquares(activity, 1);
  return {
    input,
    totalInput,
    activity,
    sumOfSquares,
    goodness: recipe.goodness.of(ops, activity, sumOfSquares),
  };
}

/** A layer's activities as the next layer and the read-out see them, [R, N]. */
export function normalized(ops: TensorOps, recipe: Recipe, layer: PassLayer): Tensor {
  const scale = recipe.normalization.rowScale(ops, layer.sumOfSquares, layer.activity.shape[1] as number);
  return scale === null ? layer.activity : ops.multiply(layer.activity, scale);
}

/** A pass through the first `depth` layers. */
export function forward(
  ops: TensorOps,
  recipe: Recipe,
  parameters: Tensors,
  images: ImageInput,
  labels: Tensor,
  depth: number = recipe.layers.length,
): PassLayer[] {
  const rows = rowsOf(labels);
  let input = firstInput(ops, recipe, images, labels);
  const layers: PassLayer[] = [];
  for (let index = 0; index < depth; index += 1) {
    if (index > 0) {
      input = { blocks: { below: normalized(ops, recipe, layers[index - 1] as PassLayer) }, rowScale: null };
    }
    layers.push(
      passLayer(ops, recipe, parameters, index, input, rows, index === 0 ? { image: images.product } : {}),
    );
  }
  return layers;
}

/** Inputs of the softmax read-out by layer name: normalized activities [R, N]. */
export function readoutInputs(
  ops: TensorOps,
  recipe: Recipe,
  pass: readonly PassLayer[],
  span: LayerSpan,
): Record<string, Tensor> {
  const entries = pass
    .slice(span.begin, span.end)
    .map(
      (layer, index) => [layerAt(recipe, span.begin + index).name, normalized(ops, recipe, layer)] as const,
    );
  return Object.fromEntries(entries);
}

/** Probabilities [R, C] of the softmax read-out. */
export function readoutProbabilities(ops: TensorOps, inputs: Tensors, parameters: Tensors): Tensor {
  let logits: Tensor | null = null;
  for (const [name, values] of Object.entries(inputs)) {
    const weights = assertDefined(parameters[`softmax/weights/${name}`], name);
    logits = logits === null ? ops.matMul(values, weights) : ops.matMulAdd(values, weights, logits);
  }
  return ops.softmax(assertDefined(logits, 'a layer for the softmax read-out'));
}

/** The neutral label [B, C] for so many rows. */
export function neutralLabels(ops: TensorOps, recipe: Recipe, rows: number): Tensor {
  return ops.fill(recipe.neutralValue, [rows, recipe.classes]);
}

export function layerAt(recipe: Recipe, index: number): RecipeLayer {
  return assertDefined(recipe.layers[index], `layer ${index + 1}`);
}

export function rowsOf(tensor: Tensor): number {
  return tensor.shape[0] as number;
}
