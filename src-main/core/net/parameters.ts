/** What a trained net is made of: shapes of its weights, biases and read-out weights, by name. */

import { sizeOf } from '../engine/engine.ts';
import type { Shape } from '../engine/engine.ts';
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

/** Everything a trained net needs to answer: weights, biases and read-out weights, without what only training keeps. */
export function parameterShapes(net: Net): StateShapes {
  return merged([
    ...net.layers.map(layerParameters),
    ...linearReadouts(net).map((readout) => readoutParameters(net, readout)),
  ]);
}

/** Trainable numbers in the net and its read-outs. */
export function parameterCount(net: Net): number {
  return countOf(parameterShapes(net));
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
