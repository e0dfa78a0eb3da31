/**
 * Colours with a meaning, as CSS variables that follow the theme. Runs take Okabe and Ito's list, which people with
 * colour-blindness tell apart; after its end it starts again, so more than eight curves need names or dashes too.
 */

export const runColourCount = 8;

/** The colour of the n-th run, from 0. */
export function runColour(index: number): string {
  return `var(--run-${(index % runColourCount) + 1})`;
}

/** A sequential ramp: layer 1 is lightest. Layers beyond the fifth keep the last colour. */
export function layerColour(layer: number): string {
  return `var(--layer-${Math.min(Math.max(1, layer), 5)})`;
}

export const positiveColour = 'var(--positive)';
export const negativeColour = 'var(--negative)';
export const thresholdColour = 'var(--threshold)';
