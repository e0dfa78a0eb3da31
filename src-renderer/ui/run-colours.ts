/**
 * Colours with a meaning, as CSS variables that follow the theme. Runs take Okabe and Ito's list, which people with
 * colour-blindness tell apart; after its end it starts again, so more than eight curves need names or dashes too.
 */

export const runColourCount = 8;

/** The colour of the n-th run, from 0. */
export function runColour(index: number): string {
  return `var(--run-${(index % runColourCount) + 1})`;
}

export const layerColourCount = 9;

/**
 * A sequential ramp, spread over the `layers` that there are: the first is lightest, the last darkest. Of more layers than
 * colours, neighbours share one.
 */
export function layerColour(layer: number, layers: number): string {
  const place = layers <= 1 ? 0.5 : (Math.min(Math.max(1, layer), layers) - 1) / (layers - 1);
  return `var(--layer-${1 + Math.round(place * (layerColourCount - 1))})`;
}

export const positiveColour = 'var(--positive)';
export const negativeColour = 'var(--negative)';
export const thresholdColour = 'var(--threshold)';
