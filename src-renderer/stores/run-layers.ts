/** What the views need to know of a run's layers, read from its spec: their names as measures use them, size, threshold. */

import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { PartChoice } from '../../src-shared/spec/part.ts';

export interface LayerFacts {
  /** "layer1": the start of its measures' names. */
  readonly name: string;
  /** null where the layer's part does not say it as "units". */
  readonly units: number | null;
  /** Of goodness; null where it does not follow from the spec. */
  readonly threshold: number | null;
}

export function layersOf(spec: ExperimentSpec): LayerFacts[] {
  return spec.layers.map((layer, index) => {
    const units = numberIn(layer, 'units');
    return { name: `layer${index + 1}`, units, threshold: thresholdOf(spec.threshold, units) };
  });
}

function thresholdOf(choice: PartChoice, units: number | null): number | null {
  if (choice.kind === 'number') return numberIn(choice, 'value');
  const factor = numberIn(choice, 'factor');
  return choice.kind === 'units' && factor !== null && units !== null ? factor * units : null;
}

function numberIn(choice: PartChoice, parameter: string): number | null {
  const value = choice[parameter];
  return typeof value === 'number' ? value : null;
}
