/**
 * How makers of images learn beside a net, whatever trains the net itself: from activities they do not change.
 *
 * Legend: B examples, I values of an image.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { rowsOf } from '../net/forward.ts';
import type { PassLayer } from '../net/forward.ts';
import { below, merged, prefixed } from '../net/names.ts';
import type { StateShapes } from '../net/parameters.ts';
import type { Recipe } from '../net/recipe.ts';
import { makerState, updateParameters } from '../net/state.ts';
import { makersBeside } from '../readout/image-maker.ts';
import { mapGradients, mapInputs } from '../readout/image-map.ts';

/** The state that such makers change. */
export function besideState(recipe: Recipe): StateShapes {
  return merged(makersBeside(recipe).map((maker) => makerState(recipe, maker)));
}

/** Their numbers of a step, as "<maker>/<name>". */
export function besideScalars(recipe: Recipe, step: number, gain: number): Record<string, number> {
  return merged(
    makersBeside(recipe).map(({ name, optimizer }) => prefixed(name, optimizer?.scalars(step, gain) ?? {})),
  );
}

/** How many layers they read. */
export function besideDepth(recipe: Recipe): number {
  return Math.max(0, ...makersBeside(recipe).map(({ span }) => span?.end ?? 0));
}

/**
 * Their new state, and "loss/<maker>" [1, 1], from a pass whose first B rows are those of the images [B, I] that `tensors`
 * hold as "image".
 */
export function learnBeside(
  ops: TensorOps,
  recipe: Recipe,
  pass: readonly PassLayer[],
  tensors: Tensors,
): Record<string, Tensor> {
  const image = assertDefined(tensors['image'], 'image');
  return merged(
    makersBeside(recipe).map(({ name, span, optimizer }) => {
      const read = assertDefined(span ?? undefined, 'layers');
      const inputs = mapInputs(ops, recipe, pass, read, rowsOf(image));
      const { loss, gradients } = mapGradients(ops, inputs, image, tensors);
      const updated = updateParameters(
        ops,
        assertDefined(optimizer ?? undefined, 'an optimizer'),
        prefixed(name, gradients),
        tensors,
        below(`scalar/${name}`, tensors),
        { undecayed: new Set([`${name}/bias`]) },
      );
      return { [`loss/${name}`]: loss, ...updated };
    }),
  );
}

/** Their multiplications per example: an image, and the gradient of each weight. */
export function besideProducts(recipe: Recipe): number {
  return makersBeside(recipe).reduce((total, maker) => {
    const sizes = Object.values(maker.parameters(recipe)).map(({ shape }) =>
      shape.reduce((product, size) => product * size, 1),
    );
    return total + 2 * sizes.reduce((sum, size) => sum + size, 0);
  }, 0);
}
