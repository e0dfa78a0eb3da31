/** What wake and sleep cannot be put together with, said before a run starts. */

import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { Recipe } from '../net/recipe.ts';
import type { Concern, Rule } from './concern.ts';
import { TrainingPlan, createMethod, sleeplessPlan, trainingParts } from './plan.ts';
import type { Phases } from './wake-and-sleep.ts';

export const phaseRules: readonly Rule[] = [phasesTogether, neverAsleep, idleWithholding];

function phasesIn(spec: ExperimentSpec): Phases | null {
  return createPart(trainingParts, spec.training).phases ?? null;
}

/** The first part that cannot work with one half of the data alone. */
function phasesTogether(spec: ExperimentSpec, recipe: Recipe): Concern[] {
  const phases = phasesIn(spec);
  if (phases === null) return [];
  const clash = (setting: string, message: string, remedy: string): Concern[] => [
    { severity: 'error', settings: ['training', setting], message, remedy },
  ];
  if (createMethod(spec).byHalf !== true)
    return clash(
      'method',
      'this method has no negatives, so there is nothing to learn asleep',
      'Take Forward-Forward, or train all layers together.',
    );
  if (recipe.feedback !== null)
    return clash(
      'feedback',
      'with top-down input positives and negatives settle side by side, so they cannot come in phases of their own',
      'Take no top-down input, or train all layers together.',
    );
  if (recipe.local !== null && recipe.local.objective.alone === undefined)
    return clash(
      'objective',
      'this objective holds every positive against its own negative, and awake or asleep there is only one of them',
      'Take the logistic objective, or train all layers together.',
    );
  const smooths = phases.wake.smoothing !== null || phases.sleep.smoothing !== null;
  if (smooths && recipe.optimizer.smoothedBy === undefined)
    return clash(
      'optimizer',
      'this optimizer has no single smoothing that a phase could change',
      'Take smoothed gradient descent, or leave the smoothing of both phases as the optimizer has it.',
    );
  return [];
}

/** Where the dataset's size stands in the spec; else the run says so when it has read it. */
function neverAsleep(spec: ExperimentSpec): Concern[] {
  const order = createPart(trainingParts, spec.training);
  const examples = spec.dataset['trainExamples'];
  if (order.phases === undefined || typeof examples !== 'number') return [];
  const message = sleeplessPlan(new TrainingPlan(order, 1, false, examples));
  if (message === null) return [];
  const remedy = 'Shorten the wake phase, train for more epochs, or withhold sleep later.';
  return [{ severity: 'error', settings: ['training'], message, remedy }];
}

function idleWithholding(spec: ExperimentSpec): Concern[] {
  const order = createPart(trainingParts, spec.training);
  const from = order.phases?.lengths.withheldFrom ?? null;
  const { epochs } = order.course(1, 1);
  if (from === null || from <= epochs) return [];
  const message = `sleep is withheld from epoch ${from} on, and the run ends after ${epochs}, so it always sleeps`;
  const remedy = 'Withhold it earlier, or train for more epochs.';
  return [{ severity: 'warning', settings: ['training'], message, remedy }];
}
