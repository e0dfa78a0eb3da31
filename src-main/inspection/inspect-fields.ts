/** What units look for: their incoming weights as images. */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { assertDefined } from '../../src-shared/base/assert.ts';
import type { ReceptiveFields } from '../../src-shared/views/inspection-view.ts';
import { fieldsProgram } from '../core/measure/insight-programs.ts';
import type { RecipeLayer } from '../core/train/recipe.ts';
import { numbersOf } from './nets-at-hand.ts';
import type { NetAtHand } from './nets-at-hand.ts';

/** Errors: input/invalid, engine/failed. `layer` counts from 1. */
export async function inspectFields(
  net: NetAtHand,
  layer: number,
  units: readonly number[],
): Promise<ReceptiveFields> {
  const { name, layer: dense } = layerNumbered(net, layer);
  const missing = units.find((unit) => unit >= dense.units);
  if (missing !== undefined) {
    const problem = `${name} has ${dense.units} units, so there is no unit ${missing}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose other units.' });
  }
  return {
    at: net.at,
    layer: name,
    image: net.dataset.image,
    units,
    weights: layer === 1 ? firstFields(net, name, units) : await deepFields(net, layer, units),
    linearApproximation: layer > 1,
  };
}

/** Error: input/invalid. */
export function layerNumbered({ recipe }: Pick<NetAtHand, 'recipe'>, layer: number): RecipeLayer {
  const found = recipe.layers[layer - 1];
  if (found !== undefined) return found;
  const problem = `The net has ${recipe.layers.length} layers, so there is no layer ${layer}`;
  throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose another layer.' });
}

function firstFields(net: NetAtHand, name: string, units: readonly number[]): Float32Array {
  const { classes, imageSize } = net.recipe;
  const [labels, images] = [numbersOf(net, `${name}/weights/label`), numbersOf(net, `${name}/weights/image`)];
  const fields = new Float32Array(units.length * (classes + imageSize));
  units.forEach((unit, row) => {
    const at = row * (classes + imageSize);
    fields.set(labels.subarray(unit * classes, (unit + 1) * classes), at);
    fields.set(images.subarray(unit * imageSize, (unit + 1) * imageSize), at + classes);
  });
  return fields;
}

/** The products of the layers below take the most time, so the engine makes them; for a few sizes only, to compile rarely. */
async function deepFields(net: NetAtHand, layer: number, units: readonly number[]): Promise<Float32Array> {
  const { name, fanIn } = layerNumbered(net, layer);
  const weights = numbersOf(net, `${name}/weights/below`);
  const size = 2 ** Math.ceil(Math.log2(units.length));
  const rows = new Float32Array(size * fanIn);
  units.forEach((unit, row) => rows.set(weights.subarray(unit * fanIn, (unit + 1) * fanIn), row * fanIn));
  const outputs = await net.programs.run(fieldsProgram(net.recipe, layer - 1, size), net.state, { rows });
  const fields = assertDefined(outputs['fields'], 'fields');
  return Float32Array.from(fields.subarray(0, units.length * net.dataset.inputSize));
}
