/** How large each layer's weights are: "layer1/weights/norm", the Frobenius norm; "layer1/weights/unit-norm", the mean norm of a unit's. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { normsProgram } from './evaluation-program.ts';
import { isTrained } from '../net/net.ts';
import { momentsOf } from './histogram.ts';
import type { Measure } from './measure.ts';

export const weightNorms: Measure = {
  fits: ({ layers }) => layers.some(isTrained),
  take: async ({ recipe, state, programs }) => {
    const outputs = await programs.run(normsProgram(recipe), state);
    const values: Record<string, number> = {};
    for (const { name } of recipe.layers.filter(isTrained)) {
      const squares = Float64Array.from(assertDefined(outputs[`weights/${name}`], name));
      values[`${name}/weights/norm`] = Math.sqrt(squares.reduce((total, each) => total + each, 0));
      values[`${name}/weights/unit-norm`] = momentsOf(squares.map(Math.sqrt)).mean;
    }
    return { values, histograms: {} };
  },
};
