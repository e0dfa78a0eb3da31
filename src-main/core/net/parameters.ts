/** What a trained net is made of: shapes of its weights, biases and read-out weights, by name. */

import { sizeOf } from '../engine/engine.ts';
import type { Shape } from '../engine/engine.ts';
import type { ImageMaker, ImageNet } from '../readout/image-maker.ts';
import type { LinearReadout } from '../readout/readout.ts';
import { merged, prefixed } from './names.ts';
import { linearReadouts } from './net.ts';
import type { Net, NetLayer } from './net.ts';

/** Shapes by name. */
export type StateShapes = Readonly<Record<string, Shape>>;

/** Weights and bias of one layer. */
export function layerParameters({ name, layer }: NetLayer): StateShapes {
  const own = Object.entries(layer.parameters).map(([parameter, { shape }]) => [parameter, shape] as const);
  return prefixed(name, Object.fromEntries(own));
}

/** Weights of a linear read-out: one matrix [N, C] per layer it reads. */
export function readoutParameters(net: Net, { name, begin, end }: LinearReadout): StateShapes {
  const weights = net.layers
    .slice(begin, end)
    .map((entry) => [`${name}/weights/${entry.name}`, [entry.layer.units, net.classes]] as const);
  return Object.fromEntries(weights);
}

/** What a maker of images has learnt, by full name. */
export function makerParameters(net: ImageNet, maker: ImageMaker): StateShapes {
  const own = Object.entries(maker.parameters(net)).map(([name, { shape }]) => [name, shape] as const);
  return prefixed(maker.name, Object.fromEntries(own));
}

/** What all makers of images have learnt. */
export function allMakerParameters(net: ImageNet): StateShapes {
  return merged(net.makers.map((maker) => makerParameters(net, maker)));
}

/** Everything a trained net needs to answer: weights, biases and read-out weights, without what only training keeps. */
export function parameterShapes(net: Net): StateShapes {
  return merged([
    ...net.layers.map(layerParameters),
    ...linearReadouts(net).map((readout) => readoutParameters(net, readout)),
  ]);
}

/** Trainable numbers in the net and its read-outs. */
export function parameterCount(net: ImageNet): number {
  return countOf(parameterShapes(net)) + countOf(allMakerParameters(net));
}

/** Numbers in tensors of those shapes. */
export function countOf(shapes: StateShapes): number {
  return Object.values(shapes).reduce((total, shape) => total + sizeOf(shape), 0);
}

/** Full names of a layer's parameters without weight decay. */
export function undecayedOf({ name, layer }: NetLayer): ReadonlySet<string> {
  const found = Object.entries(layer.parameters).filter(([, { decayed }]) => !decayed);
  return new Set(found.map(([own]) => `${name}/${own}`));
}
