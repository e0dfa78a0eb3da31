/** Layers built one on the other, and layers that also see the one above: who reads what. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { seeingAbove, seeingLabel } from '../layer/index.ts';
import type { LayerKind } from '../layer/layer.ts';
import { flat, wordGrid } from './grid.ts';
import type { Grid } from './grid.ts';
import { isTrained } from './net.ts';
import type { NetLayer } from './net.ts';

/** A layer and what it reads, by block. */
type Built = Pick<NetLayer, 'layer' | 'reads'>;

/** Each layer on the one below it. Error: spec/invalid, where one does not fit. */
export function buildUpward(kinds: readonly LayerKind[], first: Readonly<Record<string, Grid>>): Built[] {
  const built: Built[] = [];
  for (const kind of kinds) {
    const below = built.at(-1)?.layer.output;
    const reads = below === undefined ? first : { below };
    built.push({ layer: kind.build(reads), reads });
  }
  return built;
}

/**
 * The same layers, each of which also sees the one above, the last one a label of so many classes; null: no label is told.
 * Error: spec/invalid.
 */
export function withLayersAbove(
  kinds: readonly LayerKind[],
  upward: readonly Built[],
  classes: number | null,
): Built[] {
  return upward.map(({ layer: up, reads }, index) => {
    const refuse = (problems: string): never => {
      throw new WorkbenchError('spec/invalid', { problems: `layers: ${problems}` });
    };
    const name = `layer ${index + 1}`;
    if (up.sharesWeights)
      refuse(`${name} shares its weights among places, and top-down input goes to layers that do not`);
    if (!isTrained({ layer: up }))
      refuse(
        `${name} learns nothing, and top-down input goes to layers that do; take it out, or take no top-down input`,
      );
    const above = upward[index + 1]?.layer.output;
    if (above === undefined) {
      if (classes === null) return { layer: up, reads };
      const layer = seeingAbove(up, seeingLabel(up.output, classes));
      return { layer, reads: { ...reads, label: flat(classes) } };
    }
    const down = assertDefined(kinds[index], name).build({ above });
    const [own, back] = [wordGrid(up.output), wordGrid(down.output)];
    if (own !== back)
      refuse(
        `seen from above, ${name} would be ${back} instead of ${own}; with top-down input its fields must give one layout on both sides, such as stride 1 padded to keep the size`,
      );
    return { layer: seeingAbove(up, down), reads: { ...reads, above } };
  });
}
