/**
 * Forward passes, written once for training, tests and pictures.
 *
 * Legend: R rows (examples times labels, or the examples of several passes), B examples, C classes, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { labelCells } from '../label/label-code.ts';
import type { LayerInput } from '../layer/layer.ts';
import { centred, normalizeRows } from '../normalization/normalization.ts';
import type { LinearReadout } from '../readout/readout.ts';
import { sizeOfGrid } from './grid.ts';
import { imageValues, layerAt } from './net.ts';
import type { Net } from './net.ts';
import { below } from './names.ts';

/** What a pass leaves at one layer. */
export interface PassLayer {
  readonly input: LayerInput;
  /** [R, N] */
  readonly totalInput: Tensor;
  /** [R, N] */
  readonly activity: Tensor;
  /** [R, 1] */
  readonly sumOfSquares: Tensor;
  /** Goodness [R, 1], or of every class's units [R, C]; null where the layer has none. */
  readonly goodness: Tensor | null;
}

/** What the first layer is given. */
export interface NetInput extends LayerInput {
  readonly rows: number;
  /** Products of its blocks that were made before. */
  readonly known: Tensors;
}

/** The images of a pass with what can be computed of them before a label is known. */
export interface ImageInput {
  /** [B, imageValues] */
  readonly image: Tensor;
  /** [B, 1] */
  readonly sumOfSquares: Tensor;
  /**
   * The image's part of the first layer's total input, [B, N]; null where label and image are one block, or where the mean
   * that is subtracted hangs on the label.
   */
  readonly product: Tensor | null;
}

/** For passes under labels. */
export function prepareImage(ops: TensorOps, net: Net, parameters: Tensors, image: Tensor): ImageInput {
  const first = layerAt(net, 0);
  return {
    image,
    sumOfSquares: ops.sumOfSquares(image, 1),
    product:
      net.labels?.stands === 'beside the image' && !net.normalization.subtractsMean
        ? first.layer.blockProduct(ops, below(first.name, parameters), 'image', image)
        : null,
  };
}

/** The net's input under labels [R, C] already at their pixel value; R is a multiple of the images. */
export function labelledInput(ops: TensorOps, net: Net, images: ImageInput, told: Tensor): NetInput {
  const labels = labelCells(ops, assertDefined(net.labels ?? undefined, 'labels'), told);
  const rows = rowsOf(labels);
  const copies = rows / rowsOf(images.image);
  const repeated = (tensor: Tensor) => (copies === 1 ? tensor : ops.tile(tensor, 0, copies));
  if (net.normalization.subtractsMean)
    return centredInput(ops, net, ops.concat([labels, repeated(images.image)], 1));
  const squares = ops.add(repeated(images.sumOfSquares), ops.sumOfSquares(labels, 1));
  const rowScale = net.normalization.rowScale(ops, squares, sizeOfGrid(net.image));
  if (images.product === null) {
    const whole = ops.concat([labels, repeated(images.image)], 1);
    return { blocks: { image: whole }, rowScale, rows, known: {} };
  }
  const blocks = { label: labels, image: images.image };
  return { blocks, rowScale, rows, known: { image: images.product } };
}

/** The net's input where a mean is subtracted from whole rows [R, I]; they are split up again where blocks stand apart. */
function centredInput(ops: TensorOps, net: Net, whole: Tensor): NetInput {
  const { rows: moved, sumOfSquares } = centred(ops, whole);
  const size = sizeOfGrid(net.image);
  const rowScale = net.normalization.rowScale(ops, sumOfSquares, size);
  const rows = rowsOf(whole);
  if (net.labels?.stands !== 'beside the image')
    return { blocks: { image: moved }, rowScale, rows, known: {} };
  const labelSize = size - imageValues(net);
  const label = ops.slice(moved, 1, 0, labelSize);
  const image = ops.slice(moved, 1, labelSize, size);
  return { blocks: { label, image }, rowScale, rows, known: {} };
}

/** The net's input where no label is told: images [R, I]. */
export function plainInput(ops: TensorOps, net: Net, images: Tensor): NetInput {
  if (net.normalization.subtractsMean) return centredInput(ops, net, images);
  const rowScale = net.normalization.rowScale(ops, ops.sumOfSquares(images, 1), sizeOfGrid(net.image));
  return { blocks: { image: images }, rowScale, rows: rowsOf(images), known: {} };
}

/**
 * The input that read-outs see in one pass: under the neutral label, or as it is where no label is told, or none in the
 * input.
 */
export function neutralInput(ops: TensorOps, net: Net, parameters: Tensors, image: Tensor): NetInput {
  if (net.labels === null || net.feedback !== null) return plainInput(ops, net, image);
  const labels = neutralLabels(ops, net, rowsOf(image));
  return labelledInput(ops, net, prepareImage(ops, net, parameters, image), labels);
}

/** One layer's pass from its input. `known` may hold block products. */
export function passLayer(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  index: number,
  input: LayerInput,
  rows: number,
  known: Tensors = {},
): PassLayer {
  const { name, layer, activation, judged, groups } = layerAt(net, index);
  const totalInput = layer.totalInput(ops, below(name, parameters), input, rows, known);
  const activity = activation.apply(ops, totalInput);
  const sumOfSquares = ops.sumOfSquares(activity, 1);
  const goodness = groups?.of(ops, activity) ?? judged?.goodness.of(ops, activity, sumOfSquares) ?? null;
  return { input, totalInput, activity, sumOfSquares, goodness };
}

/** A layer's activities as the next layer and the read-outs see them, [R, N]. */
export function normalized(ops: TensorOps, net: Net, { activity, sumOfSquares }: PassLayer): Tensor {
  return normalizeRows(ops, net.normalization, activity, sumOfSquares);
}

/**
 * A pass through the first `depth` layers. `factors`, by layer name: what its normalized activities [R, N] are multiplied
 * by on their way up.
 */
export function forward(
  ops: TensorOps,
  net: Net,
  parameters: Tensors,
  input: NetInput,
  depth: number = net.layers.length,
  factors: Tensors = {},
): PassLayer[] {
  const layers: PassLayer[] = [];
  for (let index = 0; index < depth; index += 1) {
    const previous = layers[index - 1];
    layers.push(
      previous === undefined
        ? passLayer(ops, net, parameters, index, input, input.rows, input.known)
        : passLayer(
            ops,
            net,
            parameters,
            index,
            inputAbove(ops, net, index - 1, previous, factors),
            input.rows,
          ),
    );
  }
  return layers;
}

function inputAbove(ops: TensorOps, net: Net, index: number, layer: PassLayer, factors: Tensors): LayerInput {
  return { blocks: { below: seenFromAbove(ops, net, index, layer, factors) }, rowScale: null };
}

/** Normalized activities [R, N] of layer `index`, times its factor where it has one. */
function seenFromAbove(ops: TensorOps, net: Net, index: number, layer: PassLayer, factors: Tensors): Tensor {
  const [values, factor] = [normalized(ops, net, layer), factors[layerAt(net, index).name]];
  return factor === undefined ? values : ops.multiply(values, factor);
}

/** Inputs of a linear read-out by layer name: normalized activities [R, N], times their layer's factor. */
export function readoutInputs(
  ops: TensorOps,
  net: Net,
  pass: readonly PassLayer[],
  { begin, end }: LinearReadout,
  factors: Tensors = {},
): Record<string, Tensor> {
  const entries = pass.slice(begin, end).map((layer, offset) => {
    const index = begin + offset;
    return [layerAt(net, index).name, seenFromAbove(ops, net, index, layer, factors)] as const;
  });
  return Object.fromEntries(entries);
}

/** What a linear read-out makes of its inputs, before the softmax: [R, C]. */
export function readoutLogits(
  ops: TensorOps,
  { name }: LinearReadout,
  inputs: Tensors,
  parameters: Tensors,
): Tensor {
  let logits: Tensor | null = null;
  for (const [layer, values] of Object.entries(inputs)) {
    const weights = assertDefined(parameters[`${name}/weights/${layer}`], layer);
    logits = logits === null ? ops.matMul(values, weights) : ops.matMulAdd(values, weights, logits);
  }
  return assertDefined(logits ?? undefined, 'a layer for the read-out');
}

/** Probabilities [R, C] of a linear read-out. */
export function readoutProbabilities(
  ops: TensorOps,
  readout: LinearReadout,
  inputs: Tensors,
  parameters: Tensors,
): Tensor {
  return ops.softmax(readoutLogits(ops, readout, inputs, parameters));
}

/** The neutral label [B, C] for so many rows. */
export function neutralLabels(ops: TensorOps, net: Net, rows: number): Tensor {
  return ops.fill(assertDefined(net.labels ?? undefined, 'labels').neutral, [rows, net.classes]);
}

/** Label rows [C * B, C]: every label for every image, at the label's pixel value; label by label. */
export function everyLabel(ops: TensorOps, net: Net, images: number): Tensor {
  const { value } = assertDefined(net.labels ?? undefined, 'labels');
  const rows = Array.from({ length: net.classes }, (_, label) => {
    const row = Array.from({ length: net.classes }, (_unused, index) => (index === label ? value : 0));
    return ops.tile(ops.constant(row, [1, net.classes]), 0, images);
  });
  return ops.concat(rows, 0);
}

export function rowsOf(tensor: Tensor): number {
  return tensor.shape[0] as number;
}
