/** What a run will cost on this machine, from arithmetic and from the measured speed of an engine. */

import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { updatesAsleep } from '../../src-shared/spec/phases.ts';
import type { EngineView, SpecEstimate } from '../../src-shared/views/workbench-view.ts';
import { sizeOfGrid } from '../core/net/grid.ts';
import { linearReadouts } from '../core/net/net.ts';
import { countOf, parameterCount } from '../core/net/parameters.ts';
import { stateShapes } from '../core/net/state.ts';
import type { TrainingPlan } from '../core/train/plan.ts';
import { createRecipe } from '../core/net/recipe.ts';
import type { Recipe } from '../core/net/recipe.ts';
import { createMethod, createPlan } from '../core/train/plan.ts';
import type { DatasetAtHand } from './datasets-at-hand.ts';

/** A process with an engine and nothing to train, in bytes. */
const idleBytes = 200e6;
/** The state, what a step makes of it, and a copy on its way to a checkpoint. */
const stateCopies = 3;
/** Of each pass a step keeps about so many numbers per unit: total input, activity, its normalized twin, gradient. */
const numbersPerUnit = 4;
/** An evaluation works through about so many bytes at once, whatever the net. */
const evaluationBytes = 60e6;
const bytesPerNumber = 4;

/** Errors: those of createRecipe. */
export function estimateCost(
  spec: ExperimentSpec,
  { dataset, facts, bytes }: DatasetAtHand,
  engines: readonly EngineView[] | null,
): SpecEstimate {
  const recipe = createRecipe(spec, facts);
  const plan = createPlan(spec, recipe, dataset.splits.train.count);
  const engine =
    (engines ?? []).find(({ id, picked }) =>
      spec.engine.kind === 'auto' ? picked : id === spec.engine.kind,
    ) ?? null;
  const speed = engine?.gigaflopsPerSecond ?? null;
  return {
    steps: plan.totalSteps,
    epochs: plan.epochs,
    parameterCount: parameterCount(recipe),
    seconds: speed === null ? null : usefulFlops(spec, recipe, plan) / (speed * 1e9),
    memoryBytes: Math.round(bytes + memoryOf(recipe, plan)),
    engine: engine?.id ?? null,
  };
}

/** Of all steps of all stages. */
function usefulFlops(spec: ExperimentSpec, recipe: Recipe, plan: TrainingPlan): number {
  const method = createMethod(spec);
  const steps = stepsOfStages(plan);
  const products = plan.stages.map(
    (stage, at) => method.step(recipe, stage, 'image', plan.batchSize).products * (steps[at] ?? 0),
  );
  return 2 * products.reduce((total, each) => total + each, 0);
}

/** Stages share a run alike, but for phases, which have lengths of their own. */
function stepsOfStages({ order, stages, stepsPerEpoch, totalSteps }: TrainingPlan): readonly number[] {
  if (order.phases === undefined) return stages.map(() => totalSteps / stages.length);
  const asleep = updatesAsleep(order.phases.lengths, stepsPerEpoch, totalSteps);
  return [totalSteps - asleep, asleep];
}

function memoryOf(recipe: Recipe, plan: TrainingPlan): number {
  const state = countOf(stateShapes(recipe));
  const units = recipe.layers.reduce((total, { layer }) => total + layer.units, 0);
  // A local layer holds every patch it sees beside the units' numbers.
  const patches = recipe.layers.reduce(
    (total, { layer }) =>
      layer.field === null ? total : total + (layer.units / layer.output.channels) * layer.fanIn,
    0,
  );
  const passes = recipe.labels === null || linearReadouts(recipe).length === 0 ? 2 : 3;
  const step = plan.batchSize * (sizeOfGrid(recipe.image) + 2 * patches + passes * numbersPerUnit * units);
  return idleBytes + evaluationBytes + (stateCopies * state + step) * bytesPerNumber;
}
