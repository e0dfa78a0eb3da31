/** Cheap measures from what a training step leaves anyway: losses and the batch's goodness. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Engine, EngineTensors } from '../engine/engine.ts';
import { momentsOf } from './histogram.ts';

/**
 * "loss/layer1", "batch/layer1/goodness/positive/mean", "batch/layer1/pairwise-error" (fraction of examples whose
 * negative is not below their positive), ... A step of one half alone leaves that half's goodness.
 */
export async function stepMeasures(engine: Engine, report: EngineTensors): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  const [positives, negatives] = [new Map<string, Float64Array>(), new Map<string, Float64Array>()];
  for (const [name, tensor] of Object.entries(report)) {
    if (name.startsWith('loss/')) values[name] = (await engine.download(tensor))[0] as number;
  }
  for (const name of Object.keys(report)) {
    const [, half, layer] = /^goodness\/(positive|negative)\/(.*)$/.exec(name) ?? [];
    if (half === undefined || layer === undefined) continue;
    const own = Float64Array.from(await engine.download(assertDefined(report[name], name)));
    values[`batch/${layer}/goodness/${half}/mean`] = momentsOf(own).mean;
    if (half === 'positive') positives.set(layer, own);
    else negatives.set(layer, own);
  }
  for (const [layer, above] of positives) {
    const below = negatives.get(layer);
    if (below === undefined) continue;
    const wrong = above.filter((value, row) => (below[row] as number) >= value).length;
    values[`batch/${layer}/pairwise-error`] = wrong / above.length;
  }
  return values;
}
