/** What a run will cost on this machine, from arithmetic and from the measured speed of an engine. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { EngineView, SpecEstimate } from '../../src-shared/views/workbench-view.ts';
import { sizeOf } from '../core/engine/engine.ts';
import { usefulFlopsPerStep } from '../core/measure/work.ts';
import { parameterCount, stateShapes } from '../core/train/net.ts';
import type { TrainingPlan } from '../core/train/plan.ts';
import { createRecipe } from '../core/train/recipe.ts';
import type { Recipe } from '../core/train/recipe.ts';
import { createPlan } from '../core/train/train.ts';
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
    seconds: speed === null ? null : usefulFlops(recipe, plan) / (speed * 1e9),
    memoryBytes: Math.round(bytes + memoryOf(recipe, plan)),
    engine: engine?.id ?? null,
  };
}

/** Of all steps of all stages. */
function usefulFlops(recipe: Recipe, plan: TrainingPlan): number {
  const steps = plan.order.epochs * plan.stepsPerEpoch;
  return plan.stages.reduce(
    (total, stage) => total + steps * usefulFlopsPerStep(recipe, stage, 'image', plan.batchSize),
    0,
  );
}

function memoryOf(recipe: Recipe, plan: TrainingPlan): number {
  const state = Object.values(stateShapes(recipe)).reduce((total, shape) => total + sizeOf(shape), 0);
  const units = recipe.layers.reduce((total, { layer }) => total + layer.units, 0);
  const inputs = assertDefined(recipe.layers[0], 'a layer').fanIn;
  const passes = recipe.softmaxReadout === null ? 2 : 3;
  const step = plan.batchSize * (inputs + passes * numbersPerUnit * units);
  return idleBytes + evaluationBytes + (stateCopies * state + step) * bytesPerNumber;
}
