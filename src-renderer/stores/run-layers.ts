/** What the views need to know of a run's layers: as its trainer told it, or, for runs of older versions, from its spec. */

import type { NetFacts } from '../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { PartChoice } from '../../src-shared/spec/part.ts';

export interface LayerFacts {
  /** "layer1": the start of its measures' names. */
  readonly name: string;
  /** null where the layer's part does not say it as "units". */
  readonly units: number | null;
  /** Of goodness; null where there is none, or where it does not follow from the spec. */
  readonly threshold: number | null;
  /** How the units are laid out: rows, columns, channels; null where they have no places. */
  readonly grid: { readonly height: number; readonly width: number; readonly channels: number } | null;
  /** True where weights are what a device was programmed with. */
  readonly programmed: boolean;
}

export function layersOf({
  net,
  spec,
}: {
  readonly net: NetFacts | null;
  readonly spec: ExperimentSpec;
}): LayerFacts[] {
  if (net === null) return layersOfSpec(spec);
  return net.layers.map(({ name, output, threshold, programmed }) => ({
    name,
    units: output.height * output.width * output.channels,
    threshold,
    grid: output.height * output.width > 1 ? output : null,
    programmed: programmed === true,
  }));
}

/** Before runs told what their nets are, all layers were dense. */
function layersOfSpec(spec: ExperimentSpec): LayerFacts[] {
  return spec.layers.map((layer, index) => {
    const units = numberIn(layer, 'units');
    return {
      name: `layer${index + 1}`,
      units,
      threshold: thresholdOf(spec.threshold, units),
      grid: null,
      programmed: false,
    };
  });
}

function thresholdOf(choice: PartChoice | undefined, units: number | null): number | null {
  if (choice === undefined) return null;
  if (choice.kind === 'number') return numberIn(choice, 'value');
  const factor = numberIn(choice, 'factor');
  return choice.kind === 'units' && factor !== null && units !== null ? factor * units : null;
}

function numberIn(choice: PartChoice, parameter: string): number | null {
  const value = choice[parameter];
  return typeof value === 'number' ? value : null;
}
