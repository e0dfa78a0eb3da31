/**
 * Useful work: the floating point operations of the recipe's own matrix products, as if done naively. What an engine
 * saves (sharing the first layer's product, say) counts as speed, not as less work.
 */

import type { Recipe } from '../train/recipe.ts';
import type { Stage, StageInput } from '../train/step-program.ts';

/** Operations of one step: 2 I N per row for a pass through a layer, and as many again for a weight gradient. */
export function usefulFlopsPerStep(
  recipe: Recipe,
  stage: Stage,
  input: StageInput,
  batchSize: number,
): number {
  const trains = new Set(stage.layers);
  const start = input === 'below' ? Math.min(...stage.layers) : 0;
  const depth = stage.layers.length === 0 ? 0 : Math.max(...stage.layers) + 1;
  const needsNeutral =
    recipe.softmaxReadout !== null && (stage.readout || recipe.negatives.source === 'read-out');
  const neutralDepth = needsNeutral ? (recipe.softmaxReadout?.end ?? 0) : 0;
  let perExample = 0;
  recipe.layers.forEach(({ layer, fanIn }, index) => {
    const pass = 2 * fanIn * layer.units;
    if (index >= start && index < depth) perExample += 2 * pass;
    if (index < neutralDepth) perExample += pass;
    if (trains.has(index)) perExample += 2 * pass;
  });
  return perExample * batchSize;
}
