/** What the pictures of receptive fields say, wherever they are drawn. */

import { colourChannels } from './colour-maps.ts';

/** What the scale beside them measures. */
export function fieldLegend(channels: number): string {
  return channels === colourChannels ? 'weight of each colour' : 'weight';
}

/** What their colours mean, as a sentence. */
export function fieldColours(channels: number): string {
  return channels === colourChannels
    ? 'Red, green and blue are each bright where that colour drives the unit, dark where it holds it back, and half bright where it plays no part.'
    : 'Blue: what is seen drives the unit; orange: it holds it back.';
}
