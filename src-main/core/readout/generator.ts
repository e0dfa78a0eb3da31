/**
 * The generator of a generative adversarial net: dense layers from noise to an image, which learns from what the net of
 * `layers`, its discriminator, makes of its images. The discriminator's verdict is one linear unit on the normalized
 * activities of its last layer.
 *
 *     h1 = ReLU(z W1 + b1), ..., image = low + (high - low) sigmoid(h W + b);   verdict = n(last layer) v + c
 *
 * Source: Goodfellow et al. 2014, arXiv 1406.2661; the method that trains both is method/adversarial.ts.
 *
 * Legend: R rows, Z noise values, U units, N units of the last layer, I values of an image.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import { sizeOf } from '../engine/engine.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { ParameterFacts } from '../layer/layer.ts';
import { forward, normalized, plainInput } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { imageValues } from '../net/net.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { ImageMaker, ImageNet } from './image-maker.ts';

export const generatorName = 'generator';

export interface GeneratorSettings {
  /** Z */
  readonly noise: number;
  /** Hidden layers, and U. */
  readonly layers: number;
  readonly units: number;
}

export function generator(settings: GeneratorSettings, optimizer: Optimizer): ImageMaker {
  const { noise } = settings;
  const noiseInput = `${generatorName}/noise`;
  return {
    by: 'images',
    name: generatorName,
    label: 'Generator',
    learns: 'against',
    optimizer,
    span: null,
    told: false,
    misfit: ({ labels }) =>
      labels === null
        ? null
        : 'readouts: a generator makes images without labels, so it goes with a net that is told none',
    parameters: (net) => parametersOf(net, settings),
    brought: (net, each) => ({ [noiseInput]: [net.classes * each, noise] }),
    bring: (net, each, { random }) => ({
      [noiseInput]: noiseOf(net.classes * each, noise, random(noiseInput)),
    }),
    draw: (ops, net, tensors) => generated(ops, net, tensors, assertDefined(tensors[noiseInput], noiseInput)),
    verdict: (ops, net, tensors, images) =>
      verdictOf(ops, net, tensors, discriminated(ops, net, tensors, images)),
  };
}

/** Standard normal noise [rows, Z]. */
export function noiseOf(rows: number, size: number, random: RandomStream): Float32Array {
  return Float32Array.from({ length: rows * size }, () => random.normal());
}

function parametersOf(
  net: ImageNet,
  { noise, layers, units }: GeneratorSettings,
): Record<string, ParameterFacts> {
  const widths = [noise, ...Array.from({ length: layers }, () => units), imageValues(net)];
  const last = assertDefined(net.layers.at(-1), 'a layer');
  const entries = widths.slice(1).flatMap((width, index) => {
    const below = widths[index] as number;
    // He et al. 2015: what rectification halves is doubled; the last layer has none.
    const gain = index === layers ? 1 : 2;
    return [
      [`layer${index + 1}/weights/below`, normalWeights([below, width], gain)],
      [`layer${index + 1}/bias`, zeros([1, width])],
    ] as const;
  });
  return {
    ...Object.fromEntries(entries),
    [`verdict/weights/${last.name}`]: normalWeights([last.layer.units, 1], 1),
    'verdict/bias': zeros([1, 1]),
  };
}

/** N(0, gain / rows) */
function normalWeights(shape: readonly [number, number], gain: number): ParameterFacts {
  const deviation = Math.sqrt(gain / shape[0]);
  const first = (random: RandomStream) =>
    Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal());
  return { shape, decayed: true, first };
}

function zeros(shape: readonly number[]): ParameterFacts {
  return { shape, decayed: false, first: () => new Float32Array(sizeOf(shape)) };
}

/** Images [R, I] of noise [R, Z]. */
export function generated(ops: TensorOps, net: ImageNet, tensors: Tensors, noise: Tensor): Tensor {
  const [low, high] = net.inputRange;
  let values = noise;
  for (let layer = 1; ; layer += 1) {
    const path = `${generatorName}/layer${layer}`;
    const weights = tensors[`${path}/weights/below`];
    if (weights === undefined) break;
    const bias = assertDefined(tensors[`${path}/bias`], `${path}/bias`);
    values = ops.add(ops.matMul(layer === 1 ? values : ops.relu(values), weights), bias);
  }
  return ops.shift(ops.scale(ops.sigmoid(values), high - low), low);
}

/** What the discriminator makes of images [R, I]. `factors`, by layer name: of its normalized activities on their way up. */
export function discriminated(
  ops: TensorOps,
  net: ImageNet,
  tensors: Tensors,
  images: Tensor,
  factors: Tensors = {},
): PassLayer[] {
  return forward(ops, net, tensors, plainInput(ops, net, images), net.layers.length, factors);
}

/** The verdict [R, 1] on what a pass saw. */
export function verdictOf(
  ops: TensorOps,
  net: ImageNet,
  tensors: Tensors,
  pass: readonly PassLayer[],
  factors: Tensors = {},
): Tensor {
  const last = assertDefined(net.layers.at(-1), 'a layer');
  const all = normalized(ops, net, assertDefined(pass.at(-1), 'a pass'));
  const factor = factors[last.name];
  const values = factor === undefined ? all : ops.multiply(all, factor);
  const weights = assertDefined(tensors[`${generatorName}/verdict/weights/${last.name}`], 'verdict');
  const bias = assertDefined(tensors[`${generatorName}/verdict/bias`], 'verdict');
  return ops.add(ops.matMul(values, weights), bias);
}
