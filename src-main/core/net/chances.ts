/**
 * Chance that layers take while they train: what every step brings for them, as a function of the seed and the batch.
 * Passes that answer or measure are brought none.
 */

import { randomStream } from '../../../src-shared/base/random.ts';
import { drawChance } from '../device/chance.ts';
import type { Shape, TurnInputs } from '../engine/engine.ts';
import { bringLeftOut } from './left-out.ts';
import { merged, prefixed } from './names.ts';
import type { Net, NetLayer } from './net.ts';
import type { Recipe } from './recipe.ts';

const named = (name: string, shapes: Readonly<Record<string, Shape>> = {}) =>
  prefixed(`${name}/chance`, shapes);

/** Inputs "layer1/chance/..." of a step that passes through the first `depth` layers and updates those of these indexes. */
export function chanceInputs(
  { layers }: Pick<Net, 'layers'>,
  depth: number,
  updated: readonly number[],
): Record<string, Shape> {
  return merged(
    layers.map(({ name, layer: { chance } }, index) => ({
      ...(index < depth ? named(name, chance?.use) : {}),
      ...(updated.includes(index) ? named(name, chance?.update) : {}),
    })),
  );
}

export function takesChance({ layer: { chance } }: NetLayer): boolean {
  return chance !== undefined && Object.keys({ ...chance.use, ...chance.update }).length > 0;
}

/** All such inputs of a batch; null where no layer takes any. */
export function bringChances(
  net: Pick<Net, 'layers'>,
  seed: number,
): ((at: { readonly pass: number; readonly batch: number }) => TurnInputs) | null {
  if (!net.layers.some(takesChance)) return null;
  const all = net.layers.map((_, index) => index);
  const shapes = Object.entries(chanceInputs(net, all.length, all));
  return ({ pass, batch }) =>
    Object.fromEntries(
      shapes.map(([name, shape]) => {
        const columns = (shape[1] as number) - 2;
        return [name, drawChance(columns, randomStream(seed, name, pass, batch))] as const;
      }),
    );
}

/** What a batch brings besides examples and pairs: what is left out, and chance; null where nothing. */
export function bringBesides(
  recipe: Recipe,
  seed: number,
): ((at: { readonly pass: number; readonly batch: number }) => TurnInputs) | null {
  const all = [bringLeftOut(recipe, seed), bringChances(recipe, seed)].filter((bring) => bring !== null);
  return all.length === 0 ? null : (at) => merged(all.map((bring) => bring(at)));
}
