/**
 * A linear map from normalized hidden activities to pixels, learnt beside the net as the softmax is: it changes nothing
 * below it.
 *
 *     image = sum over layers of n(h) W + b;   step: W <- W - rate * mean over B of n(h) (image - x) / (1 + |n(h)|^2)
 *
 * which is the normalized least mean squares of Nagumo and Noda (1967): the squared error of each image over the squared
 * length of what it is told from, so that one rate suits any normalization and number of units.
 *
 * To draw images of a class, activities are drawn: from the normal distribution that K real images of it have, with its
 * mean and `spread`^2 times its covariance, each unit kept within what those K images make of it. A draw is a mixture of
 * the K activities, with weights 1/K + spread (e - mean e) / root(K), e standard normal, so that no covariance is ever
 * held. The image can then be looked at and told again a few times, which brings it closer to what the net knows.
 *
 * Legend: B examples, R rows, C classes, K images drawn from, S images drawn of each class, N units, I values of an image.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine/engine.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import type { ParameterFacts } from '../layer/layer.ts';
import { forward, neutralInput, normalized, rowsOf } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { imageValues, layerAt } from '../net/net.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import { clamped } from './image-maker.ts';
import type { ImageMaker, ImageNet } from './image-maker.ts';
import type { LayerSpan } from './readout.ts';

export const imageMapName = 'image-map';

/** Real images of each class whose activities are mixed. */
const drawnFrom = 20;

export interface ImageMapSettings {
  readonly spread: number;
  readonly looks: number;
}

export function imageMap(
  span: LayerSpan,
  optimizer: Optimizer,
  { spread, looks }: ImageMapSettings,
): ImageMaker {
  return {
    by: 'images',
    name: imageMapName,
    label: 'Linear map from activities',
    learns: 'beside',
    optimizer,
    span,
    told: true,
    misfit: () => null,
    parameters: (net) => parametersOf(net, span),
    brought: (net, each) => ({
      [`${imageMapName}/images`]: [net.classes * drawnFrom, imageValues(net)],
      [`${imageMapName}/mixture`]: [net.classes, each, drawnFrom],
    }),
    bring: (net, each, { imagesOf, random }) => {
      const size = drawnFrom * imageValues(net);
      const images = new Float32Array(net.classes * size);
      const mixture = new Float32Array(net.classes * each * drawnFrom);
      const stream = random(`${imageMapName}/mixture`);
      for (let label = 0; label < net.classes; label += 1)
        images.set(imagesOf(label, drawnFrom), label * size);
      for (let row = 0; row < net.classes * each; row += 1)
        mixture.set(
          mixingWeights(drawnFrom, spread, () => stream.normal()),
          row * drawnFrom,
        );
      return { [`${imageMapName}/images`]: images, [`${imageMapName}/mixture`]: mixture };
    },
    draw: (ops, net, tensors, each) => {
      const images = assertDefined(tensors[`${imageMapName}/images`], 'images');
      const mixture = assertDefined(tensors[`${imageMapName}/mixture`], 'mixture');
      const real = activitiesOf(ops, net, tensors, images, span);
      const drawn = Object.entries(real).map(
        ([name, activity]) => [name, mixed(ops, activity, mixture, each)] as const,
      );
      let made = mappedImages(ops, net, Object.fromEntries(drawn), tensors);
      for (let look = 0; look < looks; look += 1)
        made = mappedImages(ops, net, activitiesOf(ops, net, tensors, made, span), tensors);
      return made;
    },
  };
}

/** K weights whose sum is 1: a point drawn from the normal distribution of K points, `spread` times as wide. */
export function mixingWeights(count: number, spread: number, normal: () => number): number[] {
  const noise = Array.from({ length: count }, normal);
  const mean = noise.reduce((sum, each) => sum + each, 0) / count;
  return noise.map((each) => 1 / count + (spread * (each - mean)) / Math.sqrt(count));
}

function parametersOf(net: ImageNet, { begin, end }: LayerSpan): Record<string, ParameterFacts> {
  const zeros = (shape: readonly number[], decayed: boolean): ParameterFacts => ({
    shape,
    decayed,
    first: () => new Float32Array(sizeOf(shape)),
  });
  const size = imageValues(net);
  const weights = net.layers
    .slice(begin, end)
    .map(({ name, layer }) => [`weights/${name}`, zeros([layer.units, size], true)] as const);
  return { ...Object.fromEntries(weights), bias: zeros([1, size], false) };
}

/** Of a pass, what the map reads: normalized activities by layer name, of the first `rows` rows. */
export function mapInputs(
  ops: TensorOps,
  net: ImageNet,
  pass: readonly PassLayer[],
  { begin, end }: LayerSpan,
  rows: number,
): Record<string, Tensor> {
  const entries = pass.slice(begin, end).map((layer, offset) => {
    const values = normalized(ops, net, layer);
    const own = rowsOf(values) === rows ? values : ops.slice(values, 0, 0, rows);
    return [layerAt(net, begin + offset).name, own] as const;
  });
  return Object.fromEntries(entries);
}

/** What images [R, I] make of the layers that the map reads, by layer name. */
export function activitiesOf(
  ops: TensorOps,
  net: ImageNet,
  tensors: Tensors,
  images: Tensor,
  span: LayerSpan,
): Record<string, Tensor> {
  const pass = forward(ops, net, tensors, neutralInput(ops, net, tensors, images), span.end);
  return mapInputs(ops, net, pass, span, rowsOf(images));
}

/** Before anything is cut off: [R, I]. */
function mappedValues(ops: TensorOps, inputs: Tensors, tensors: Tensors): Tensor {
  let values: Tensor | null = null;
  for (const [layer, activity] of Object.entries(inputs)) {
    const weights = assertDefined(tensors[`${imageMapName}/weights/${layer}`], layer);
    values ??= assertDefined(tensors[`${imageMapName}/bias`], 'bias');
    values = ops.matMulAdd(activity, weights, values);
  }
  return assertDefined(values ?? undefined, 'a layer for the map');
}

/** Images [R, I] of activities by layer name. */
export function mappedImages(ops: TensorOps, net: ImageNet, inputs: Tensors, tensors: Tensors): Tensor {
  return clamped(ops, mappedValues(ops, inputs, tensors), net.inputRange);
}

/**
 * What the map learns from activities of images [B, I]: gradients by its own parameters' names, and the mean squared error
 * of a pixel [1, 1].
 */
export function mapGradients(
  ops: TensorOps,
  inputs: Tensors,
  images: Tensor,
  tensors: Tensors,
): { readonly loss: Tensor; readonly gradients: Record<string, Gradient> } {
  const rows = rowsOf(images);
  const error = ops.subtract(mappedValues(ops, inputs, tensors), images);
  const squares = Object.values(inputs).map((activity) => ops.sumOfSquares(activity, 1));
  const lengths = ops.shift(
    squares.reduce((sum, each) => ops.add(sum, each)),
    1,
  );
  const right = ops.scale(ops.divide(error, lengths), 1 / rows);
  const gradients = Object.entries(inputs).map(([layer, left]): [string, Gradient] => [
    `weights/${layer}`,
    { left, right },
  ]);
  return {
    loss: ops.mean(ops.mean(ops.square(error), 1), 0),
    gradients: { ...Object.fromEntries(gradients), bias: { left: ops.fill(1, [rows, 1]), right } },
  };
}

/** Mixtures [C S, N] of activities [C K, N], each unit within what the K activities of the class are. */
function mixed(ops: TensorOps, activity: Tensor, mixture: Tensor, each: number): Tensor {
  const [rows, units] = activity.shape as readonly [number, number];
  const classes = rows / drawnFrom;
  const ofClasses = ops.reshape(activity, [classes, drawnFrom, units]);
  const highest = ops.maximum(ofClasses, 1);
  const lowest = ops.negate(ops.maximum(ops.negate(ofClasses), 1));
  const within = withinRange(ops, ops.batchedMatMul(mixture, ofClasses), lowest, highest);
  return ops.reshape(within, [classes * each, units]);
}

/** Values below `lowest` or above `highest` are moved there. */
export function withinRange(ops: TensorOps, values: Tensor, lowest: Tensor, highest: Tensor): Tensor {
  const above = ops.add(lowest, ops.relu(ops.subtract(values, lowest)));
  return ops.subtract(highest, ops.relu(ops.subtract(highest, above)));
}
