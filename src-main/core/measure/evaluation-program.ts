/**
 * Programs that measure a net on a block of images.
 *
 * Legend: B images of the block, C classes, N units of a layer. Rows under every label are ordered label by label:
 * row c * B + i is image i under label c.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import {
  forward,
  layerAt,
  neutralLabels,
  prepareImage,
  readoutInputs,
  readoutProbabilities,
  rowsOf,
} from '../train/forward.ts';
import type { ImageInput, PassLayer } from '../train/forward.ts';
import { prefixed } from '../train/net.ts';
import type { Recipe } from '../train/recipe.ts';

/** Shapes of all weights, biases and read-out weights, without optimizer state. */
export function parameterShapes(recipe: Recipe): Record<string, Shape> {
  const layers = recipe.layers.map(({ name, layer, blocks }) =>
    prefixed(name, layer.parameterShapes(blocks)),
  );
  const readout = recipe.softmaxReadout;
  const softmax =
    readout === null
      ? []
      : recipe.layers
          .slice(readout.begin, readout.end)
          .map(({ name, layer }) => [`softmax/weights/${name}`, [layer.units, recipe.classes]] as const);
  return Object.assign({}, ...layers, Object.fromEntries(softmax)) as Record<string, Shape>;
}

/**
 * Answers of every read-out for B images. Outputs: "goodness/layer1" ... [C * B, 1], and "probabilities" [B, C] where
 * there is a softmax read-out.
 */
export function answersProgram(recipe: Recipe, images: number): Program {
  return {
    name: `answers for ${images} images`,
    inputs: { ...parameterShapes(recipe), image: [images, recipe.imageSize] },
    build: (ops, tensors) => {
      const prepared = prepareImage(ops, recipe, tensors, assertDefined(tensors['image'], 'image'));
      const pass = forward(ops, recipe, tensors, prepared, everyLabel(ops, recipe, images));
      return answersOf(ops, recipe, tensors, prepared, pass);
    },
  };
}

/** The outputs of answersProgram, from a pass under every label. */
export function answersOf(
  ops: TensorOps,
  recipe: Recipe,
  parameters: Tensors,
  images: ImageInput,
  pass: readonly PassLayer[],
): Record<string, Tensor> {
  const goodness = pass.map((layer, index) => [`goodness/${layerAt(recipe, index).name}`, layer.goodness]);
  const outputs = Object.fromEntries(goodness) as Record<string, Tensor>;
  const readout = recipe.softmaxReadout;
  if (readout === null) return outputs;
  const labels = neutralLabels(ops, recipe, rowsOf(images.image));
  const neutral = forward(ops, recipe, parameters, images, labels, readout.end);
  const inputs = readoutInputs(ops, recipe, neutral, readout);
  return { ...outputs, probabilities: readoutProbabilities(ops, inputs, parameters) };
}

/**
 * Activity under given labels [B, C] (one-hot). Outputs per layer: "active/layer1" [1, N], how many of the images the
 * unit is active for, and "activity/layer1" [1, N], the sum of its activities.
 */
export function activityProgram(recipe: Recipe, images: number): Program {
  return {
    name: `activity of ${images} images`,
    inputs: {
      ...parameterShapes(recipe),
      image: [images, recipe.imageSize],
      labels: [images, recipe.classes],
    },
    build: (ops, tensors) => {
      const prepared = prepareImage(ops, recipe, tensors, assertDefined(tensors['image'], 'image'));
      const labels = ops.scale(assertDefined(tensors['labels'], 'labels'), recipe.labelValue);
      const outputs: Record<string, Tensor> = {};
      forward(ops, recipe, tensors, prepared, labels).forEach((layer, index) => {
        const { name } = layerAt(recipe, index);
        const size = ops.absolute(layer.activity);
        outputs[`active/${name}`] = ops.sum(ops.greater(size, ops.constant([0], [1, 1])), 0);
        outputs[`activity/${name}`] = ops.sum(size, 0);
      });
      return outputs;
    },
  };
}

/** Squared lengths. Outputs per layer: "weights/layer1" [N, 1], the sum of squares of each unit's incoming weights. */
export function normsProgram(recipe: Recipe): Program {
  return {
    name: 'weight norms',
    inputs: parameterShapes(recipe),
    build: (ops, tensors) => {
      const outputs: Record<string, Tensor> = {};
      for (const { name, blocks } of recipe.layers)
        outputs[`weights/${name}`] = blockSquares(ops, tensors, name, blocks);
      return outputs;
    },
  };
}

function blockSquares(
  ops: TensorOps,
  tensors: Tensors,
  name: string,
  blocks: Readonly<Record<string, number>>,
): Tensor {
  return Object.keys(blocks)
    .map((block) => ops.sumOfSquares(assertDefined(tensors[`${name}/weights/${block}`], block), 1))
    .reduce((total, squares) => ops.add(total, squares));
}

/** Label rows [C * B, C]: every label for every image, at the label's pixel value. */
export function everyLabel(ops: TensorOps, recipe: Recipe, images: number): Tensor {
  const { classes, labelValue } = recipe;
  const rows = Array.from({ length: classes }, (_, label) => {
    const row = Array.from({ length: classes }, (_unused, index) => (index === label ? labelValue : 0));
    return ops.tile(ops.constant(row, [1, classes]), 0, images);
  });
  return ops.concat(rows, 0);
}
