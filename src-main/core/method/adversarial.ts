/**
 * Two nets against each other, by back-propagation, for comparison: the net of `layers` learns to tell real images from
 * those of a generator, and the generator to have its images taken for real. Both take one step on each batch, from the
 * parameters as they were before it.
 *
 *     discriminator: mean of softplus(-verdict(x)) + mean of softplus(verdict(G(z)));   generator: mean of softplus(-verdict(G(z)))
 *
 * with the generator's loss in the form that does not saturate. Read-outs learn beside, from the real images. Dropout is of the
 * discriminator, for both sorts of images and for what the generator learns from.
 *
 * Source: Goodfellow et al. 2014, arXiv 1406.2661.
 *
 * Legend: B examples, Z noise values, I values of an image.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { recordOperations } from '../engine/differentiate.ts';
import type { RecordedOperations } from '../engine/differentiate.ts';
import type { Program, Shape, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { readoutInputs, rowsOf } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { leftOutFactors, leftOutInputs } from '../net/left-out.ts';
import { below, merged, prefixed } from '../net/names.ts';
import { imageValues, linearReadouts } from '../net/net.ts';
import { layerParameters, makerParameters } from '../net/parameters.ts';
import type { StateShapes } from '../net/parameters.ts';
import type { Recipe } from '../net/recipe.ts';
import { stateShapes, updateParameters } from '../net/state.ts';
import { discriminated, generated, noiseOf, verdictOf } from '../readout/generator.ts';
import type { ImageMaker } from '../readout/image-maker.ts';
import { besideProducts, besideScalars, learnBeside } from './learn-makers.ts';
import type { Method, Step } from './method.ts';
import { learnReadout } from './read-out-step.ts';

export const adversarial: Method = {
  byLayer: false,
  misfit: (recipe) =>
    generatorOf(recipe) === null
      ? 'readouts: the adversarial method trains a generator against the net; add the generator to the read-outs'
      : recipe.layers.some(({ layer }) => layer.sendsBack === false)
        ? 'layers: a generator learns from what is sent back to it, and nothing is sent back through a black box'
        : null,
  trained: (recipe) => stateShapes(recipe),
  step: (recipe, _stage, _input, examples): Step => ({
    program: stepProgram(recipe, examples),
    batchInputs: batchInputs(recipe, examples),
    scalars: (step, gain) => scalarsOf(recipe, step, gain),
    products: productsOf(recipe) * examples,
  }),
  bring: (recipe, seed, examples) => {
    const { name, size } = noiseFacts(recipe);
    return ({ pass, batch }) => ({ [name]: noiseOf(examples, size, randomStream(seed, name, pass, batch)) });
  },
};

function generatorOf({ makers }: Recipe): ImageMaker | null {
  return makers.find(({ learns }) => learns === 'against') ?? null;
}

function noiseFacts(recipe: Recipe): { readonly name: string; readonly size: number } {
  const maker = assertDefined(generatorOf(recipe) ?? undefined, 'a generator');
  const [[name, shape]] = Object.entries(maker.brought(recipe, 1)) as [[string, Shape]];
  return { name, size: assertDefined(shape[1], 'noise') };
}

function batchInputs(recipe: Recipe, examples: number): Record<string, Shape> {
  const { name, size } = noiseFacts(recipe);
  return {
    image: [examples, imageValues(recipe)],
    labels: [examples, recipe.classes],
    [name]: [examples, size],
    ...leftOutInputs(recipe, recipe.layers.length),
  };
}

function scalarsOf(recipe: Recipe, step: number, gain: number): Record<string, number> {
  const { name, optimizer } = assertDefined(generatorOf(recipe) ?? undefined, 'a generator');
  return merged([
    prefixed('optimizer', recipe.optimizer.scalars(step, gain)),
    prefixed(name, optimizer?.scalars(step, gain) ?? {}),
    ...linearReadouts(recipe).map((readout) => prefixed(readout.name, readout.optimizer.scalars(step, gain))),
    besideScalars(recipe, step, gain),
  ]);
}

function stepProgram(recipe: Recipe, examples: number): Program {
  const state = stateShapes(recipe);
  const scalars = Object.keys(scalarsOf(recipe, 1, 1)).map((name) => [`scalar/${name}`, [1, 1]] as const);
  return {
    name: 'step of a generator and its discriminator',
    inputs: { ...state, ...batchInputs(recipe, examples), ...Object.fromEntries(scalars) },
    state: Object.keys(state),
    build: (ops, tensors) => buildStep(ops, recipe, tensors),
  };
}

function buildStep(ops: TensorOps, recipe: Recipe, tensors: Tensors): Record<string, Tensor> {
  const maker = assertDefined(generatorOf(recipe) ?? undefined, 'a generator');
  const image = assertDefined(tensors['image'], 'image');
  const rows = rowsOf(image);
  const tape = recordOperations(ops);
  const noise = assertDefined(tensors[noiseFacts(recipe).name], 'noise');
  const made = generated(tape.ops, recipe, tensors, noise);
  const factors = bothHalves(ops, leftOutFactors(ops, recipe, tensors, recipe.layers.length, rows));
  const both = tape.ops.concat([image, made], 0);
  const pass = discriminated(tape.ops, recipe, tensors, both, factors);
  const verdict = verdictOf(tape.ops, recipe, tensors, pass, factors);
  const half = (begin: number) => tape.ops.slice(verdict, 0, begin, begin + rows);
  const meanOf = (values: Tensor) => tape.ops.mean(tape.ops.softplus(values), 0);
  const [real, false_] = [half(0), half(rows)];
  const caught = tape.ops.add(meanOf(tape.ops.negate(real)), meanOf(false_));
  const fooled = meanOf(tape.ops.negate(false_));
  const { name } = maker;
  const isVerdict = (parameter: string) => parameter.startsWith(`${name}/verdict/`);
  const own = Object.keys(makerParameters(recipe, maker));
  return merged([
    { [`loss/${name}`]: fooled, 'loss/discriminator': caught },
    updated(ops, maker, tape, { loss: fooled, of: own.filter((each) => !isVerdict(each)) }, tensors),
    updated(ops, maker, tape, { loss: caught, of: own.filter(isVerdict) }, tensors),
    updatedLayers(ops, recipe, tape, caught, tensors),
    besideNet(
      ops,
      recipe,
      recipe.dropout === null ? pass : discriminated(ops, recipe, tensors, image),
      tensors,
    ),
  ]);
}

/** The same units are left out of what is made of a real image and of a made one. */
function bothHalves(ops: TensorOps, factors: Tensors): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(factors).map(([name, factor]) => [name, ops.tile(factor, 0, 2)] as const),
  );
}

/** The maker's parameters `of` after a step down `loss`. */
function updated(
  ops: TensorOps,
  { name, optimizer }: ImageMaker,
  tape: RecordedOperations,
  { loss, of }: { readonly loss: Tensor; readonly of: readonly string[] },
  tensors: Tensors,
): Record<string, Tensor> {
  const gradients = tape.gradients(loss, pick(tensors, of));
  const undecayed = new Set(of.filter((each) => each.endsWith('/bias')));
  const scalars = below(`scalar/${name}`, tensors);
  const adam = assertDefined(optimizer ?? undefined, 'an optimizer');
  return updateParameters(ops, adam, gradients, tensors, scalars, { undecayed });
}

function updatedLayers(
  ops: TensorOps,
  recipe: Recipe,
  tape: RecordedOperations,
  loss: Tensor,
  tensors: Tensors,
): Record<string, Tensor> {
  const names = recipe.layers.flatMap((entry) => Object.keys(layerParameters(entry)));
  const gradients = tape.gradients(loss, pick(tensors, names));
  return updateParameters(ops, recipe.optimizer, gradients, tensors, below('scalar/optimizer', tensors), {
    layers: recipe.layers,
  });
}

/** Read-outs, from the real images, which are the first rows of the pass. */
function besideNet(
  ops: TensorOps,
  recipe: Recipe,
  pass: readonly PassLayer[],
  tensors: Tensors,
): Record<string, Tensor> {
  const rows = rowsOf(assertDefined(tensors['image'], 'image'));
  const learnt = linearReadouts(recipe).map((readout) => {
    const inputs = Object.entries(readoutInputs(ops, recipe, pass, readout)).map(
      ([name, values]) => [name, ops.slice(values, 0, 0, rows)] as const,
    );
    return learnReadout(ops, readout, Object.fromEntries(inputs), tensors).outputs;
  });
  return merged([...learnt, learnBeside(ops, recipe, pass, tensors)]);
}

function pick(tensors: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map((name) => [name, assertDefined(tensors[name], name)] as const));
}

/**
 * Multiplications per example: both passes, the gradient of all weights from both halves and what is sent back, down to the
 * generator; the generator's pass, gradient and what is sent back in it.
 */
function productsOf(recipe: Recipe): number {
  const layers = recipe.layers.reduce((total, { layer }) => total + layer.products, 0);
  const maker = assertDefined(generatorOf(recipe) ?? undefined, 'a generator');
  const shapes: StateShapes = makerParameters(recipe, maker);
  const own = Object.values(shapes).reduce(
    (total, shape) => total + shape.reduce((product, size) => product * size, 1),
    0,
  );
  return 2 * layers + 2 * layers + 3 * layers + 3 * own + besideProducts(recipe);
}
