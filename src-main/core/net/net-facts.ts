/** A net as the window needs to know it, so that nobody else has to work out what a recipe is. */

import type { NetFacts } from '../../../src-shared/events/training-event.ts';
import type { Net } from './net.ts';
import { countOf, layerParameters } from './parameters.ts';

export function netFacts(net: Net): NetFacts {
  return {
    layers: net.layers.map((entry) => ({
      name: entry.name,
      output: entry.layer.output,
      field: entry.layer.field,
      sharesWeights: entry.layer.sharesWeights,
      parameterCount: countOf(layerParameters(entry)),
      threshold: entry.judged?.threshold ?? null,
      ...(entry.layer.programmed === true ? { programmed: true } : {}),
      ...(entry.groups === null ? {} : { unitsPerClass: entry.groups.unitsEach }),
    })),
    readouts: net.readouts.map(({ name, label }) => ({ name, label })),
    labelled: net.labels !== null,
    ...(net.feedback === null
      ? {}
      : { settling: { iterations: net.feedback.iterations, ...net.feedback.judged } }),
  };
}
