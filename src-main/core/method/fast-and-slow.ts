/**
 * Learning fast and slow: updates that leave a layer's normalized output for their example as it was, so that layers above
 * need not wait to see what has changed below them.
 *
 * With ReLU units y_j = relu(w_j x + b_j) and goodness g = k sum_j y_j^2, every unit is changed in proportion to what it
 * gave: dw_j = c y_j x, db_j = c y_j. For the same x its total input becomes (1 + c (|x|^2 + 1)) times what it was where it
 * was active, and stays where it was not. So all activities grow by one factor s, which normalization takes out again, and
 * the goodness wanted, g* = s^2 g, is reached in one step by
 *
 *     c = (sqrt(g* / g) - 1) / (|x|^2 + 1)
 *
 * Wanted is g* = max(0, g + reach |threshold| (1 - p)) of a positive and g - reach |threshold| p of a negative, with p from
 * the objective. Positives are learnt first, then the negatives as they are after that. With one example to a batch both are
 * exact; with more the mean of their updates is taken. The optimizer is given -c y_j x as a gradient: at a learning
 * rate of 1, without smoothing and decay, it does just this.
 *
 * Legend: B examples, N units.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import {
  forward,
  labelledInput,
  neutralLabels,
  plainInput,
  prepareImage,
  readoutInputs,
  rowsOf,
} from '../net/forward.ts';
import type { NetInput, PassLayer } from '../net/forward.ts';
import { below, merged, prefixed } from '../net/names.ts';
import { isTrained, layerAt, linearReadouts } from '../net/net.ts';
import type { NetLayer } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { updateParameters } from '../net/state.ts';
import type { LayerInput } from '../layer/layer.ts';
import { forwardForward } from './forward-forward.ts';
import type { Method, Stage, Step } from './method.ts';
import { makersBeside } from '../readout/image-maker.ts';
import { askReadouts, learnReadout } from './read-out-step.ts';
import { localOf } from './update-layer.ts';

/** Keeps the goodness of a silent layer, whose units do not change, from dividing by zero. */
const tinyGoodness = 1e-20;

/** `reach`: how far goodness is moved where the layer is quite wrong, in thresholds. */
export function fastAndSlow(reach: number): Method {
  return {
    byLayer: false,
    misfit,
    trained: (recipe, stage) => forwardForward.trained(recipe, stage),
    step: (recipe, stage, input, examples): Step => {
      const plain = forwardForward.step(recipe, stage, input, examples);
      const build = (ops: TensorOps, tensors: Tensors) => buildStep(ops, recipe, stage, tensors, reach);
      const program = { ...plain.program, name: `${plain.program.name}, fast and slow`, build };
      // The negatives pass a second time.
      const again = recipe.layers.reduce((total, { layer }) => total + layer.products, 0);
      return { ...plain, program, products: plain.products + again * examples };
    },
  };
}

function misfit(recipe: Recipe): string | null {
  const { layers } = recipe;
  const learning = layers.filter(isTrained);
  if (layers.some(({ activation }) => !activation.derivativeIsGate))
    return 'activation: only ReLU units all grow by one factor when their total inputs do';
  if (learning.some(({ layer }) => layer.field !== null || layer.sharesWeights))
    return 'layers: units that see patches do not all grow by one factor; take dense layers';
  const squares = (entry: NetLayer) => {
    const sums = entry.judged?.goodness.sums;
    return sums?.squares === true && sums.factor(1) > 0;
  };
  if (!layers.every(squares))
    return 'goodness: what one step reaches is known in closed form for sums and means of squares alone';
  if (recipe.local?.objective.collaborates !== undefined)
    return 'objective: every layer needs a goodness wanted of itself alone';
  if (makersBeside(recipe).length > 0)
    return 'readouts: this method trains nothing that makes images; leave it out';
  return forwardForward.misfit(recipe);
}

function buildStep(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
  reach: number,
): Record<string, Tensor> {
  const { outputs, input } = bothHalves(ops, recipe, stage, tensors);
  const examples = input.rows / 2;
  const depth = Math.max(...stage.layers) + 1;
  const [positives, negatives] = [
    halfOf(ops, input, 0, examples),
    halfOf(ops, { ...input, known: {} }, examples, input.rows),
  ];
  const passThrough = (half: NetInput, state: Tensors) => forward(ops, recipe, state, half, depth);
  const before = [passThrough(positives, tensors), passThrough(negatives, tensors)] as const;
  const judge = (index: number, under: readonly PassLayer[]) =>
    judged(ops, recipe, index, passOf(before[0], index), passOf(under, index), reach);
  const raised = merged(
    stage.layers.map((index) => {
      const { positive } = judge(index, before[1]);
      return towards(ops, recipe, index, passOf(before[0], index), positive, tensors);
    }),
  );
  const after = { ...tensors, ...raised };
  const under = passThrough(negatives, after);
  const lowered = stage.layers.map((index) => {
    const { negative, told } = judge(index, under);
    return { ...told, ...towards(ops, recipe, index, passOf(under, index), negative, after) };
  });
  return merged([outputs, raised, ...lowered]);
}

/** The input of both passes, and what read-outs learn. */
function bothHalves(
  ops: TensorOps,
  recipe: Recipe,
  stage: Stage,
  tensors: Tensors,
): { readonly outputs: Record<string, Tensor>; readonly input: NetInput } {
  const { pairs } = localOf(recipe);
  const image = assertDefined(tensors['image'], 'image');
  if (recipe.labels === null) {
    const input = pairs.pair(ops, recipe, { tensors, image, labelled: null, guess: null });
    const readouts = stage.readout ? linearReadouts(recipe) : [];
    const pass = forward(ops, recipe, tensors, plainInput(ops, recipe, image));
    const learnt = readouts.map(
      (readout) => learnReadout(ops, readout, readoutInputs(ops, recipe, pass, readout), tensors).outputs,
    );
    return { outputs: merged(learnt), input };
  }
  const labels = assertDefined(tensors['labels'], 'labels');
  const prepared = prepareImage(ops, recipe, tensors, image);
  const { guess, outputs } = askReadouts(ops, recipe, stage, tensors, (depth) => {
    const neutral = labelledInput(ops, recipe, prepared, neutralLabels(ops, recipe, rowsOf(labels)));
    return forward(ops, recipe, tensors, neutral, depth);
  });
  const labelled = { prepared, labels };
  return { outputs, input: pairs.pair(ops, recipe, { tensors, image, labelled, guess }) };
}

/** Some rows of an input; a block that both halves share stays as it is. */
function halfOf(ops: TensorOps, input: NetInput, begin: number, end: number): NetInput {
  const rows = end - begin;
  const part = (tensor: Tensor) => (rowsOf(tensor) === rows ? tensor : ops.slice(tensor, 0, begin, end));
  const blocks = Object.entries(input.blocks).map(([name, values]) => [name, part(values)] as const);
  const rowScale = input.rowScale === null ? null : part(input.rowScale);
  return { blocks: Object.fromEntries(blocks), rowScale, rows, known: input.known };
}

/** Goodness wanted of both halves, [B, 1], and what is told of the layer. */
function judged(
  ops: TensorOps,
  recipe: Recipe,
  index: number,
  above: PassLayer,
  under: PassLayer,
  reach: number,
): { readonly positive: Tensor; readonly negative: Tensor; readonly told: Record<string, Tensor> } {
  const entry = layerAt(recipe, index);
  const { name } = entry;
  const { threshold } = assertDefined(entry.judged ?? undefined, 'a threshold');
  const [positive, negative] = [goodnessOf(above), goodnessOf(under)];
  const margin = (goodness: Tensor) => ops.shift(goodness, -threshold);
  const { objective } = localOf(recipe);
  const { loss, positiveGradient, negativeGradient } = objective.evaluate(
    ops,
    margin(positive),
    margin(negative),
  );
  // An objective averages over the 2 B rows.
  const step = -reach * Math.abs(threshold) * 2 * rowsOf(positive);
  const goal = (goodness: Tensor, slope: Tensor) => ops.relu(ops.add(goodness, ops.scale(slope, step)));
  return {
    positive: goal(positive, positiveGradient),
    negative: goal(negative, negativeGradient),
    told: {
      [`loss/${name}`]: loss,
      [`goodness/positive/${name}`]: positive,
      [`goodness/negative/${name}`]: negative,
    },
  };
}

/** A layer's parameters after a step that takes every row's goodness to the one wanted, [B, 1], were it alone. */
function towards(
  ops: TensorOps,
  recipe: Recipe,
  index: number,
  pass: PassLayer,
  wanted: Tensor,
  state: Tensors,
): Record<string, Tensor> {
  const entry = layerAt(recipe, index);
  const factor = ops.squareRoot(ops.divide(wanted, ops.shift(goodnessOf(pass), tinyGoodness)));
  const c = ops.divide(ops.shift(factor, -1), ops.shift(squaredLength(ops, pass.input), 1));
  const totalGradient = ops.multiply(ops.scale(c, -1 / rowsOf(pass.activity)), pass.activity);
  const gradients = prefixed(
    entry.name,
    entry.layer.gradients(ops, pass.input, totalGradient, below(entry.name, state)),
  );
  return updateParameters(ops, recipe.optimizer, gradients, state, below('scalar/optimizer', state), {
    layers: [entry],
  });
}

/** |x|^2 of every row as the layer sees it, [B, 1]. */
function squaredLength(ops: TensorOps, { blocks, rowScale }: LayerInput): Tensor {
  const sum = Object.values(blocks)
    .map((values) => ops.sumOfSquares(values, 1))
    .reduce((total, each) => ops.add(total, each));
  return rowScale === null ? sum : ops.multiply(sum, ops.square(rowScale));
}

function passOf(pass: readonly PassLayer[], index: number): PassLayer {
  return assertDefined(pass[index], 'a pass');
}

function goodnessOf({ goodness }: PassLayer): Tensor {
  return assertDefined(goodness ?? undefined, 'goodness');
}
