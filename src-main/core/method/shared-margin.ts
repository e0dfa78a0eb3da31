/**
 * The margin of a layer that counts the goodness of all layers: what the layers together say, less a threshold. Each layer
 * takes the derivative by its own goodness alone.
 *
 * Legend: B examples.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { PassLayer } from '../net/forward.ts';
import { layerAt } from '../net/net.ts';
import type { LocalLearning, Recipe } from '../net/recipe.ts';

/**
 * [2 B, 1], from the pass of B positive rows followed by B negative ones through the layers that collaborate; null where
 * layer `index` has its own goodness and threshold to itself.
 */
export function sharedMargin(
  ops: TensorOps,
  recipe: Recipe,
  index: number,
  pass: readonly Pick<PassLayer, 'goodness'>[],
  { collaborates }: LocalLearning['objective'],
): Tensor | null {
  if (collaborates === undefined || pass.length === 0) return null;
  const goodness = pass.map((layer) => assertDefined(layer.goodness ?? undefined, 'goodness'));
  const thresholdOf = (at: number): number =>
    assertDefined(layerAt(recipe, at).judged ?? undefined, 'a threshold').threshold;
  const threshold =
    collaborates === 'own' ? thresholdOf(index) : pass.reduce((total, _, at) => total + thresholdOf(at), 0);
  const together = goodness.reduce((total, each) => ops.add(total, each));
  return ops.shift(together, -threshold);
}
