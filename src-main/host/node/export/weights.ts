/**
 * A checkpoint's weights as plain matrices. Training keeps the first layer's weights in two blocks, label and image,
 * because passes share the image's product; here they are one matrix again.
 */

import { assertDefined } from '../../../../src-shared/base/assert.ts';
import type { NumericArray } from './npy.ts';

/** The order in which a layer's input blocks stand side by side. */
const blockOrder = ['label', 'image', 'below'];

/**
 * "layer1/weights" [inputs, units], "layer1/bias" [units], "softmax/layer2/weights" [units, classes], ... Optimizer state
 * and running means are left out.
 */
export function plainWeights(tensors: Readonly<Record<string, NumericArray>>): Map<string, NumericArray> {
  const weights = new Map<string, NumericArray>();
  for (const layer of layersOf(tensors)) {
    const blocks = blocksOf(tensors, layer).map((name) => assertDefined(tensors[name], name));
    weights.set(`${layer}/weights`, stackRows(blocks));
    const bias = tensors[`${layer}/bias`];
    if (bias !== undefined) weights.set(`${layer}/bias`, { shape: [bias.data.length], data: bias.data });
  }
  for (const [name, tensor] of Object.entries(tensors)) {
    const layer = /^softmax\/weights\/(layer\d+)$/.exec(name)?.[1];
    if (layer !== undefined) weights.set(`softmax/${layer}/weights`, tensor);
  }
  return weights;
}

/** Lowest first. */
function layersOf(tensors: Readonly<Record<string, NumericArray>>): string[] {
  const names = Object.keys(tensors).flatMap((name) => /^(layer\d+)\/weights\/\w+$/.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
}

function blocksOf(tensors: Readonly<Record<string, NumericArray>>, layer: string): string[] {
  const start = `${layer}/weights/`;
  const rank = (name: string): number => blockOrder.indexOf(name.slice(start.length));
  return Object.keys(tensors)
    .filter((name) => name.startsWith(start) && rank(name) >= 0)
    .sort((a, b) => rank(a) - rank(b));
}

/** Matrices [rows, columns] of equal width, one below the other. */
function stackRows(blocks: readonly NumericArray[]): NumericArray {
  const columns = blocks[0]?.shape[1] ?? 0;
  const rows = blocks.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const isDouble = blocks.some(({ data }) => data instanceof Float64Array);
  const data = isDouble ? new Float64Array(rows * columns) : new Float32Array(rows * columns);
  let at = 0;
  for (const block of blocks) {
    data.set(block.data, at);
    at += block.data.length;
  }
  return { shape: [rows, columns], data };
}
