/** A net as the window needs to know it, so that nobody else has to work out what a recipe is. */

import type { NetFacts } from '../../../src-shared/events/training-event.ts';
import type { ImageNet } from '../readout/image-maker.ts';
import { settlesUnderLabels } from './net.ts';
import { countOf, layerParameters } from './parameters.ts';

export function netFacts(net: ImageNet): NetFacts {
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
    ...(net.makers.length === 0
      ? {}
      : { makers: net.makers.map(({ name, label, told }) => ({ name, label, told })) }),
    ...(net.feedback !== null && settlesUnderLabels(net)
      ? { settling: { iterations: net.feedback.iterations, ...net.feedback.judged } }
      : {}),
  };
}
