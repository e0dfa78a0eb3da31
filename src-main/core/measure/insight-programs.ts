/**
 * Programs that look into a net rather than measure it: activities of single images, and what units look for.
 *
 * Legend: B images, C classes, N units of a layer, I inputs of the net (C label pixels and the image's), U units looked at.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { forward, layerAt, neutralLabels, normalized, prepareImage } from '../train/forward.ts';
import type { PassLayer } from '../train/forward.ts';
import type { Recipe } from '../train/recipe.ts';
import { answersOf, everyLabel, parameterShapes } from './evaluation-program.ts';

/**
 * One image under two labels [2, C] (one-hot). Outputs: "activity/layer1" ... [2, N], and "fields/layer1" [U, I], the
 * incoming weights of the first units.
 */
export function snapshotProgram(recipe: Recipe, units: number): Program {
  return {
    name: `snapshot of ${units} units`,
    inputs: { ...parameterShapes(recipe), image: [1, recipe.imageSize], labels: [2, recipe.classes] },
    build: (ops, tensors) => {
      const prepared = prepareImage(ops, recipe, tensors, assertDefined(tensors['image'], 'image'));
      const labels = ops.scale(assertDefined(tensors['labels'], 'labels'), recipe.labelValue);
      return {
        ...activities(recipe, forward(ops, recipe, tensors, prepared, labels)),
        'fields/layer1': ops.slice(firstWeights(ops, recipe, tensors), 0, 0, units),
      };
    },
  };
}

/**
 * One image under every label. Outputs: "activity/layer1" ... [C, N], row c under label c, and those of answersProgram
 * with B = 1.
 */
export function imageProgram(recipe: Recipe): Program {
  return {
    name: 'one image under every label',
    inputs: { ...parameterShapes(recipe), image: [1, recipe.imageSize] },
    build: (ops, tensors) => {
      const prepared = prepareImage(ops, recipe, tensors, assertDefined(tensors['image'], 'image'));
      const pass = forward(ops, recipe, tensors, prepared, everyLabel(ops, recipe, 1));
      return { ...activities(recipe, pass), ...answersOf(ops, recipe, tensors, prepared, pass) };
    },
  };
}

/** Images under the neutral label. Output: "activity" [B, N], normalized, of one layer (counted from 0). */
export function neutralActivityProgram(recipe: Recipe, layer: number, images: number): Program {
  return {
    name: `neutral activity of layer ${layer + 1} for ${images} images`,
    inputs: { ...parameterShapes(recipe), image: [images, recipe.imageSize] },
    build: (ops, tensors) => {
      const prepared = prepareImage(ops, recipe, tensors, assertDefined(tensors['image'], 'image'));
      const labels = neutralLabels(ops, recipe, images);
      const pass = forward(ops, recipe, tensors, prepared, labels, layer + 1);
      return { activity: normalized(ops, recipe, assertDefined(pass[layer], 'the layer')) };
    },
  };
}

/**
 * Weights "rows" [U, N below] of a layer above the first (counted from 0), multiplied through the layers below as if these
 * were linear. Output: "fields" [U, I].
 */
export function fieldsProgram(recipe: Recipe, layer: number, units: number): Program {
  return {
    name: `fields of ${units} units of layer ${layer + 1}`,
    inputs: { ...parameterShapes(recipe), rows: [units, layerAt(recipe, layer - 1).layer.units] },
    build: (ops, tensors) => {
      let fields = assertDefined(tensors['rows'], 'rows');
      for (let below = layer - 1; below > 0; below -= 1) {
        const { name } = layerAt(recipe, below);
        fields = ops.matMul(fields, assertDefined(tensors[`${name}/weights/below`], name));
      }
      return { fields: ops.matMul(fields, firstWeights(ops, recipe, tensors)) };
    },
  };
}

function activities(recipe: Recipe, pass: readonly PassLayer[]): Record<string, Tensor> {
  return Object.fromEntries(
    pass.map((layer, index) => [`activity/${layerAt(recipe, index).name}`, layer.activity]),
  );
}

/** The first layer's weights [N, I], those of the label pixels in their place before the image's. */
function firstWeights(ops: TensorOps, recipe: Recipe, tensors: Tensors): Tensor {
  const { name } = layerAt(recipe, 0);
  const block = (of: string) => assertDefined(tensors[`${name}/weights/${of}`], of);
  return ops.concat([block('label'), block('image')], 1);
}
