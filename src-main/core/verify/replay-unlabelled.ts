/** The traces of unsupervised recipes (format version 2): hybrid negatives, on dense, local and convolutional layers. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { oneHotRows } from '../dataset/rows.ts';
import type { Engine } from '../engine/engine.ts';
import { negativesProgram } from '../measure/insight-programs.ts';
import type { Stage } from '../method/method.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { NetLayer } from '../net/net.ts';
import { createRecipe } from '../net/recipe.ts';
import type { RecipeChoices } from '../net/recipe.ts';
import type { Comparison } from './comparison.ts';
import { partsOfRule } from './local-rule.ts';
import { imageOf } from './golden-trace.ts';
import type { UnlabelledTrace } from './golden-trace.ts';
import { Session, transposed } from './session.ts';
import type { Numbers } from './session.ts';

export function openUnlabelled(trace: UnlabelledTrace, engine: Engine): Session {
  const facts = { image: imageOf(trace), classes: trace.classes, largestInput: Math.max(...trace.inputs) };
  const recipe = createRecipe(choicesOf(trace), facts);
  return new Session(recipe, engine, trace.batch, (name) => {
    const layer = recipe.layers.find((entry) => name.startsWith(`${entry.name}/`));
    if (layer === undefined) return null;
    const index = recipe.layers.indexOf(layer);
    if (name === `${layer.name}/bias`) return Float64Array.from(trace.biases[index] ?? []);
    if (!/^layer\d+\/weights\/\w+$/.test(name)) return null;
    return byBlocks(layer, trace.weights[index] ?? [], 'by unit');
  });
}

export async function replayUnlabelled(
  trace: UnlabelledTrace,
  session: Session,
  comparison: Comparison,
): Promise<void> {
  const { recipe } = session;
  const stage: Stage = { layers: recipe.layers.map((_, index) => index), readout: true };
  for (const [index, expected] of trace.steps.entries()) {
    const batch = batchOf(trace, index);
    const at = `steps.${index}`;
    const { negatives } = await session.run(negativesProgram(recipe, trace.batch), batch);
    comparison.add(`${at}.negativeInputs`, expected.negativeInputs, negatives);
    const step = { stage, input: 'image', step: index + 1, gain: trace.hyperparameters.gain } as const;
    const left = await session.step(step, batch);
    comparison.add(`${at}.softmaxCrossEntropy`, [expected.softmaxCrossEntropy], left['loss/softmax']);
    for (const [l, layer] of recipe.layers.entries()) {
      const { name } = layer;
      const compare = (list: string, numbers: readonly (readonly number[])[], found?: ArrayLike<number>) =>
        comparison.add(`${at}.${list}.${l}`, numbers[l], found);
      compare('positiveGoodness', expected.positiveGoodness, left[`goodness/positive/${name}`]);
      compare('negativeGoodness', expected.negativeGoodness, left[`goodness/negative/${name}`]);
      compare('biases', expected.biases, await session.read(`${name}/bias`));
      const block = assertDefined(Object.keys(layer.reads)[0], 'a block');
      const weights = await session.read(`${name}/weights/${block}`);
      compare('weights', expected.weights, byBlocks(layer, weights, 'by input'));
      if (session.has(`${name}/peerMean`))
        compare('peerMeans', expected.peerMeans, await session.read(`${name}/peerMean`));
    }
    const [softmax] = recipe.readouts;
    const read = recipe.layers.slice(softmax?.begin, softmax?.end);
    for (const [l, { name }] of read.entries()) {
      const found = await session.read(`softmax/weights/${name}`);
      comparison.add(`${at}.softmaxWeights.${l}`, expected.softmaxWeights[l], found);
    }
  }
}

/**
 * Weights between the two orders: in a trace every block (one per position; one in all where it is shared or dense) is
 * [inputs, channels] ("by input"), in the net [channels, inputs] ("by unit").
 */
function byBlocks(
  { layer }: NetLayer,
  values: ArrayLike<number>,
  wanted: 'by unit' | 'by input',
): Float64Array {
  const { fanIn, output } = layer;
  const { channels } = output;
  const size = fanIn * channels;
  const all = Float64Array.from(values);
  const turned = Array.from({ length: all.length / size }, (_, block) => {
    const own = all.subarray(block * size, (block + 1) * size);
    return wanted === 'by unit' ? transposed(own, fanIn, channels) : transposed(own, channels, fanIn);
  });
  return Float64Array.from(turned.flatMap((block) => [...block]));
}

function batchOf(trace: UnlabelledTrace, step: number): Record<string, Numbers> {
  const { classes, inputs, labels, partners, maskBits } = trace;
  const size = sizeOfGrid(imageOf(trace));
  const image = Float64Array.from(inputs);
  const chosen = assertDefined(partners[step], 'partners');
  return {
    image,
    labels: oneHotRows(Uint8Array.from(labels), classes),
    partners: Float64Array.from(
      chosen.flatMap((partner) => [...image.subarray(partner * size, (partner + 1) * size)]),
    ),
    bits: Float64Array.from(assertDefined(maskBits[step], 'mask bits')),
  };
}

function choicesOf(trace: UnlabelledTrace): RecipeChoices {
  const { hyperparameters: own, layers, biases } = trace;
  const { smoothing } = own;
  return {
    layers:
      layers?.map(({ field, stride, channels, shared }): PartChoice => ({
        kind: shared ? 'convolution' : 'local',
        field,
        stride,
        channels,
      })) ?? biases.map((list): PartChoice => ({ kind: 'dense', units: list.length })),
    ...partsOfRule(own),
    negatives: { kind: 'hybrid', blurs: own.blurs },
    readouts: [
      {
        kind: 'softmax',
        firstLayer: own.softmaxLayers === 'all' ? 1 : 2,
        learningRate: own.softmaxLearningRate,
        smoothing,
        weightDecay: own.softmaxWeightDecay,
      },
    ],
  };
}
