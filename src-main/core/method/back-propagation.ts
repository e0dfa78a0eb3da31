/**
 * Back-propagation, for comparison: the softmax read-out's cross-entropy is sent back through all layers below it. The
 * nets are the same, the derivatives come out of reverse mode, so every kind of layer trains this way too.
 *
 * With top-down input the net settles over all its iterations and the softmax reads the states it ends with; errors go back
 * through the iterations. No label stands on top: the net could read the answer off it.
 *
 * Legend: B examples, C classes.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { recordOperations } from '../engine/differentiate.ts';
import { sizeOf } from '../engine/engine.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Feedback } from '../feedback/feedback.ts';
import { forward, plainInput, readoutInputs, readoutLogits, rowsOf } from '../net/forward.ts';
import { chanceInputs } from '../net/chances.ts';
import { leftOutFactors, leftOutInputs } from '../net/left-out.ts';
import { imageValues, linearReadouts, softmaxReadout } from '../net/net.ts';
import type { NetLayer } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { below, merged, prefixed } from '../net/names.ts';
import { layerParameters, readoutParameters } from '../net/parameters.ts';
import { stateShapes, updateParameters } from '../net/state.ts';
import type { StateShapes } from '../net/parameters.ts';
import { settleUntold } from '../net/settle.ts';
import { untoldPass } from '../net/told-pass.ts';
import type { LinearReadout } from '../readout/readout.ts';
import { besideDepth, besideProducts, besideScalars, learnBeside } from './learn-makers.ts';
import type { Method, Step } from './method.ts';
import { crossEntropy, learnReadout } from './read-out-step.ts';

export const backPropagation: Method = {
  byLayer: false,
  misfit: (recipe) => {
    if (reachedFrom(recipe) === recipe.layers.length)
      return 'layers: back-propagation sends nothing through a black box, and here no layer stands above it';
    const readout = softmaxReadout(recipe);
    if (readout === null)
      return 'readouts: back-propagation needs a softmax read-out, whose errors it sends back';
    if (readout.end < recipe.layers.length)
      return 'readouts: the softmax must read the last layer too, or the layers above it learn nothing';
    return recipe.feedback === null ? null : idleFeedback(recipe, readout, recipe.feedback);
  },
  trained: trainedShapes,
  step: (recipe, _stage, _input, examples): Step => ({
    program: stepProgram(recipe, examples),
    batchInputs: batchInputs(recipe, examples),
    scalars: (step, gain) => scalarsOf(recipe, step, gain),
    products: productsOf(recipe) * examples,
  }),
};

function batchInputs(recipe: Recipe, examples: number): Record<string, Shape> {
  return {
    image: [examples, imageValues(recipe)],
    labels: [examples, recipe.classes],
    ...leftOutInputs(recipe, recipe.layers.length),
    ...chanceInputs(
      recipe,
      recipe.layers.length,
      reached(recipe).map((entry) => recipe.layers.indexOf(entry)),
    ),
  };
}

/** The lowest layer that errors come down to, counted from 0: the one above the last through which nothing is sent back. */
function reachedFrom({ layers }: Recipe): number {
  return layers.findLastIndex(({ layer }) => layer.sendsBack === false) + 1;
}

function reached(recipe: Recipe): readonly NetLayer[] {
  return recipe.layers.slice(reachedFrom(recipe));
}

function trainedShapes(recipe: Recipe): StateShapes {
  const left = recipe.layers.slice(0, reachedFrom(recipe));
  const learns = (name: string) => !left.some((entry) => name.startsWith(`${entry.name}/`));
  return Object.fromEntries(Object.entries(stateShapes(recipe)).filter(([name]) => learns(name)));
}

function scalarsOf(recipe: Recipe, step: number, gain: number): Record<string, number> {
  return merged([
    prefixed('optimizer', recipe.optimizer.scalars(step, gain)),
    ...linearReadouts(recipe).map(({ name, optimizer }) => prefixed(name, optimizer.scalars(step, gain))),
    besideScalars(recipe, step, gain),
  ]);
}

function stepProgram(recipe: Recipe, examples: number): Program {
  const state = trainedShapes(recipe);
  const scalars = Object.keys(scalarsOf(recipe, 1, 1)).map((name) => [`scalar/${name}`, [1, 1]] as const);
  return {
    name: 'step of back-propagation',
    inputs: {
      ...merged(recipe.layers.map(layerParameters)),
      ...state,
      ...batchInputs(recipe, examples),
      ...Object.fromEntries(scalars),
    },
    state: Object.keys(state),
    build: (ops, tensors) => buildStep(ops, recipe, tensors),
  };
}

function buildStep(ops: TensorOps, recipe: Recipe, tensors: Tensors): Record<string, Tensor> {
  const readout = assertDefined(softmaxReadout(recipe) ?? undefined, 'a softmax read-out');
  const labels = assertDefined(tensors['labels'], 'labels');
  const tape = recordOperations(ops);
  const image = assertDefined(tensors['image'], 'image');
  const factors = leftOutFactors(ops, recipe, tensors, recipe.layers.length, rowsOf(labels));
  const pass =
    recipe.feedback === null
      ? forward(tape.ops, recipe, tensors, plainInput(tape.ops, recipe, image), recipe.layers.length, factors)
      : settleUntold(tape.ops, recipe, tensors, image);
  const seen = readoutInputs(tape.ops, recipe, pass, readout, factors);
  const logits = readoutLogits(tape.ops, readout, seen, tensors);
  const probabilities = ops.softmax(logits);
  // dL/dlogits = (q - onehot) / B, exact however sure the read-out is; a number with that derivative is sent back.
  const upstream = ops.scale(ops.subtract(probabilities, labels), 1 / rowsOf(labels));
  const sentBack = tape.ops.sum(tape.ops.sum(tape.ops.multiply(logits, upstream), 1), 0);
  const [layers, weights] = [
    merged(reached(recipe).map(layerParameters)),
    readoutParameters(recipe, readout),
  ];
  const gradients = tape.gradients(sentBack, pick(tensors, { ...layers, ...weights }));
  const others = linearReadouts(recipe).filter((each) => each !== readout);
  const alone = others.length === 0 && besideDepth(recipe) === 0;
  const whole = recipe.dropout === null || alone ? pass : untoldPass(ops, recipe, tensors, image);
  return merged([
    { [`loss/${readout.name}`]: crossEntropy(ops, probabilities, labels) },
    updateParameters(
      ops,
      recipe.optimizer,
      pick(gradients, layers),
      tensors,
      below('scalar/optimizer', tensors),
      { layers: recipe.layers },
    ),
    updateParameters(
      ops,
      readout.optimizer,
      pick(gradients, weights),
      tensors,
      below(`scalar/${readout.name}`, tensors),
    ),
    ...others.map(
      (each: LinearReadout) =>
        learnReadout(ops, each, readoutInputs(ops, recipe, whole, each), tensors).outputs,
    ),
    learnBeside(ops, recipe, whole, tensors),
  ]);
}

/** The entries that `names` has. */
function pick<T>(entries: Readonly<Record<string, T>>, names: StateShapes): Record<string, T> {
  return Object.fromEntries(
    Object.keys(names).map((name) => [name, assertDefined(entries[name], name)] as const),
  );
}

/** Why a net gains nothing from top-down input here: what comes from above must still reach the softmax. */
function idleFeedback({ layers }: Recipe, { begin }: LinearReadout, { iterations }: Feedback): string | null {
  if (layers.length === 1)
    return 'feedback: there is no layer above the only one, so nothing comes from the top; add a layer, or take no top-down input';
  return iterations > begin
    ? null
    : `feedback: what the first layer sees from above reaches the softmax after ${begin + 1} iterations, and ${iterations} are run; run more, or let the softmax read lower layers`;
}

/**
 * Multiplications per example: a pass, a gradient of all weights, and what is sent back, but not below the lowest that learns. With
 * top-down input each of them once for the pass from the bottom up and once for every iteration, but the image's only once.
 */
function productsOf(recipe: Recipe): number {
  const { layers, feedback } = recipe;
  if (feedback !== null) return settlingProducts(layers, feedback) + besideProducts(recipe);
  const sum = (some: readonly NetLayer[]) => some.reduce((total, { layer }) => total + layer.products, 0);
  const learning = reached(recipe);
  return sum(layers) + 2 * sum(learning) - (learning[0]?.layer.products ?? 0) + besideProducts(recipe);
}

function settlingProducts(layers: Recipe['layers'], { iterations }: Feedback): number {
  const times = (block: string) =>
    block === 'image' ? 2 : block === 'below' ? 3 * (iterations + 1) : 3 * iterations;
  return layers.reduce(
    (total, { layer, reads }) =>
      Object.keys(reads).reduce((sum, block) => {
        const { shape } = assertDefined(layer.parameters[`weights/${block}`], block);
        return sum + times(block) * sizeOf(shape);
      }, total),
    0,
  );
}
