/** One image under two labels, or beside the negative made from it, layer by layer, and what every read-out answers. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ParsedInputOf } from '../../src-shared/contract/contract.ts';
import type {
  ImageInspection,
  LayerUnderTwoInputs,
  ReadoutAnswer,
  RegionGoodness,
  SettlingInspection,
} from '../../src-shared/views/inspection-view.ts';
import { amongCandidates, candidatesFor } from '../core/measure/answers.ts';
import type { Answers } from '../core/measure/answers.ts';
import { iterationsProgram, summedByIteration } from '../core/measure/iteration-program.ts';
import { imageProgram, negativesProgram } from '../core/measure/insight-programs.ts';
import type { Numbers } from '../core/measure/program-runner.ts';
import { imageRows } from '../core/dataset/rows.ts';
import { below } from '../core/net/names.ts';
import type { Recipe } from '../core/net/recipe.ts';
import { netInput, pixelsOf } from './net-input.ts';
import type { NetAtHand } from './nets-at-hand.ts';
import { competes, imageValues, judgesClasses, linearReadouts, settlesUnderLabels } from '../core/net/net.ts';
import type { Judged, NetLayer } from '../core/net/net.ts';
import {
  bestExcept,
  predictionsOf,
  readoutsOf,
  scoresOf,
  summedGoodness,
  summedLayers,
} from './readout-answers.ts';

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
  const labelled = recipe.labels !== null;
  const own = valuesOf(net, pixels);
  const negative = labelled ? null : await negativeOf(net, own, input.image);
  const image = judgesClasses(recipe) ? own : pairOf(own, negative ?? own);
  const outputs = await net.programs.run(imageProgram(recipe), net.state, { image });
  const answers = answersOfOne(recipe, outputs);
  const candidates = candidatesFor(answers, recipe, 0);
  const told = answersTold(recipe, answers);
  const likely = trueLabel ?? assertDefined(told[0], 'a read-out').answer;
  const labels = labelled ? chooseLabels(recipe, answers, likely, input) : null;
  const rows = labels ?? { positive: 0, negative: negative === null ? null : 1 };
  return {
    at: net.at,
    image: dataset.image,
    classNames: dataset.classNames,
    pixels,
    trueLabel,
    positiveLabel: labels?.positive ?? null,
    negativeLabel: labels?.negative ?? null,
    inputs:
      labels === null
        ? { positive: own, negative }
        : {
            positive: netInput(dataset, recipe, pixels, labels.positive),
            negative: netInput(dataset, recipe, pixels, labels.negative),
          },
    layers: recipe.layers.map((entry) => layerUnder(entry, outputs, rows)),
    goodnessByLabel: Float32Array.from(answers.goodness.flatMap((each) => [...each])),
    candidates,
    settling: labels === null ? null : await settlingOf(net, own, labels),
    answers: told,
    notes: [...notesOn(recipe), ...noteOnCandidates(candidates, dataset.classNames)],
    milliseconds: clock() - began,
  };
}

/** Iteration by iteration, where the net settles. */
async function settlingOf(
  { recipe, programs, state }: NetAtHand,
  image: Float32Array,
  rows: { readonly positive: number; readonly negative: number },
): Promise<SettlingInspection | null> {
  if (recipe.feedback === null || !settlesUnderLabels(recipe)) return null;
  const outputs = await programs.run(iterationsProgram(recipe, 1, true), state, { image });
  const goodness = summedByIteration(recipe, outputs);
  return {
    judged: recipe.feedback.judged,
    goodness: Float32Array.from(goodness.flatMap((each) => [...each])),
    iterations: goodness.map((_, at) => {
      const own = below(`iteration${at + 1}`, outputs);
      const byLabel = recipe.layers.flatMap(({ name }) => [...assertDefined(own[`goodness/${name}`], name)]);
      return {
        layers: recipe.layers.map((entry) => layerUnder(entry, own, rows)),
        goodnessByLabel: Float32Array.from(byLabel),
      };
    }),
  };
}

/** In words, what this net has not got. */
function notesOn(recipe: Recipe): string[] {
  return [...notesOnLabels(recipe), notesOnIterations(recipe)];
}

function notesOnLabels(recipe: Recipe): string[] {
  const { labels, local } = recipe;
  if (labels !== null) return [];
  if (competes(recipe)) {
    return [
      'The units of every layer are divided among the classes: the goodness of a label is that of its units in one pass. No label is told and there are no negatives, so no layer has a threshold or a p(positive).',
    ];
  }
  if (local === null) {
    return [
      'This net was trained by back-propagation: it is told no label, sees no negatives, and its layers have no goodness of their own.',
    ];
  }
  return [
    'This net is never told a label, so there is no goodness per label. The negative is made from the image as in training.',
  ];
}

function noteOnCandidates(candidates: readonly number[] | null, classNames: readonly string[]): string[] {
  if (candidates === null) return [];
  const names = candidates.map((label) => classNames[label] ?? String(label)).join(', ');
  return [
    `Answers by goodness are looked for among the labels that the softmax read-out finds most probable, here ${names}; the goodness of other labels is shown and does not count.`,
  ];
}

function notesOnIterations(recipe: Recipe): string {
  const { feedback } = recipe;
  if (feedback === null) return 'This net answers in one pass, so it has no iterations.';
  if (!settlesUnderLabels(recipe))
    return `It settles over ${feedback.iterations} iterations, and what is shown is the state of its layers after the last.`;
  const { first, last } = feedback.judged;
  return `This net settles over iterations with the label on top, so the image is the same under every label. Activities are those of iteration ${last}, goodness is the mean of iterations ${first} to ${last}.`;
}

/** An image as the net's numbers, [values]. */
function valuesOf({ recipe, dataset }: NetAtHand, pixels: Uint8Array): Float32Array {
  const split = { count: 1, pixels, labels: new Uint8Array(1) };
  return imageRows(dataset, split, Uint32Array.of(0), imageValues(recipe));
}

function pairOf(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** The negative that the recipe's pairs make of an image; null where training has none. */
async function negativeOf(
  net: NetAtHand,
  own: Float32Array,
  image: Input['image'],
): Promise<Float32Array | null> {
  const { recipe, dataset, spec } = net;
  if (recipe.local === null) return null;
  const index = 'pixels' in image ? 0 : image.index;
  const { test, train } = dataset.splits;
  const others = test.count > 0 ? test : train;
  // A pair may need another image, of another class: one that stands further on.
  const otherIndex = (index + 1) % others.count;
  const other = valuesOf(net, pixelsOf(dataset, others.pixels, otherIndex));
  const images = pairOf(own, other);
  const classes = Uint8Array.of(0, 1);
  const bring = recipe.local.pairs.supply(recipe, classes, spec.seed);
  const turn = { pass: 0, batch: index, indexes: Uint32Array.of(0, 1), images };
  const outputs = await net.programs.run(negativesProgram(recipe, 2), net.state, {
    image: images,
    ...bring(turn),
  });
  return Float32Array.from(assertDefined(outputs['negatives'], 'negatives').subarray(0, own.length));
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
  const { classes, layers } = recipe;
  const goodness = (judgesClasses(recipe) ? layers : []).map(({ name }) =>
    Float64Array.from(assertDefined(outputs[`goodness/${name}`], name)),
  );
  const probabilities = linearReadouts(recipe).map(({ name }) => {
    const all = assertDefined(outputs[`probabilities/${name}`], name);
    return [name, Float64Array.from(all.subarray(0, classes))] as const;
  });
  return { classes, labels: new Uint8Array(1), goodness, probabilities: Object.fromEntries(probabilities) };
}

/** What every read-out answers, with the scores of all classes. */
function answersTold(recipe: Recipe, answers: Answers): ReadoutAnswer[] {
  const deciding = amongCandidates(answers, recipe);
  return readoutsOf(recipe).map((each) => ({
    readout: each.readout,
    answer: predictionsOf(deciding, each)[0] as number,
    scores: Float32Array.from(scoresOf(answers, each, 0)),
  }));
}

/** `likely`: the positive label where none is wished for. */
function chooseLabels(
  recipe: Recipe,
  answers: Answers,
  likely: number,
  { positiveLabel, negativeLabel }: Input,
): { positive: number; negative: number } {
  for (const label of [positiveLabel, negativeLabel]) {
    if (label === null || label < recipe.classes) continue;
    const problem = `There is no label ${label} among ${recipe.classes} classes`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose another label.' });
  }
  const positive = positiveLabel ?? likely;
  const scores = summedGoodness(answers, summedLayers(recipe), 0);
  return { positive, negative: negativeLabel ?? bestExcept(scores, positive) };
}

/** `rows`: those of the positive and the negative among the program's. */
function layerUnder(
  { name, layer, judged }: NetLayer,
  outputs: Readonly<Record<string, Numbers>>,
  rows: { readonly positive: number; readonly negative: number | null },
): LayerUnderTwoInputs {
  const activity = assertDefined(outputs[`activity/${name}`], name);
  const row = (at: number) => Float32Array.from(activity.subarray(at * layer.units, (at + 1) * layer.units));
  const about = {
    name,
    units: layer.units,
    output: layer.output,
    weightSets: layer.sharesWeights ? layer.output.channels : layer.units,
    positive: row(rows.positive),
    negative: rows.negative === null ? null : row(rows.negative),
  };
  if (judged === null || rows.negative === null) return { ...about, judged: null };
  const { threshold } = judged;
  const byRow = assertDefined(outputs[`goodness/${name}`], name);
  const goodness = {
    positive: byRow[rows.positive] as number,
    negative: byRow[rows.negative] as number,
  };
  const probability = {
    positive: probabilityOf(goodness.positive, threshold),
    negative: probabilityOf(goodness.negative, threshold),
  };
  const regions = regionsUnder(name, judged, outputs, { ...rows, negative: rows.negative });
  return { ...about, judged: { threshold, goodness, probability, regions } };
}

function regionsUnder(
  name: string,
  { regions }: Judged,
  outputs: Readonly<Record<string, Numbers>>,
  rows: { readonly positive: number; readonly negative: number },
): RegionGoodness | null {
  if (regions === null) return null;
  const { grid, count, threshold } = regions;
  const byRow = assertDefined(outputs[`regions/${name}`], name);
  const row = (at: number) => Float32Array.from(byRow.subarray(at * count, (at + 1) * count));
  return { ...grid, threshold, positive: row(rows.positive), negative: row(rows.negative) };
}

/** p(positive) = sigmoid(goodness - threshold). */
export function probabilityOf(goodness: number, threshold: number): number {
  return 1 / (1 + Math.exp(threshold - goodness));
}
