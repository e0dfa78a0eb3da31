/** What a stage's phase makes of a recipe: another smoothing of gradients, and less state to change. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { NetLayer } from '../net/net.ts';
import type { StateShapes } from '../net/parameters.ts';
import type { Recipe } from '../net/recipe.ts';
import { layerState } from '../net/state.ts';
import type { Stage } from './method.ts';

/** The recipe with the optimizer as it is in the stage's phase. */
export function recipeOfPhase(recipe: Recipe, { phase }: Stage): Recipe {
  const smoothing = phase?.smoothing ?? null;
  if (smoothing === null) return recipe;
  const smoothedBy = assertDefined(recipe.optimizer.smoothedBy, 'an optimizer that smooths');
  return { ...recipe, optimizer: smoothedBy(smoothing) };
}

/** What of a layer a stage changes. The mean that units are pulled towards follows positives alone. */
export function layerStateOfPhase(recipe: Recipe, entry: NetLayer, { phase }: Stage): StateShapes {
  const state = layerState(recipe, entry);
  if (phase?.half !== 'negative') return state;
  const peerMean = `${entry.name}/peerMean`;
  return Object.fromEntries(Object.entries(state).filter(([name]) => name !== peerMean));
}
