/**
 * Programs that look into a net rather than measure it: activities of single images, and what units look for.
 *
 * Legend: B images, C classes, N units of a layer, I inputs of the net (label pixels and the image's), U units looked at.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { everyLabel, normalized } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { sizeOfGrid } from '../net/grid.ts';
import { imageValues, judgesClasses, layerAt } from '../net/net.ts';
import type { Net } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { allMakerParameters, parameterShapes } from '../net/parameters.ts';
import { toldPass, untoldPass } from '../net/told-pass.ts';
import { answersOf, givenPass } from './evaluation-program.ts';

/**
 * Two inputs side by side: one image under two labels [2, C] (one-hot), or two images [2, I] where the net is told no
 * label. Outputs: "activity/layer1" ... [2, N], and "fields/layer1" [U, I], the incoming weights of the first units,
 * where there are any.
 */
export function snapshotProgram(net: Net, units: number): Program {
  const labelled = net.labels !== null;
  return {
    name: `snapshot of ${units} units`,
    inputs: {
      ...parameterShapes(net),
      image: [labelled ? 1 : 2, imageValues(net)],
      ...(labelled ? { labels: [2, net.classes] } : {}),
    },
    build: (ops, tensors) => ({
      ...activities(net, givenPass(ops, net, tensors)),
      ...(units === 0 ? {} : { 'fields/layer1': ops.slice(firstWeights(ops, net, tensors), 0, 0, units) }),
    }),
  };
}

/**
 * One image under every label; or as it is, where units stand for classes; or two images. Outputs: "activity/layer1" ...
 * [C, N], row c under label c (or [1, N], or [2, N]); "goodness/layer1" ... [C, 1] by class (or [2, 1] by image) where
 * layers have one, and "regions/layer1" ... [C, G] (or [2, G]) where they have one for each of G regions; and the linear
 * read-outs' "probabilities/<name>" [1, C] (or [2, C]).
 */
export function imageProgram(net: Net): Program {
  const labelled = net.labels !== null;
  const images = judgesClasses(net) ? 1 : 2;
  return {
    name: labelled ? 'one image under every label' : images === 1 ? 'one image' : 'two images',
    inputs: { ...parameterShapes(net), image: [images, imageValues(net)] },
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      const pass = labelled
        ? toldPass(ops, net, tensors, image, everyLabel(ops, net, 1))
        : untoldPass(ops, net, tensors, image);
      return {
        ...activities(net, pass),
        ...goodnessByRegion(ops, net, pass),
        ...answersOf(ops, net, tensors, image, pass),
      };
    },
  };
}

/** The negatives that pairs make of images where no label is told. Output: "negatives" [B, I]. */
export function negativesProgram(recipe: Recipe, images: number): Program {
  const { pairs } = assertDefined(recipe.local ?? undefined, 'pairs');
  return {
    name: `negatives of ${images} images`,
    inputs: {
      ...(pairs.usesNet ? { ...parameterShapes(recipe), ...allMakerParameters(recipe) } : {}),
      image: [images, imageValues(recipe)],
      ...pairs.perTurn(recipe, images),
    },
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      const { blocks } = pairs.pair(ops, recipe, { tensors, image, labelled: null, guess: null });
      return { negatives: ops.slice(assertDefined(blocks['image'], 'image'), 0, images, 2 * images) };
    },
  };
}

/** Images in one pass, under the neutral label where there are labels. Output: "activity" [B, N], normalized, of one layer (counted from 0). */
export function neutralActivityProgram(net: Net, layer: number, images: number): Program {
  return {
    name: `neutral activity of layer ${layer + 1} for ${images} images`,
    inputs: { ...parameterShapes(net), image: [images, imageValues(net)] },
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      const pass = untoldPass(ops, net, tensors, image, layer + 1);
      return { activity: normalized(ops, net, assertDefined(pass[layer], 'the layer')) };
    },
  };
}

/**
 * Weights "rows" [U, N below] of a layer above the first (counted from 0), multiplied through the layers below as if these
 * were linear. Output: "fields" [U, I]. For layers that see all of the layer below.
 */
export function fieldsProgram(net: Net, layer: number, units: number): Program {
  return {
    name: `fields of ${units} units of layer ${layer + 1}`,
    inputs: { ...parameterShapes(net), rows: [units, layerAt(net, layer - 1).layer.units] },
    build: (ops, tensors) => {
      let fields = assertDefined(tensors['rows'], 'rows');
      for (let below = layer - 1; below > 0; below -= 1) {
        const { name } = layerAt(net, below);
        fields = ops.matMul(fields, assertDefined(tensors[`${name}/weights/below`], name));
      }
      return { fields: ops.matMul(fields, firstWeights(ops, net, tensors)) };
    },
  };
}

function activities(net: Net, pass: readonly PassLayer[]): Record<string, Tensor> {
  return Object.fromEntries(
    pass.map((layer, index) => [`activity/${layerAt(net, index).name}`, layer.activity]),
  );
}

function goodnessByRegion(ops: TensorOps, net: Net, pass: readonly PassLayer[]): Record<string, Tensor> {
  const entries = pass.flatMap(({ activity }, index) => {
    const { name, judged } = layerAt(net, index);
    const regions = judged?.regions ?? null;
    if (regions === null) return [];
    const values = ops.reshape(regions.of(ops, activity), [activity.shape[0] as number, regions.count]);
    return [[`regions/${name}`, values] as const];
  });
  return Object.fromEntries(entries);
}

/** The first layer's weights, a row per set of weights; those of the label pixels in their place before the image's. */
function firstWeights(ops: TensorOps, net: Net, tensors: Tensors): Tensor {
  const { name, layer } = layerAt(net, 0);
  const block = (of: string) => assertDefined(tensors[`${name}/weights/${of}`], of);
  if (net.labels?.stands === 'beside the image') return ops.concat([block('label'), block('image')], 1);
  const weights = block('image');
  const inputs = layer.field === null ? sizeOfGrid(net.image) : sizeOfGrid(layer.field);
  const owners = weights.shape.reduce((product, size) => product * size, 1) / inputs;
  return weights.shape.length === 2 ? weights : ops.reshape(weights, [owners, inputs]);
}
