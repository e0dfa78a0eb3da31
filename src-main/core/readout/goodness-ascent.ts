/**
 * Images that a net finds good under a label: ascent from noise, by the derivative of what its layers learn by. Nothing is
 * learnt for it.
 *
 *     L = sum over layers of log p(positive | x, c) + log p(negative | x, another label)      where labels are told
 *     L = sum over layers of log p(positive | x) + log softmax(x)[c]                          where none is
 *     x <- clamp(blur(low + (1 - decay) (x + step g / rms(g) - low))),   g = dL/dx of each image
 *
 * and at the end each image as bright as can be, with p(positive) = sigmoid(goodness - threshold). The other label is the next one in turn, from step to step. Blur and
 * decay are what keeps the images from being all grain: see Yosinski et al. 2015, arXiv 1506.06579.
 *
 * Legend: R rows (C classes of S images), H rows and W columns of an image, I values of an image as the net is given it.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { recordOperations } from '../engine/differentiate.ts';
import { wholeGradient } from '../engine/gradient.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { blurMatrix } from '../negatives/hybrid.ts';
import {
  forward,
  labelledInput,
  plainInput,
  prepareImage,
  readoutInputs,
  readoutLogits,
  rowsOf,
} from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { sizeOfGrid } from '../net/grid.ts';
import { imageValues, softmaxReadout } from '../net/net.ts';
import { clamped } from './image-maker.ts';
import type { ImageMaker, ImageNet } from './image-maker.ts';

export const ascentName = 'ascent';

export interface AscentSettings {
  readonly steps: number;
  /** Of the pixels' range, root mean square over an image. */
  readonly stepSize: number;
  readonly decay: number;
  readonly blurs: number;
}

export function goodnessAscent(settings: AscentSettings): ImageMaker {
  const start = `${ascentName}/start`;
  return {
    by: 'images',
    name: ascentName,
    label: 'Ascent of goodness',
    learns: null,
    optimizer: null,
    span: null,
    told: true,
    misfit,
    parameters: () => ({}),
    brought: (net, each) => ({ [start]: [net.classes * each, imageValues(net)] }),
    bring: (net, each, { random }) => {
      const [stream, [low, high]] = [random(start), net.inputRange];
      const length = net.classes * each * imageValues(net);
      return { [start]: Float32Array.from({ length }, () => low + (high - low) * stream.uniform()) };
    },
    draw: (ops, net, tensors, each) => {
      const [low, high] = net.inputRange;
      let images = assertDefined(tensors[start], start);
      for (let step = 0; step < settings.steps; step += 1) {
        const slope = slopeOf(ops, net, tensors, images, each, step);
        const size = imageValues(net);
        const length = ops.squareRoot(ops.shift(ops.scale(ops.sumOfSquares(slope, 1), 1 / size), 1e-30));
        const move = ops.scale(ops.divide(slope, length), settings.stepSize * (high - low));
        const moved = ops.shift(ops.add(images, move), -low);
        const kept = ops.shift(ops.scale(moved, 1 - settings.decay), low);
        images = clamped(ops, blurred(ops, net, kept, settings.blurs), net.inputRange);
      }
      return brightened(ops, images, net.inputRange);
    },
  };
}

/** As bright as the range allows: the brightness of a whole image is what a normalized net cannot see. */
function brightened(ops: TensorOps, images: Tensor, [low, high]: ImageNet['inputRange']): Tensor {
  const fromLow = ops.shift(images, -low);
  const brightest = ops.shift(ops.maximum(fromLow, 1), 1e-9);
  return ops.shift(ops.scale(ops.divide(fromLow, brightest), high - low), low);
}

function misfit(net: ImageNet): string | null {
  if (net.feedback !== null)
    return 'readouts: ascent of goodness follows one pass, and this net settles over iterations; take the linear map';
  if (net.layers.some(({ layer }) => layer.sendsBack === false))
    return 'readouts: ascent follows slopes down to the image, and a black box has none; take the linear map';
  if (net.layers.every(({ judged }) => judged === null))
    return 'readouts: ascent needs layers whose goodness tells positives from negatives; take the linear map';
  return net.labels === null && softmaxReadout(net) === null
    ? 'readouts: ascent towards a class needs a softmax where no label is told'
    : null;
}

/** dL/dx of images [R, I]. */
function slopeOf(
  ops: TensorOps,
  net: ImageNet,
  tensors: Tensors,
  images: Tensor,
  each: number,
  step: number,
): Tensor {
  const tape = recordOperations(ops);
  const aim =
    net.labels === null
      ? aimUntold(tape.ops, net, tensors, images, each)
      : aimTold(tape.ops, net, tensors, images, each, step);
  const slope = tape.gradients(tape.ops.sum(aim, 0), { images })['images'];
  return wholeGradient(ops, assertDefined(slope, 'a slope'));
}

/** What is climbed, by image: [R, 1]. */
function aimTold(
  ops: TensorOps,
  net: ImageNet,
  tensors: Tensors,
  images: Tensor,
  each: number,
  step: number,
): Tensor {
  const { classes } = net;
  const { value } = assertDefined(net.labels ?? undefined, 'labels');
  const turn = 1 + (step % Math.max(1, classes - 1));
  const own = classRows(ops, classes, each, 0);
  const told = ops.scale(ops.concat([own, classRows(ops, classes, each, turn)], 0), value);
  const input = labelledInput(ops, net, prepareImage(ops, net, tensors, images), told);
  const pass = forward(ops, net, tensors, input);
  const rows = rowsOf(images);
  const half = (tensor: Tensor, begin: number) => ops.slice(tensor, 0, begin, begin + rows);
  return total(
    ops,
    margins(ops, net, pass).map((margin) =>
      ops.negate(ops.add(ops.softplus(ops.negate(half(margin, 0))), ops.softplus(half(margin, rows)))),
    ),
  );
}

function aimUntold(ops: TensorOps, net: ImageNet, tensors: Tensors, images: Tensor, each: number): Tensor {
  const softmax = assertDefined(softmaxReadout(net) ?? undefined, 'a softmax');
  const pass = forward(ops, net, tensors, plainInput(ops, net, images));
  const logits = readoutLogits(ops, softmax, readoutInputs(ops, net, pass, softmax), tensors);
  const own = ops.sum(ops.multiply(logits, classRows(ops, net.classes, each, 0)), 1);
  const all = ops.logarithm(ops.sum(ops.exponential(ops.subtract(logits, own)), 1));
  return total(ops, [
    ops.negate(all),
    ...margins(ops, net, pass).map((margin) => ops.negate(ops.softplus(ops.negate(margin)))),
  ]);
}

/** Goodness above the threshold, of every layer that is judged. */
function margins(ops: TensorOps, net: ImageNet, pass: readonly PassLayer[]): Tensor[] {
  return pass.flatMap(({ goodness }, index) => {
    const judged = net.layers[index]?.judged ?? null;
    return goodness === null || judged === null ? [] : [ops.shift(goodness, -judged.threshold)];
  });
}

function total(ops: TensorOps, terms: readonly Tensor[]): Tensor {
  return terms.reduce((sum, term) => ops.add(sum, term));
}

/** One-hot rows [C S, C]: S of each class, or of the class so many further on. */
export function classRows(ops: TensorOps, classes: number, each: number, further: number): Tensor {
  const values = new Float32Array(classes * each * classes);
  for (let row = 0; row < classes * each; row += 1)
    values[row * classes + ((Math.floor(row / each) + further) % classes)] = 1;
  return ops.constant(values, [classes * each, classes]);
}

/** Images [R, I] blurred with [1/4, 1/2, 1/4] along both axes; places that the label takes count as empty. */
function blurred(ops: TensorOps, net: ImageNet, images: Tensor, blurs: number): Tensor {
  if (blurs === 0) return images;
  const { height, width, channels } = net.image;
  const rows = rowsOf(images);
  const taken = sizeOfGrid(net.image) - imageValues(net);
  const whole = taken === 0 ? images : ops.concat([ops.fill(net.inputRange[0], [rows, taken]), images], 1);
  const along = (tensor: Tensor, size: number) =>
    ops.matMul(tensor, ops.constant(blurMatrix(size, blurs), [size, size]));
  const byColumn = ops.transpose(ops.reshape(whole, [rows, height, width, channels]), [0, 1, 3, 2]);
  const across = along(ops.reshape(byColumn, [rows * height * channels, width]), width);
  const byRow = ops.transpose(ops.reshape(across, [rows, height, channels, width]), [0, 3, 2, 1]);
  const both = along(ops.reshape(byRow, [rows * width * channels, height]), height);
  const back = ops.transpose(ops.reshape(both, [rows, width, channels, height]), [0, 3, 1, 2]);
  const values = ops.reshape(back, [rows, height * width * channels]);
  return taken === 0 ? values : ops.slice(values, 1, taken, height * width * channels);
}
