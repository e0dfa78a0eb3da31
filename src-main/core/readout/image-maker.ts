/**
 * Read-outs that answer with images, not with classes: a map from hidden activities, ascent of goodness, a generator. One
 * says what it learns, what a drawing needs, and how images come out of the net; methods teach it, measures draw from it.
 *
 * Legend: C classes, S images of each class, I values of an image as the net is given it.
 */

import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Shape, Tensor, TensorOps, Tensors, TurnInputs } from '../engine/engine.ts';
import type { ParameterFacts } from '../layer/layer.ts';
import type { Net } from '../net/net.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { LayerSpan, Readout } from './readout.ts';

/** A net with what it makes images by. */
export interface ImageNet extends Net {
  readonly makers: readonly ImageMaker[];
  /** The least and the greatest number that a pixel can be for the net. */
  readonly inputRange: readonly [low: number, high: number];
}

/** What drawings are made from: a function of the examples at hand and of random streams by name. */
export interface DrawingMaterial {
  readonly classes: number;
  /** Images [count, I] of a class, one after the other and from the start again; of any class where it has none. */
  readonly imagesOf: (label: number, count: number) => Float32Array;
  readonly random: (name: string) => RandomStream;
}

export interface ImageMaker {
  readonly by: 'images';
  /** Its parameters, its loss and its samples hang below this name. */
  readonly name: string;
  readonly label: string;
  /** How it learns: "beside" the net and changing nothing of it, "against" it, or not at all. */
  readonly learns: 'beside' | 'against' | null;
  /** Null where it learns nothing. */
  readonly optimizer: Optimizer | null;
  /** The layers it reads; null: none. */
  readonly span: LayerSpan | null;
  /** True: row c * S + s of a drawing is meant to be of class c; false: classes are as they come. */
  readonly told: boolean;
  /** Why it cannot make images of this net, as "setting: reason"; null where it can. */
  misfit(net: ImageNet): string | null;
  /** What it learns, by its own names. */
  parameters(net: ImageNet): Readonly<Record<string, ParameterFacts>>;
  /** Numbers that a drawing brings, by name. */
  brought(net: ImageNet, each: number): Readonly<Record<string, Shape>>;
  bring(net: ImageNet, each: number, material: DrawingMaterial): TurnInputs;
  /** S images of each class [C S, I], each value between those of `inputRange`. `tensors`: all parameters, and what is brought. */
  draw(ops: TensorOps, net: ImageNet, tensors: Tensors, each: number): Tensor;
  /** Where a discriminator judges: how real it finds images [R, I], as [R, 1]; above 0 is "real". */
  readonly verdict?: (ops: TensorOps, net: ImageNet, tensors: Tensors, images: Tensor) => Tensor;
}

/** What a read-out part makes: the read-outs of a net of so many layers. Error: spec/invalid. */
export type ReadoutKind = (layers: number) => readonly (Readout | ImageMaker)[];

/** The makers that methods teach beside the net. */
export function makersBeside({ makers }: Pick<ImageNet, 'makers'>): readonly ImageMaker[] {
  return makers.filter(({ learns }) => learns === 'beside');
}

/** Values between those of `range`: whatever is beyond is moved to its end. */
export function clamped(ops: TensorOps, values: Tensor, [low, high]: ImageNet['inputRange']): Tensor {
  const fromLow = ops.relu(ops.shift(values, -low));
  return ops.shift(ops.negate(ops.relu(ops.shift(ops.negate(fromLow), high - low))), high);
}
