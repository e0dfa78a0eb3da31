/**
 * Nets that are asked beside a run's own, on the same examples: the same weights on another device, or a teacher's. Their
 * answers are named "<read-out>/<name>": "softmax/copied", "goodness/teacher".
 */

import type { Method, NetBeside } from '../method/method.ts';
import type { Recipe } from '../net/recipe.ts';

/** What a method brings along; else, with a device, the weights copied to the next one. */
export function netsBeside(recipe: Recipe, method: Method): readonly NetBeside[] {
  const { device } = recipe;
  const own = method.beside?.(recipe);
  if (own !== undefined || device === null) return own ?? [];
  return [{ name: 'copied', net: recipe.onDevice(device.number + 1), path: '' }];
}

/** The name of a read-out's answer as another net gives it. */
export function answerBeside(readout: string, net: string): string {
  return `${readout}/${net}`;
}
