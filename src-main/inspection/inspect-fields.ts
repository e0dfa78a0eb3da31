/** What units look for: their incoming weights as images. */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { assertDefined } from '../../src-shared/base/assert.ts';
import type { ReceptiveFields } from '../../src-shared/views/inspection-view.ts';
import { fieldsProgram } from '../core/measure/insight-programs.ts';
import { sizeOfGrid } from '../core/net/grid.ts';
import { isTrained, readsBelow } from '../core/net/net.ts';
import type { NetLayer } from '../core/net/net.ts';
import { numbersOf } from './nets-at-hand.ts';
import type { NetAtHand } from './nets-at-hand.ts';

/** Errors: input/invalid, engine/failed. `layer` counts from 1. */
export async function inspectFields(
  net: NetAtHand,
  layer: number,
  units: readonly number[],
): Promise<ReceptiveFields> {
  const entry = layerNumbered(net, layer);
  const { name } = entry;
  refuseWithoutWeights(net, layer);
  const available = weightSets(entry);
  const missing = units.find((unit) => unit >= available);
  if (missing !== undefined) {
    const what = entry.layer.sharesWeights ? 'channel' : 'unit';
    const problem = `${name} has ${available} ${what}s, so there is no ${what} ${missing}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose other units.' });
  }
  const patch = seenBelow(net, layer);
  const programmed = entry.layer.programmed === true ? { programmed: true } : {};
  const about = { at: net.at, layer: name, available, units, ...programmed };
  if (layer === 1 || patch !== null) {
    const image = patch ?? net.dataset.image;
    const weights = ownWeights(net, entry, units, sizeOfGrid(image));
    return { ...about, image, weights, linearApproximation: false, ofLayerBelow: layer > 1 };
  }
  const weights = await deepFields(net, layer, units);
  return { ...about, image: net.dataset.image, weights, linearApproximation: true, ofLayerBelow: false };
}

/** What the pictures of a layer's units show where that is not the whole image: the patch each sees, or, above a layer of patches, all of that layer. */
function seenBelow({ recipe }: Pick<NetAtHand, 'recipe'>, layer: number) {
  const { layer: own, reads } = layerNumbered({ recipe }, layer);
  if (own.field !== null) return own.field;
  const overPatches = recipe.layers.slice(0, layer - 1).some((below) => below.layer.field !== null);
  return overPatches ? (reads['below'] ?? null) : null;
}

/** Error: input/invalid. */
export function layerNumbered({ recipe }: Pick<NetAtHand, 'recipe'>, layer: number): NetLayer {
  const found = recipe.layers[layer - 1];
  if (found !== undefined) return found;
  const problem = `The net has ${recipe.layers.length} layers, so there is no layer ${layer}`;
  throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose another layer.' });
}

/** Error: input/invalid, where units have no weights, or see none but through a layer without. */
function refuseWithoutWeights({ recipe }: Pick<NetAtHand, 'recipe'>, layer: number): void {
  const through = recipe.layers.slice(0, layer).findLast((each) => !isTrained(each));
  if (through === undefined) return;
  const problem =
    through.name === recipe.layers[layer - 1]?.name
      ? `${through.name} has no weights that one could look at`
      : `what units of layer ${layer} look for in the image goes through ${through.name}, which nobody can look into`;
  throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose a layer below it.' });
}

/** Units with weights of their own: all, or the channels where positions share theirs. */
function weightSets({ layer }: NetLayer): number {
  return layer.sharesWeights ? layer.output.channels : layer.units;
}

/** Incoming weights of some units from below as they are, [units, inputs]; a label's pixels stand before the image's. */
function ownWeights(net: NetAtHand, entry: NetLayer, units: readonly number[], inputs: number): Float32Array {
  const { name } = entry;
  const fields = new Float32Array(units.length * inputs);
  let begin = 0;
  const blocks = Object.entries(readsBelow(net.recipe, entry));
  for (const [block, grid] of blocks) {
    const size = blocks.length === 1 ? inputs : sizeOfGrid(grid);
    const all = numbersOf(net, `${name}/weights/${block}`);
    units.forEach((unit, row) =>
      fields.set(all.subarray(unit * size, (unit + 1) * size), row * inputs + begin),
    );
    begin += size;
  }
  return fields;
}

/** The products of the layers below take the most time, so the engine makes them; for a few sizes only, to compile rarely. */
async function deepFields(net: NetAtHand, layer: number, units: readonly number[]): Promise<Float32Array> {
  const { name, reads } = layerNumbered(net, layer);
  const weights = numbersOf(net, `${name}/weights/below`);
  const inputs = sizeOfGrid(assertDefined(reads['below'], 'a layer below'));
  const size = 2 ** Math.ceil(Math.log2(units.length));
  const rows = new Float32Array(size * inputs);
  units.forEach((unit, row) => rows.set(weights.subarray(unit * inputs, (unit + 1) * inputs), row * inputs));
  const outputs = await net.programs.run(fieldsProgram(net.recipe, layer - 1, size), net.state, { rows });
  const fields = assertDefined(outputs['fields'], 'fields');
  return Float32Array.from(fields.subarray(0, units.length * net.dataset.inputSize));
}
