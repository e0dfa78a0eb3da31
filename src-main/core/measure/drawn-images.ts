/**
 * What is measured of images that a net's makers draw: "samples/<maker>/diversity" and the like (image-diversity.ts), and
 * how well every layer alone tells them from real images: "layer1/verdict/<maker>", the area under the ROC curve of its
 * goodness, real images against drawn ones; 1 tells all, 0.5 none. A discriminator's verdict is "verdict/<maker>".
 *
 * Legend: n images, R real examples, C classes.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { imageRows, indexRange, oneHotRows } from '../dataset/rows.ts';
import type { Program } from '../engine/engine.ts';
import { imageValues, layerAt } from '../net/net.ts';
import { allMakerParameters, parameterShapes } from '../net/parameters.ts';
import type { ImageMaker, ImageNet } from '../readout/image-maker.ts';
import { drawImages, meantClass } from './drawings.ts';
import { givenPass } from './evaluation-program.ts';
import { areaUnderCurve } from './histogram.ts';
import { diversityOf, distancesProgram, nearest } from './image-diversity.ts';
import type { Measure, MeasureContext } from './measure.ts';
import type { Numbers } from './program-runner.ts';

/** Real examples that drawn images are held against, at most. */
const mostReal = 1000;

interface Examples {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

export const drawnImages: Measure = {
  fits: ({ makers }) => makers.length > 0,
  take: async (context) => {
    const { recipe, dataset, examples } = context;
    const count = Math.min(mostReal, examples.count);
    const images = imageRows(dataset, examples, indexRange(0, count), imageValues(recipe));
    const real = { images, labels: examples.labels.slice(0, count) };
    const verdicts = await verdictsOn(context, real);
    const values: Record<string, number> = {};
    for (const maker of recipe.makers) {
      const drawn = await drawImages(recipe, maker, context);
      for (const [name, value] of Object.entries(await diversity(context, maker, drawn, real)))
        values[`samples/${maker.name}/${name}`] = value;
      const labels = Uint8Array.from({ length: drawn.length / imageValues(recipe) }, (_, row) =>
        meantClass(row),
      );
      const ofDrawn = await verdictsOn(context, { images: Float32Array.from(drawn), labels });
      for (const [name, scores] of Object.entries(ofDrawn)) {
        const path = name.startsWith('verdict/') ? name : `${name}/verdict/${maker.name}`;
        // A discriminator judges its own generator alone.
        if (!path.endsWith(`verdict/${maker.name}`)) continue;
        values[path] = areaUnderCurve(assertDefined(verdicts[name], name), scores);
      }
    }
    return { values, histograms: {} };
  },
};

async function diversity(
  { recipe, programs }: MeasureContext,
  maker: ImageMaker,
  images: Numbers,
  real: Examples,
): Promise<Record<string, number>> {
  const [size, count] = [imageValues(recipe), real.labels.length];
  const rows = images.length / size;
  const { distances } = await programs.run(
    distancesProgram(rows, count, size),
    {},
    { images, real: real.images },
  );
  const neighbours = nearest(assertDefined(distances, 'distances'), count);
  return diversityOf({
    classes: recipe.classes,
    images,
    judged: neighbours.map((index) => real.labels[index] as number),
    nearest: neighbours,
    meant: maker.told ? Array.from({ length: rows }, (_, row) => meantClass(row)) : null,
    real: real.images,
    labels: real.labels,
  });
}

/** Goodness by layer name where layers are judged, and discriminators' verdicts, of images under their labels: [n] each. */
async function verdictsOn(
  { recipe, state, programs }: MeasureContext,
  { images, labels }: Examples,
): Promise<Record<string, Float64Array>> {
  const program = verdictsProgram(recipe, labels.length);
  const told = 'labels' in program.inputs ? { labels: oneHotRows(labels, recipe.classes) } : {};
  const outputs = await programs.run(program, state, { image: images, ...told });
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => [name, Float64Array.from(values)]),
  );
}

/** Outputs: "layer1" ... [n, 1] of the layers that are judged, and "verdict/<maker>" [n, 1]. */
export function verdictsProgram(net: ImageNet, images: number): Program {
  const judging = net.makers.filter(({ verdict }) => verdict !== undefined);
  return {
    name: `verdicts on ${images} images`,
    inputs: {
      ...parameterShapes(net),
      ...(judging.length === 0 ? {} : allMakerParameters(net)),
      image: [images, imageValues(net)],
      ...(net.labels === null ? {} : { labels: [images, net.classes] }),
    },
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      const ofLayers = givenPass(ops, net, tensors).flatMap(({ goodness }, index) => {
        const { name, judged } = layerAt(net, index);
        return goodness === null || judged === null ? [] : [[name, goodness] as const];
      });
      const ofMakers = judging.flatMap(({ name, verdict }) =>
        verdict === undefined ? [] : [[`verdict/${name}`, verdict(ops, net, tensors, image)] as const],
      );
      return Object.fromEntries([...ofLayers, ...ofMakers]);
    },
  };
}
