/**
 * The Forward-Forward step as a program: state, a batch and a few numbers in; new state, losses and goodness out. Every
 * layer follows the gradient of its own objective alone.
 *
 * Where the net is told labels, the neutral pass comes first, because hard negatives are sampled from it; positives and
 * negatives then go through the net as one block of 2 B rows, which gives the same numbers as the order in the recipes
 * (every pass uses the weights from before the update) and keeps the products large. Where it is told none, read-outs
 * learn from the positives. A stage of one phase sees one half alone, and learns what that half would have taught.
 *
 * Legend: B examples, C classes, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { chanceInputs } from '../net/chances.ts';
import {
  forward,
  labelledInput,
  neutralLabels,
  normalized,
  passLayer,
  prepareImage,
  readoutInputs,
  rowsOf,
} from '../net/forward.ts';
import type { NetInput, PassLayer } from '../net/forward.ts';
import { sizeOfGrid } from '../net/grid.ts';
import { leftOutFactors, leftOutInputs } from '../net/left-out.ts';
import { imageValues, layerAt, linearReadouts, softmaxReadout } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { merged, prefixed } from '../net/names.ts';
import { allMakerParameters, layerParameters, readoutParameters } from '../net/parameters.ts';
import { pairState, readoutState } from '../net/state.ts';
import type { StateShapes } from '../net/parameters.ts';
import { bringsFor, halfPair } from '../negatives/half-pair.ts';
import type { PairInput, PairPass } from '../negatives/pair-source.ts';
import { besideDepth, besideProducts, besideScalars, besideState, learnBeside } from './learn-makers.ts';
import type { Method, Stage, StageInput, Step } from './method.ts';
import { layerStateOfPhase, recipeOfPhase } from './phase.ts';
import { askReadouts, learnReadout } from './read-out-step.ts';
import { settlingProducts, settlingStep } from './settling-step.ts';
import { localOf, updateLayer } from './update-layer.ts';

export const forwardForward: Method = {
  byLayer: true,
  byHalf: true,
  misfit: ({ local, layers }) =>
    local === null || layers.some(({ judged }) => judged === null)
      ? 'method: Forward-Forward needs a goodness, a threshold, an objective and negatives'
      : null,
  trained: trainedShapes,
  step: (whole, stage, input, examples): Step => {
    const recipe = recipeOfPhase(whole, stage);
    return {
      program: stepProgram(recipe, stage, input, examples),
      batchInputs: batchInputs(recipe, stage, input, examples),
      scalars: (step, gain) => stepScalars(recipe, stage, step, gain),
      products: productsOf(recipe, stage, input) * examples,
    };
  },
};

function stepProgram(recipe: Recipe, stage: Stage, input: StageInput, examples: number): Program {
  const trained = trainedShapes(recipe, stage);
  const inputs: Record<string, Shape> = {
    ...frozenShapes(recipe, stage, input),
    ...trained,
    ...batchInputs(recipe, stage, input, examples),
  };
  for (const name of Object.keys(stepScalars(recipe, stage, 1, 1))) inputs[`scalar/${name}`] = [1, 1];
  const trainedParts = stage.layers.map((index) => layerAt(recipe, index).name);
  const readouts = stage.readout ? linearReadouts(recipe).map(({ name }) => name) : [];
  return {
    name: `step of ${[...trainedParts, ...readouts].join('+')}`,
    inputs,
    state: Object.keys(trained),
    build: (ops, tensors) =>
      input === 'below'
        ? stepFromBelow(ops, recipe, stage, tensors)
        : stepFromImage(ops, recipe, stage, tensors),
  };
}

/** What comes with every batch. */
function batchInputs(
  recipe: Recipe,
  stage: Stage,
  input: StageInput,
  examples: number,
): Record<string, Shape> {
  if (input === 'below') {
    const first = layerAt(recipe, assertDefined(stage.layers[0], 'a layer'));
    const size = sizeOfGrid(assertDefined(first.reads['below'], 'a layer below'));
    return {
      positives: [examples, size],
      negatives: [examples, size],
    };
  }
  const { pairs } = localOf(recipe);
  return {
    image: [examples, imageValues(recipe)],
    ...(pairs.labelled || stage.readout ? { labels: [examples, recipe.classes] } : {}),
    ...((stage.layers.length > 0 || recipe.labels === null) && bringsFor(stage.phase?.half ?? null, pairs)
      ? pairs.perTurn(recipe, examples)
      : {}),
    ...leftOutInputs(recipe, Math.max(0, ...stage.layers)),
    ...chanceInputs(recipe, depthOf(recipe, stage), stage.layers),
  };
}

/** The state a stage changes. */
function trainedShapes(recipe: Recipe, stage: Stage): StateShapes {
  return merged([
    ...stage.layers.map((index) => layerStateOfPhase(recipe, layerAt(recipe, index), stage)),
    ...(stage.readout ? linearReadouts(recipe).map((readout) => readoutState(recipe, readout)) : []),
    stage.layers.length > 0 ? pairState(recipe) : {},
    stage.readout ? besideState(recipe) : {},
  ]);
}

/** Numbers of a step, as "optimizer/<name>" and "<read-out>/<name>". */
function stepScalars(recipe: Recipe, stage: Stage, step: number, gain: number): Record<string, number> {
  return merged([
    stage.layers.length === 0
      ? {}
      : prefixed('optimizer', recipe.optimizer.scalars(step, gain * (stage.phase?.gain ?? 1))),
    ...(stage.readout ? linearReadouts(recipe) : []).map(({ name, optimizer }) =>
      prefixed(name, optimizer.scalars(step, gain)),
    ),
    stage.readout ? besideScalars(recipe, step, gain) : {},
  ]);
}

/** Layers whose parameters a stage reads. */
function depthOf(recipe: Recipe, stage: Stage): number {
  const { needsGuess, usesNet } = localOf(recipe).pairs;
  const whole = stage.readout || needsGuess || usesNet || recipe.feedback !== null;
  return whole ? recipe.layers.length : Math.max(...stage.layers) + 1;
}

/** Parameters that a stage reads and does not change. */
function frozenShapes(recipe: Recipe, stage: Stage, input: StageInput): StateShapes {
  if (input === 'below') return {};
  const { needsGuess, usesNet } = localOf(recipe).pairs;
  const depth = depthOf(recipe, stage);
  const guess = softmaxReadout(recipe);
  return merged([
    ...recipe.layers
      .slice(0, depth)
      .filter((_, index) => !stage.layers.includes(index))
      .map(layerParameters),
    !stage.readout && needsGuess && guess !== null ? readoutParameters(recipe, guess) : {},
    !stage.readout && usesNet ? allMakerParameters(recipe) : {},
  ]);
}

function stepFromImage(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
): Record<string, Tensor> {
  const image = assertDefined(tensors['image'], 'image');
  if (recipe.feedback !== null) return settlingStep(ops, recipe, stage, tensors);
  if (recipe.labels === null) return stepWithoutLabels(ops, recipe, stage, image, tensors);
  const labels = assertDefined(tensors['labels'], 'labels');
  const prepared = prepareImage(ops, recipe, tensors, image);
  const labelled = { prepared, labels };
  const neutral = askReadouts(ops, recipe, stage, tensors, (depth) => {
    const input = labelledInput(ops, recipe, prepared, neutralLabels(ops, recipe, rowsOf(labels)));
    return forward(ops, recipe, tensors, input, depth);
  });
  if (stage.layers.length === 0) return neutral.outputs;
  const input = pairInput(ops, recipe, stage, { tensors, image, labelled, guess: neutral.guess });
  const pass = learningPass(ops, recipe, stage, input, tensors);
  const kept = prefixed('pairs', input.kept ?? {});
  return merged([neutral.outputs, kept, ...updateLayers(ops, recipe, stage, pass, tensors)]);
}

/** What a step's passes start from: B positive rows followed by B negative ones, or those of its phase alone. */
function pairInput(ops: TensorOps, recipe: Recipe, { phase }: Stage, passing: PairPass): PairInput {
  const { pairs } = localOf(recipe);
  return phase === undefined
    ? pairs.pair(ops, recipe, passing)
    : halfPair(ops, recipe, pairs, phase.half, passing);
}

/** The pass that a stage's layers learn from, with units left out where there is dropout: the same of both halves. */
function learningPass(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  input: NetInput,
  tensors: Tensors,
): PassLayer[] {
  const last = Math.max(...stage.layers);
  const halves = stage.phase === undefined ? 2 : 1;
  const factors = leftOutFactors(ops, recipe, tensors, last, input.rows / halves);
  const ofBoth = Object.entries(factors).map(
    ([name, factor]) => [name, halves === 1 ? factor : ops.tile(factor, 0, 2)] as const,
  );
  return forward(ops, recipe, tensors, input, last + 1, Object.fromEntries(ofBoth));
}

function updateLayers(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  pass: readonly PassLayer[],
  tensors: Tensors,
): Record<string, Tensor>[] {
  const others = localOf(recipe).objective.collaborates === undefined ? [] : pass;
  return stage.layers.map((index) =>
    updateLayer(ops, recipe, index, assertDefined(pass[index], 'a pass'), tensors, {
      all: others,
      half: stage.phase?.half ?? null,
    }),
  );
}

function stepWithoutLabels(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  image: Tensor,
  tensors: Tensors,
): Record<string, Tensor> {
  const passing: PairPass = { tensors, image, labelled: null, guess: null };
  const readouts = stage.readout ? linearReadouts(recipe) : [];
  const depth = Math.max(
    stage.readout ? besideDepth(recipe) : 0,
    ...stage.layers.map((index) => index + 1),
    ...readouts.map(({ end }) => end),
  );
  const input = pairInput(ops, recipe, stage, passing);
  const whole = recipe.dropout === null || stage.readout;
  const pass = whole ? forward(ops, recipe, tensors, input, depth) : [];
  const examples = rowsOf(image);
  const learnt = readouts.map((readout) => {
    const inputs = Object.entries(readoutInputs(ops, recipe, pass, readout)).map(
      ([name, values]) => [name, ops.slice(values, 0, 0, examples)] as const,
    );
    return learnReadout(ops, readout, Object.fromEntries(inputs), tensors).outputs;
  });
  if (stage.readout) learnt.push(learnBeside(ops, recipe, pass, tensors));
  if (stage.layers.length === 0) return merged(learnt);
  const learning = recipe.dropout === null ? pass : learningPass(ops, recipe, stage, input, tensors);
  return merged([...learnt, ...updateLayers(ops, recipe, stage, learning, tensors)]);
}

function stepFromBelow(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
): Record<string, Tensor> {
  const index = assertDefined(stage.layers[0], 'a layer');
  const [positives, negatives] = [tensors['positives'], tensors['negatives']];
  const both = ops.concat([assertDefined(positives, 'positives'), assertDefined(negatives, 'negatives')], 0);
  const input = { blocks: { below: both }, rowScale: null };
  return updateLayer(
    ops,
    recipe,
    index,
    passLayer(ops, recipe, tensors, index, input, both.shape[0] as number),
    tensors,
  );
}

/**
 * The inputs of layer `index` for a stage that starts "below": normalized activities of the layer below, from a batch.
 * Outputs: "positives" and "negatives" [B, N].
 */
export function liftProgram(recipe: Recipe, index: number, examples: number): Program {
  const { pairs } = localOf(recipe);
  const stage: Stage = { layers: [index], readout: false };
  return {
    name: `input of ${layerAt(recipe, index).name} for ${examples} examples`,
    inputs: {
      ...merged(recipe.layers.slice(0, index).map(layerParameters)),
      ...batchInputs(recipe, stage, 'image', examples),
    },
    build: (ops, tensors) => {
      const image = assertDefined(tensors['image'], 'image');
      const labelled =
        recipe.labels === null
          ? null
          : {
              prepared: prepareImage(ops, recipe, tensors, image),
              labels: assertDefined(tensors['labels'], 'labels'),
            };
      const input = pairs.pair(ops, recipe, { tensors, image, labelled, guess: null });
      const pass = forward(ops, recipe, tensors, input, index);
      const values = normalized(ops, recipe, assertDefined(pass[index - 1], 'the layer below'));
      return {
        positives: ops.slice(values, 0, 0, examples),
        negatives: ops.slice(values, 0, examples, 2 * examples),
      };
    },
  };
}

/** Multiplications per example: a pass of both rows, the neutral pass, and a gradient for every layer trained. */
function productsOf(recipe: Recipe, stage: Stage, input: StageInput): number {
  if (recipe.feedback !== null) return settlingProducts(recipe, stage);
  const trains = new Set(stage.layers);
  const readouts = linearReadouts(recipe);
  const start = input === 'below' ? Math.min(...stage.layers) : 0;
  const ends = recipe.labels === null && stage.readout ? readouts.map(({ end }) => end) : [];
  const depth = Math.max(0, ...stage.layers.map((index) => index + 1), ...ends);
  const { needsGuess } = localOf(recipe).pairs;
  const asked = stage.readout ? readouts : needsGuess ? [softmaxReadout(recipe)] : [];
  const neutralDepth = recipe.labels === null ? 0 : Math.max(0, ...asked.map((each) => each?.end ?? 0));
  let total = stage.readout ? besideProducts(recipe) : 0;
  // With dropout, layers and read-outs cannot learn from one pass.
  const halves = stage.phase === undefined ? 2 : 1;
  const passes = recipe.dropout !== null && trains.size > 0 && ends.length > 0 ? 2 * halves : halves;
  recipe.layers.forEach(({ layer: { products } }, index) => {
    if (index >= start && index < depth) total += passes * products;
    if (index < neutralDepth) total += products;
    if (trains.has(index)) total += halves * products;
  });
  return total;
}
