/**
 * Programs that measure a net on a block of images.
 *
 * Legend: B images of the block, C classes, N units of a layer. Rows under every label are ordered label by label:
 * row c * B + i is image i under label c.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { everyLabel, forward, readoutInputs, readoutProbabilities, rowsOf } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import {
  candidatesOf,
  competes,
  imageValues,
  isTrained,
  layerAt,
  linearReadouts,
  softmaxReadout,
} from '../net/net.ts';
import type { Net } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { merged } from '../net/names.ts';
import { allMakerParameters, parameterShapes } from '../net/parameters.ts';
import { toldPass, untoldPass } from '../net/told-pass.ts';
import { mostProbable } from '../readout/candidates.ts';

/**
 * Answers of every read-out for B images. Outputs: "goodness/layer1" ... [C * B, 1] where there is a goodness of every class, and
 * "probabilities/softmax" ... [B, C] for every linear read-out. `candidates`: so many labels are run for each image, and the
 * goodness of all others is -Infinity; null: every label is run.
 */
export function answersProgram(
  net: Net,
  images: number,
  candidates: number | null = candidatesOf(net),
): Program {
  return {
    name: `answers for ${images} images${candidates === null ? '' : ` among ${candidates} labels each`}`,
    inputs: { ...parameterShapes(net), image: [images, imageValues(net)] },
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      if (net.labels === null) return answersUntold(ops, net, tensors, image);
      if (candidates !== null) return answersAmong(ops, net, tensors, image, candidates);
      const pass = toldPass(ops, net, tensors, image, everyLabel(ops, net, images));
      return answersOf(ops, net, tensors, image, pass);
    },
  };
}

/** The outputs of answersProgram where the net is told no label, so that one pass gives them all. */
function answersUntold(ops: TensorOps, net: Net, parameters: Tensors, image: Tensor): Record<string, Tensor> {
  const depth = competes(net) ? net.layers.length : depthOfReadouts(net);
  return answersOf(ops, net, parameters, image, untoldPass(ops, net, parameters, image, depth));
}

/** The outputs of answersProgram from a pass under `count` candidates of each image, row k * B + i under the k-th of image i. */
function answersAmong(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  image: Tensor,
  count: number,
): Record<string, Tensor> {
  const probabilities = probabilitiesOf(ops, net, parameters, image, null);
  const { name } = assertDefined(softmaxReadout(net) ?? undefined, 'a softmax read-out');
  const likely = assertDefined(probabilities[`probabilities/${name}`], name);
  const candidates = mostProbable(ops, likely, count);
  const { value } = assertDefined(net.labels ?? undefined, 'labels');
  const pass = toldPass(ops, net, parameters, image, ops.scale(ops.concat(candidates, 0), value));
  const goodness = Object.entries(goodnessOf(ops, net, pass, 'goodness')).map(
    ([path, column]) => [path, labelByLabel(ops, column, candidates)] as const,
  );
  return { ...Object.fromEntries(goodness), ...probabilities };
}

/** Goodness [K * B, 1] under K candidates, each of them one-hot rows [B, C], as [C * B, 1]; -Infinity under other labels. */
function labelByLabel(ops: TensorOps, goodness: Tensor, candidates: readonly Tensor[]): Tensor {
  const images = rowsOf(goodness) / candidates.length;
  const byImage = candidates.reduce<Tensor>(
    (known, candidate, at) => {
      const own = ops.slice(goodness, 0, at * images, (at + 1) * images);
      return ops.select(candidate, own, known);
    },
    ops.constant([-Infinity], [1, 1]),
  );
  const [, classes] = byImage.shape as readonly [number, number];
  return ops.reshape(ops.transpose(byImage, [1, 0]), [classes * images, 1]);
}

/** The outputs of answersProgram, from a pass under every label, or of the images as they are where none is told. */
export function answersOf(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  image: Tensor,
  pass: readonly PassLayer[],
): Record<string, Tensor> {
  return {
    ...goodnessOf(ops, net, pass, 'goodness'),
    ...probabilitiesOf(ops, net, parameters, image, net.labels === null ? pass : null),
  };
}

/** Goodness by layer, a column with the rows of a class together, as "<path>/layer1" ...; nothing for layers without. */
function goodnessOf(
  ops: TensorOps,
  net: Net,
  pass: readonly PassLayer[],
  path: string,
): Record<string, Tensor> {
  const entries = pass.flatMap(({ goodness }, index) => {
    if (goodness === null) return [];
    const { name, groups } = layerAt(net, index);
    const [rows, columns] = goodness.shape as readonly [number, number];
    const column =
      groups === null ? goodness : ops.reshape(ops.transpose(goodness, [1, 0]), [columns * rows, 1]);
    return [[`${path}/${name}`, column] as const];
  });
  return Object.fromEntries(entries);
}

function depthOfReadouts(net: Net): number {
  return Math.max(0, ...linearReadouts(net).map(({ end }) => end));
}

/** `made`: a pass of the images as they are, where read-outs see them so. */
function probabilitiesOf(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  image: Tensor,
  made: readonly PassLayer[] | null,
): Record<string, Tensor> {
  const readouts = linearReadouts(net);
  if (readouts.length === 0) return {};
  const pass = made ?? untoldPass(ops, net, parameters, image, depthOfReadouts(net));
  const answers = readouts.map((readout) => {
    const inputs = readoutInputs(ops, net, pass, readout);
    return [`probabilities/${readout.name}`, readoutProbabilities(ops, readout, inputs, parameters)] as const;
  });
  return Object.fromEntries(answers);
}

/**
 * Goodness of B positives and their negatives, as the recipe's pairs make them. Outputs per layer: "positive/layer1"
 * [B, 1], "negative/layer1"; and what the net saw, "inputs" [2 B, I].
 */
export function pairsProgram(recipe: Recipe, examples: number): Program {
  const { pairs } = assertDefined(recipe.local ?? undefined, 'pairs');
  return {
    name: `pairs of ${examples} images`,
    inputs: {
      ...parameterShapes(recipe),
      ...(pairs.usesNet ? allMakerParameters(recipe) : {}),
      image: [examples, imageValues(recipe)],
      ...pairs.perTurn(recipe, examples),
    },
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      const input = pairs.pair(ops, recipe, { tensors, image, labelled: null, guess: null });
      const pass = forward(ops, recipe, tensors, input);
      const half = (begin: number) => (tensor: Tensor) => ops.slice(tensor, 0, begin, begin + examples);
      const rows = (path: string, take: (tensor: Tensor) => Tensor) =>
        Object.fromEntries(
          Object.entries(goodnessOf(ops, recipe, pass, path)).map(([name, value]) => [name, take(value)]),
        );
      return merged([rows('positive', half(0)), rows('negative', half(examples))]);
    },
  };
}

/**
 * Activity under given labels [B, C] (one-hot), or of the images as they are where the net is told none. Outputs per
 * layer: "active/layer1" [1, N], how many of the images the unit is active for, and "activity/layer1" [1, N], the sum of
 * its activities.
 */
export function activityProgram(net: Net, images: number): Program {
  return {
    name: `activity of ${images} images`,
    inputs: {
      ...parameterShapes(net),
      image: [images, imageValues(net)],
      ...(net.labels === null ? {} : { labels: [images, net.classes] }),
    },
    build: (ops, tensors) => {
      const outputs: Record<string, Tensor> = {};
      givenPass(ops, net, tensors).forEach((layer, index) => {
        const { name } = layerAt(net, index);
        const size = ops.absolute(layer.activity);
        outputs[`active/${name}`] = ops.sum(ops.greater(size, ops.constant([0], [1, 1])), 0);
        outputs[`activity/${name}`] = ops.sum(size, 0);
      });
      return outputs;
    },
  };
}

/** What a net makes of "image" [B, I] under "labels" [R, C] (one-hot), or of the image as it is where no label is told. */
export function givenPass(ops: TensorOps, net: Net, tensors: Tensors): PassLayer[] {
  const image = assertDefined(tensors['image'], 'image');
  if (net.labels === null) return untoldPass(ops, net, tensors, image);
  const labels = ops.scale(assertDefined(tensors['labels'], 'labels'), net.labels.value);
  return toldPass(ops, net, tensors, image, labels);
}

/** Squared lengths. Outputs per layer: "weights/layer1" [N, 1], the sum of squares of each unit's incoming weights. */
export function normsProgram(net: Net): Program {
  return {
    name: 'weight norms',
    inputs: parameterShapes(net),
    build: (ops, tensors) => {
      const outputs: Record<string, Tensor> = {};
      for (const { name, layer, reads } of net.layers.filter(isTrained)) {
        outputs[`weights/${name}`] = Object.keys(reads)
          .map((block) => {
            const weights = assertDefined(tensors[`${name}/weights/${block}`], block);
            const inputs = weights.shape.at(-1) as number;
            const owners = layer.parameters['bias']?.shape[1] as number;
            return ops.sumOfSquares(
              weights.shape.length === 2 ? weights : ops.reshape(weights, [owners, inputs]),
              1,
            );
          })
          .reduce((total, squares) => ops.add(total, squares));
      }
      return outputs;
    },
  };
}
