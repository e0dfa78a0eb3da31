/**
 * Drawings: what makers of images make of a net as it is now. The same seed and the same examples at every measure and in
 * every run, so that pictures of one run differ by what the net has learnt, and those of two runs by the nets.
 *
 * Legend: C classes, S images of each class, I values of an image as the net is given it.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { Dataset, Split } from '../dataset/dataset.ts';
import { imageRows } from '../dataset/rows.ts';
import type { EngineTensors, Program } from '../engine/engine.ts';
import { imageValues } from '../net/net.ts';
import { makerParameters, parameterShapes } from '../net/parameters.ts';
import type { DrawingMaterial, ImageMaker, ImageNet } from '../readout/image-maker.ts';
import type { Numbers, ProgramRunner } from './program-runner.ts';

/** S: images of each class. */
export const drawnEach = 10;

const drawingSeed = 0;

/** What a maker draws. Output: "images" [C S, I]. */
export function drawingProgram(net: ImageNet, maker: ImageMaker, each: number): Program {
  return {
    name: `${each} drawings of each class by ${maker.name}`,
    inputs: { ...parameterShapes(net), ...makerParameters(net, maker), ...maker.brought(net, each) },
    build: (ops, tensors) => ({ images: maker.draw(ops, net, tensors, each) }),
  };
}

/** Images [C S, I] by a maker, from the net's state and some real examples. Error: engine/failed. */
export async function drawImages(
  net: ImageNet,
  maker: ImageMaker,
  {
    state,
    dataset,
    examples,
    programs,
  }: {
    readonly state: EngineTensors;
    readonly dataset: Dataset;
    readonly examples: Split;
    readonly programs: ProgramRunner;
  },
): Promise<Numbers> {
  const brought = maker.bring(net, drawnEach, drawingMaterial(net, dataset, examples));
  const { images } = await programs.run(drawingProgram(net, maker, drawnEach), state, brought);
  return assertDefined(images, 'images');
}

/** What drawings are made from, of some examples of a dataset. */
export function drawingMaterial(net: ImageNet, dataset: Dataset, examples: Split): DrawingMaterial {
  const all = Array.from({ length: examples.count }, (_, index) => index);
  return {
    classes: net.classes,
    imagesOf: (label, count) => {
      const own = all.filter((index) => examples.labels[index] === label);
      const from = own.length > 0 ? own : all;
      const chosen = Uint32Array.from({ length: count }, (_, at) => from[at % from.length] as number);
      return imageRows(dataset, examples, chosen, imageValues(net));
    },
    random: (name) => randomStream(drawingSeed, name),
  };
}

/** The class that row `row` of a drawing is meant to be of. */
export function meantClass(row: number, each: number = drawnEach): number {
  return Math.floor(row / each);
}
