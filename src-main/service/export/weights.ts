/**
 * A checkpoint's weights as plain matrices. Training keeps the first layer's weights in two blocks, label and image,
 * because passes share the image's product, and keeps a unit's weights together; here they are one matrix again, and
 * inputs come first.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { NumericArray } from './npy.ts';

/** The order in which a layer's input blocks stand side by side. */
const blockOrder = ['label', 'image', 'below'];

/**
 * "layer1/weights" [inputs, units], "layer1/bias" [units], "softmax/layer2/weights" [units, classes], ... Weights of local
 * layers are [positions, channels, inputs of a unit]. Optimizer state and running means are left out.
 */
export function plainWeights(tensors: Readonly<Record<string, NumericArray>>): Map<string, NumericArray> {
  const weights = new Map<string, NumericArray>();
  for (const layer of layersOf(tensors)) {
    const blocks = blocksOf(tensors, layer).map((name) => assertDefined(tensors[name], name));
    const [first] = blocks;
    const isLocal = first !== undefined && first.shape.length > 2;
    weights.set(`${layer}/weights`, isLocal ? first : stackInputs(blocks));
    const bias = tensors[`${layer}/bias`];
    if (bias !== undefined) weights.set(`${layer}/bias`, { shape: [bias.data.length], data: bias.data });
  }
  for (const [name, tensor] of Object.entries(tensors)) {
    const [, readout, layer] = /^(.+)\/weights\/(layer\d+)$/.exec(name) ?? [];
    if (readout !== undefined && layer !== undefined) weights.set(`${readout}/${layer}/weights`, tensor);
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

/** Blocks [units, inputs of the block] as one matrix [inputs, units], block after block. */
function stackInputs(blocks: readonly NumericArray[]): NumericArray {
  const units = blocks[0]?.shape[0] ?? 0;
  const inputs = blocks.reduce((sum, { shape }) => sum + (shape[1] ?? 0), 0);
  const isDouble = blocks.some(({ data }) => data instanceof Float64Array);
  const data = isDouble ? new Float64Array(inputs * units) : new Float32Array(inputs * units);
  let begin = 0;
  for (const { shape, data: block } of blocks) {
    const size = shape[1] ?? 0;
    block.forEach((value, at) => (data[(begin + (at % size)) * units + Math.floor(at / size)] = value));
    begin += size;
  }
  return { shape: [inputs, units], data };
}
