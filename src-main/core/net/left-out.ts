/**
 * Dropout over a net: what a turn brings for its layers, and the factors of their activities on the way up. Passes that
 * answer or measure know nothing of it.
 *
 * Legend: B examples, N units of a layer.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { Shape, Tensor, TensorOps, Tensors, TurnInputs } from '../engine/engine.ts';
import type { Recipe } from './recipe.ts';

const inputName = (layer: string) => `dropout/${layer}`;

/** What a batch brings where the activities of the first `depth` layers are seen from above; nothing without dropout. */
export function leftOutInputs({ dropout, layers }: Recipe, depth: number): Record<string, Shape> {
  if (dropout === null) return {};
  const entries = layers
    .slice(0, depth)
    .map(({ name, layer }) => [inputName(name), dropout.perTurn(layer.units)] as const);
  return Object.fromEntries(entries);
}

/** Those numbers, as a function of the seed and the batch; null without dropout. */
export function bringLeftOut(
  { dropout, layers }: Recipe,
  seed: number,
): ((at: { readonly pass: number; readonly batch: number }) => TurnInputs) | null {
  if (dropout === null) return null;
  return ({ pass, batch }) =>
    Object.fromEntries(
      layers.map(({ name, layer }) => {
        const random = randomStream(seed, inputName(name), pass, batch);
        return [inputName(name), dropout.bring(layer.units, random)] as const;
      }),
    );
}

/** By layer name, what the activities of B examples are multiplied by, [B, N]. */
export function leftOutFactors(
  ops: TensorOps,
  recipe: Recipe,
  tensors: Tensors,
  depth: number,
  examples: number,
): Record<string, Tensor> {
  const { dropout, layers } = recipe;
  if (dropout === null) return {};
  const entries = layers.slice(0, depth).map(({ name }) => {
    const brought = assertDefined(tensors[inputName(name)], inputName(name));
    return [name, dropout.factors(ops, brought, examples)] as const;
  });
  return Object.fromEntries(entries);
}
