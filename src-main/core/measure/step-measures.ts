/** Cheap measures from what a training step leaves anyway: losses and the batch's goodness. */

import type { Engine, EngineTensors } from '../engine/engine.ts';
import { momentsOf } from './histogram.ts';

/**
 * "loss/layer1", "batch/layer1/goodness/positive/mean", "batch/layer1/pairwise-error" (fraction of examples whose
 * negative is not below their positive), ...
 */
export async function stepMeasures(engine: Engine, report: EngineTensors): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const [name, tensor] of Object.entries(report)) {
    if (name.startsWith('loss/')) values[name] = (await engine.download(tensor))[0] as number;
  }
  for (const name of Object.keys(report)) {
    const layer = /^goodness\/positive\/(.*)$/.exec(name)?.[1];
    const [positive, negative] = [report[name], report[`goodness/negative/${layer}`]];
    if (layer === undefined || positive === undefined || negative === undefined) continue;
    const above = Float64Array.from(await engine.download(positive));
    const below = Float64Array.from(await engine.download(negative));
    values[`batch/${layer}/goodness/positive/mean`] = momentsOf(above).mean;
    values[`batch/${layer}/goodness/negative/mean`] = momentsOf(below).mean;
    const wrong = above.filter((value, row) => (below[row] as number) >= value).length;
    values[`batch/${layer}/pairwise-error`] = wrong / above.length;
  }
  return values;
}
