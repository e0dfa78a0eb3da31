/**
 * How one layer learns from what positives and negatives make of it: the derivative of its own objective, peer
 * normalization, and the optimizer's update. Where the pass comes from is the method's.
 *
 * Legend: B examples, N units, G regions.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { rowsOf } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { below, prefixed } from '../net/names.ts';
import { layerAt } from '../net/net.ts';
import type { Judged } from '../net/net.ts';
import type { Half } from '../negatives/half-pair.ts';
import type { LocalLearning, Recipe } from '../net/recipe.ts';
import { hasPeerMean, updateParameters } from '../net/state.ts';
import type { Objective } from '../objective/objective.ts';
import { sharedMargin } from './shared-margin.ts';

/** Of a pass, what a layer learns from: B positive rows, then B negative ones, or B of one half. */
export type LearningPass = Pick<PassLayer, 'input' | 'totalInput' | 'activity' | 'goodness'>;

export function localOf({ local }: Recipe): LocalLearning {
  return assertDefined(local ?? undefined, 'what layers learn from');
}

/** How an objective judges one half alone; whoever takes a stage of one half has seen to it that it can. */
function aloneOf({ alone }: Objective): NonNullable<Objective['alone']> {
  return assertDefined(alone, 'an objective that judges one half alone');
}

/**
 * The loss of a layer, and dL/dgoodness of both halves [2 B, 1]: of the layer's goodness, or of the goodness of each region
 * [2 B G, 1], where the loss is the sum over regions. `shared`: the margin [2 B, 1] of layers that judge together.
 * `only`: the rows are those of one half.
 */
function judgeHalves(
  ops: TensorOps,
  objective: Objective,
  { threshold, regions }: Judged,
  goodness: Tensor,
  activity: Tensor,
  shared: Tensor | null,
  only: Half | null,
): { loss: Tensor; goodnessGradient: Tensor } {
  const value = shared ?? (regions === null ? goodness : regions.of(ops, activity));
  const less = (rows: Tensor) =>
    shared === null ? ops.shift(rows, -(regions?.threshold ?? threshold)) : rows;
  const both = () => {
    const half = rowsOf(value) / 2;
    const margin = (begin: number) => less(ops.slice(value, 0, begin, begin + half));
    const { loss, positiveGradient, negativeGradient } = objective.evaluate(ops, margin(0), margin(half));
    return { loss, gradient: ops.concat([positiveGradient, negativeGradient], 0) };
  };
  const { loss, gradient } = only === null ? both() : aloneOf(objective)(ops, less(value), only);
  if (regions === null || shared !== null) return { loss, goodnessGradient: gradient };
  // An objective averages over what it is given: the regions of a batch.
  return { loss: ops.scale(loss, regions.count), goodnessGradient: ops.scale(gradient, regions.count) };
}

/** How a layer's step differs from the plain one of a pass over both halves. */
interface LayerTurn {
  readonly all?: readonly LearningPass[];
  readonly iterations?: number;
  readonly half?: Half | null;
}

/**
 * A layer's own step from a pass of positive rows followed by as many negative ones; `all` layers' where they count. Rows
 * may be those of several iterations, one after the other: the running mean then follows the last one, and the earlier
 * ones are pulled by what it was before. `half`: the rows are B of one half, which teach what they teach beside the other.
 */
export function updateLayer(
  ops: TensorOps,
  recipe: Recipe,
  index: number,
  pass: LearningPass,
  tensors: Tensors,
  { all = [], iterations = 1, half = null }: LayerTurn = {},
): Record<string, Tensor> {
  const entry = layerAt(recipe, index);
  const { name, layer, activation } = entry;
  const judged = assertDefined(entry.judged ?? undefined, 'a goodness');
  const { objective, peer } = localOf(recipe);
  const value = assertDefined(pass.goodness ?? undefined, 'goodness');
  const rows = rowsOf(value) / (half === null ? 2 : 1);
  const shared = sharedMargin(ops, recipe, index, all, objective);
  const { loss, goodnessGradient } = judgeHalves(ops, objective, judged, value, pass.activity, shared, half);
  const { goodness, regions } = judged;
  let totalGradient = (shared === null ? (regions ?? goodness) : goodness).chain(
    ops,
    goodnessGradient,
    pass.activity,
  );
  const gateIsFree = activation.derivativeIsGate && goodness.derivativeVanishesAtZero;
  if (!gateIsFree) totalGradient = activation.chain(ops, totalGradient, pass.totalInput, pass.activity);
  const outputs: Record<string, Tensor> = {
    [`loss/${name}`]: loss,
    ...(half !== null
      ? { [`goodness/${half}/${name}`]: value }
      : {
          [`goodness/positive/${name}`]: ops.slice(value, 0, 0, rows),
          [`goodness/negative/${name}`]: ops.slice(value, 0, rows, 2 * rows),
        }),
  };
  if (peer !== null && half !== 'negative' && hasPeerMean(recipe, entry)) {
    const mean = assertDefined(tensors[`${name}/peerMean`], 'peerMean');
    const last = rows - rows / iterations;
    const followed = peer.follow(ops, mean, ops.slice(pass.activity, 0, last, rows));
    outputs[`${name}/peerMean`] = followed;
    for (const [begin, end, running] of [
      [0, last, mean],
      [last, rows, followed],
    ] as const) {
      if (begin === end) continue;
      const pull = peer.pull(ops, running, rows);
      totalGradient = ops.add(totalGradient, ops.multiply(marked(ops, begin, end, rowsOf(value)), pull));
    }
  }
  const gradients = prefixed(name, layer.gradients(ops, pass.input, totalGradient, below(name, tensors)));
  const scalars = below('scalar/optimizer', tensors);
  const updated = updateParameters(ops, recipe.optimizer, gradients, tensors, scalars, { layers: [entry] });
  return Object.assign(outputs, updated);
}

/** 1 in the rows from `begin` up to `end`, else 0: [rows, 1]. */
function marked(ops: TensorOps, begin: number, end: number, rows: number): Tensor {
  const parts = [
    [0, begin],
    [1, end - begin],
    [0, rows - end],
  ] as const;
  return ops.concat(
    parts.flatMap(([value, count]) => (count === 0 ? [] : [ops.fill(value, [count, 1])])),
    0,
  );
}
