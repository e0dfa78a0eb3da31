/** One image under two labels, layer by layer, and what every read-out answers. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ParsedInputOf } from '../../src-shared/contract/contract.ts';
import type { ImageInspection, LayerUnderTwoLabels } from '../../src-shared/views/inspection-view.ts';
import type { Answers } from '../core/measure/answers.ts';
import { imageProgram } from '../core/measure/insight-programs.ts';
import type { Numbers } from '../core/measure/program-runner.ts';
import { imageRows } from '../core/train/batches.ts';
import type { Recipe } from '../core/train/recipe.ts';
import { netInput, pixelsOf } from './net-input.ts';
import type { NetAtHand } from './nets-at-hand.ts';
import { bestExcept, predictionsOf, readoutsOf, scoresOf, summedLayers } from './readout-answers.ts';

type Input = ParsedInputOf<'inspect/image'>;
interface ChosenImage {
  readonly pixels: Uint8Array;
  readonly trueLabel: number | null;
}

/** Errors: input/invalid, engine/failed. `clock` in milliseconds. */
export async function inspectImage(
  net: NetAtHand,
  input: Input,
  clock: () => number,
): Promise<ImageInspection> {
  const began = clock();
  const { recipe, dataset } = net;
  const { pixels, trueLabel } = chooseImage(net, input.image);
  const outputs = await net.programs.run(imageProgram(recipe), net.state, {
    image: imageRows(dataset, { count: 1, pixels, labels: new Uint8Array(1) }, Uint32Array.of(0)),
  });
  const answers = answersOfOne(recipe, outputs);
  const { positive, negative } = chooseLabels(recipe, answers, trueLabel, input);
  return {
    at: net.at,
    image: dataset.image,
    classNames: dataset.classNames,
    pixels,
    trueLabel,
    positiveLabel: positive,
    negativeLabel: negative,
    inputs: {
      positive: netInput(dataset, recipe, pixels, positive),
      negative: netInput(dataset, recipe, pixels, negative),
    },
    layers: recipe.layers.map((_, index) => layerUnder(recipe, index, outputs, positive, negative)),
    goodnessByLabel: Float32Array.from(answers.goodness.flatMap((each) => [...each])),
    answers: readoutsOf(recipe).map((each) => ({
      readout: each.readout,
      answer: predictionsOf(answers, each)[0] as number,
      scores: Float32Array.from(scoresOf(answers, each, 0)),
    })),
    milliseconds: clock() - began,
  };
}

function chooseImage({ dataset }: NetAtHand, image: Input['image']): ChosenImage {
  if ('pixels' in image) {
    const { height, width, channels } = dataset.image;
    if (image.pixels.length === dataset.inputSize) return { pixels: image.pixels, trueLabel: null };
    const problem = `The drawn image has ${image.pixels.length} values, but the net takes ${height} x ${width} x ${channels}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Draw it again.' });
  }
  const split = dataset.splits[image.split];
  if (image.index >= split.count) {
    const problem = `The ${image.split} split has ${split.count} examples, so there is no example ${image.index}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose another example.' });
  }
  const pixels = pixelsOf(dataset, split.pixels, image.index).slice();
  return { pixels, trueLabel: split.labels[image.index] as number };
}

/** The program's outputs for one image, as the answers to a split of one. */
function answersOfOne(recipe: Recipe, outputs: Readonly<Record<string, Numbers>>): Answers {
  const goodness = recipe.layers.map(({ name }) =>
    Float64Array.from(assertDefined(outputs[`goodness/${name}`], name)),
  );
  const probabilities = outputs['probabilities'];
  return {
    classes: recipe.classes,
    labels: new Uint8Array(1),
    goodness,
    probabilities: probabilities === undefined ? null : Float64Array.from(probabilities),
  };
}

function chooseLabels(
  recipe: Recipe,
  answers: Answers,
  trueLabel: number | null,
  { positiveLabel, negativeLabel }: Input,
): { positive: number; negative: number } {
  for (const label of [positiveLabel, negativeLabel]) {
    if (label === null || label < recipe.classes) continue;
    const problem = `There is no label ${label} among ${recipe.classes} classes`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose another label.' });
  }
  const answer = () =>
    predictionsOf(answers, assertDefined(readoutsOf(recipe)[0], 'a read-out'))[0] as number;
  const positive = positiveLabel ?? trueLabel ?? answer();
  const scores = scoresOf(answers, { span: summedLayers(recipe) }, 0);
  return { positive, negative: negativeLabel ?? bestExcept(scores, positive) };
}

function layerUnder(
  recipe: Recipe,
  index: number,
  outputs: Readonly<Record<string, Numbers>>,
  positive: number,
  negative: number,
): LayerUnderTwoLabels {
  const { name, layer, threshold } = assertDefined(recipe.layers[index], 'a layer');
  const activity = assertDefined(outputs[`activity/${name}`], name);
  const byLabel = assertDefined(outputs[`goodness/${name}`], name);
  const row = (label: number) =>
    Float32Array.from(activity.subarray(label * layer.units, (label + 1) * layer.units));
  const goodness = { positive: byLabel[positive] as number, negative: byLabel[negative] as number };
  return {
    name,
    units: layer.units,
    positive: row(positive),
    negative: row(negative),
    threshold,
    goodness,
    probability: {
      positive: probabilityOf(goodness.positive, threshold),
      negative: probabilityOf(goodness.negative, threshold),
    },
  };
}

/** p(positive) = sigmoid(goodness - threshold). */
export function probabilityOf(goodness: number, threshold: number): number {
  return 1 / (1 + Math.exp(threshold - goodness));
}
