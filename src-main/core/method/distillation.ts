/**
 * A net taught by one like it on the device before: first the teacher learns, by Forward-Forward from the labels; then the
 * student, with first weights of its own, by Forward-Forward from the teacher's soft answers in the place of labels. It is
 * never told a label. What passes from one device to the next is how the teacher answers, and none of its weights.
 *
 * The teacher's tensors are named as the student's, below "teacher". It starts and learns bit for bit as the same net does
 * by Forward-Forward alone on its device.
 *
 * Legend: B examples, C classes.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { Program, Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { forward, neutralInput, readoutInputs, readoutLogits, readoutProbabilities } from '../net/forward.ts';
import { below, merged, prefixed } from '../net/names.ts';
import { linearReadouts, softmaxReadout } from '../net/net.ts';
import { parameterShapes } from '../net/parameters.ts';
import type { Recipe } from '../net/recipe.ts';
import { initialState } from '../net/state.ts';
import { makersBeside } from '../readout/image-maker.ts';
import { forwardForward } from './forward-forward.ts';
import type { Method, Stage, Step } from './method.ts';

const teacherPath = 'teacher';

/** `temperature` divides what the teacher's answers are the softmax of. */
export function distillation(temperature: number): Method {
  return {
    byLayer: false,
    misfit,
    stages: (stages) => [...stages.map((stage): Stage => ({ ...stage, ofTeacher: true })), ...stages],
    firstState: (recipe, seed) => ({
      ...initialState(recipe, randomStream(seed, 'student').bits()),
      ...prefixed(teacherPath, initialState(teacherOf(recipe), seed)),
    }),
    beside: (recipe) => [
      { name: 'teacher', net: teacherOf(recipe), path: teacherPath },
      ...(recipe.device === null ? [] : [{ name: 'copied', net: recipe, path: teacherPath }]),
    ],
    trained: (recipe, stage) =>
      stage.ofTeacher === true
        ? prefixed(teacherPath, forwardForward.trained(teacherOf(recipe), stage))
        : forwardForward.trained(recipe, stage),
    step: (recipe, stage, input, examples) =>
      stage.ofTeacher === true
        ? teacherStep(forwardForward.step(teacherOf(recipe), stage, input, examples))
        : studentStep(recipe, forwardForward.step(recipe, stage, input, examples), temperature, examples),
  };
}

function misfit(recipe: Recipe): string | null {
  const pairs = recipe.local?.pairs;
  if (makersBeside(recipe).length > 0)
    return 'readouts: a teacher teaches nothing that makes images; leave it out';
  if (softmaxReadout(recipe) === null)
    return 'readouts: a teacher needs a softmax read-out, whose answers it teaches';
  if (pairs?.labelled === true && !pairs.needsGuess)
    return 'negatives: wrong labels drawn by chance are drawn knowing the right one, which the student is not told; take those that the net finds likely';
  return forwardForward.misfit(recipe);
}

function teacherOf(recipe: Recipe): Recipe {
  return recipe.device === null ? recipe : recipe.onDevice(recipe.device.number - 1);
}

/** A step on the state below "teacher"; batches, numbers and what it tells keep their names. */
function teacherStep(step: Step): Step {
  const { program } = step;
  const brought = (name: string) => name in step.batchInputs || name.startsWith('scalar/');
  const rename = <T>(entries: Readonly<Record<string, T>>, stays: (name: string) => boolean) =>
    Object.fromEntries(
      Object.entries(entries).map(([name, value]) => [stays(name) ? name : `${teacherPath}/${name}`, value]),
    );
  const state = new Set(program.state ?? []);
  return {
    ...step,
    program: {
      name: `${program.name} of the teacher`,
      inputs: rename(program.inputs, brought),
      state: [...state].map((name) => `${teacherPath}/${name}`),
      build: (ops, tensors) => {
        const own = { ...tensors, ...below(teacherPath, tensors) };
        return rename(program.build(ops, own), (name) => !state.has(name));
      },
    },
  };
}

/** A step that is told the teacher's answers in the place of labels. */
function studentStep(recipe: Recipe, step: Step, temperature: number, examples: number): Step {
  const teacher = teacherOf(recipe);
  const withoutLabels = <T>({ labels: _told, ...others }: Readonly<Record<string, T>>): Record<string, T> =>
    others;
  const program: Program = {
    ...step.program,
    name: `${step.program.name}, taught`,
    inputs: {
      ...withoutLabels(step.program.inputs),
      ...prefixed(teacherPath, parameterShapes(teacher)),
    },
    build: (ops, tensors) => {
      const labels = softAnswers(ops, teacher, tensors, temperature);
      const told = { ...tensors, labels };
      return { ...step.program.build(ops, told), ...lossesOfReadouts(ops, recipe, told) };
    },
  };
  const asking = teacher.layers.reduce((total, { layer }) => total + layer.products, 0);
  return {
    ...step,
    program,
    batchInputs: withoutLabels(step.batchInputs),
    products: step.products + asking * examples,
  };
}

/** What the teacher answers to the images, [B, C]. */
function softAnswers(ops: TensorOps, teacher: Recipe, tensors: Tensors, temperature: number): Tensor {
  const readout = assertDefined(softmaxReadout(teacher) ?? undefined, 'a softmax read-out');
  const own = below(teacherPath, tensors);
  const image = assertDefined(tensors['image'], 'image');
  const pass = forward(ops, teacher, own, neutralInput(ops, teacher, own, image), readout.end);
  const logits = readoutLogits(ops, readout, readoutInputs(ops, teacher, pass, readout), own);
  return ops.softmax(ops.scale(logits, 1 / temperature));
}

/** Cross-entropies with soft answers q [B, C]: L = mean over B of -sum_c q_c log p_c, of every read-out. */
function lossesOfReadouts(ops: TensorOps, recipe: Recipe, tensors: Tensors): Record<string, Tensor> {
  const [image, q] = [assertDefined(tensors['image'], 'image'), assertDefined(tensors['labels'], 'answers')];
  const readouts = linearReadouts(recipe);
  const depth = Math.max(...readouts.map(({ end }) => end));
  const pass = forward(ops, recipe, tensors, neutralInput(ops, recipe, tensors, image), depth);
  return merged(
    readouts.map((readout) => {
      const p = readoutProbabilities(ops, readout, readoutInputs(ops, recipe, pass, readout), tensors);
      const log = ops.logarithm(ops.shift(p, 1e-30));
      return { [`loss/${readout.name}`]: ops.negate(ops.mean(ops.sum(ops.multiply(q, log), 1), 0)) };
    }),
  );
}
