/** How active each layer's units are: "layer1/dead-units", the fraction of units active for no example; "layer1/activity/mean". */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { activityProgram } from './evaluation-program.ts';
import { measuredBlocks } from './measure.ts';
import type { Measure } from './measure.ts';

export const layerActivity: Measure = {
  fits: () => true,
  take: async (context) => {
    const { recipe, examples } = context;
    const totals = recipe.layers.map(({ layer }) => ({ active: new Float64Array(layer.units), sum: 0 }));
    for await (const { outputs } of measuredBlocks(context, (count) => activityProgram(recipe, count))) {
      recipe.layers.forEach(({ name }, index) => {
        const total = assertDefined(totals[index], name);
        assertDefined(outputs[`active/${name}`], name).forEach((count, unit) => {
          total.active[unit] = (total.active[unit] as number) + count;
        });
        for (const sum of assertDefined(outputs[`activity/${name}`], name)) total.sum += sum;
      });
    }
    const values: Record<string, number> = {};
    recipe.layers.forEach(({ name, layer }, index) => {
      const { active, sum } = assertDefined(totals[index], name);
      values[`${name}/dead-units`] = active.filter((count) => count === 0).length / layer.units;
      values[`${name}/activity/mean`] = sum / (layer.units * examples.count);
    });
    return { values, histograms: {} };
  },
};
