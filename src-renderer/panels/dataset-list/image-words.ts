/** What the images of a dataset are, in words: pictures, or windows of text. */

import type { ImageShape } from '../../../src-shared/views/inspection-view.ts';
import { number } from '../../ui/format.ts';

/** "28 × 28 pixels", "windows of 10 characters". */
export function imageWords({ height, width, channels, symbols }: ImageShape): string {
  if (symbols !== undefined) return `windows of ${height - 1} characters`;
  return `${height} × ${width}${channels === 1 ? '' : ` × ${channels}`} pixels`;
}

/** "28 × 28 pixels, grey: 784 inputs" */
export function imageFacts({ height, width, channels, symbols }: ImageShape): string {
  const inputs = `${number(height * width * channels)} inputs`;
  if (symbols !== undefined)
    return `Windows of ${height - 1} characters, a row of ${symbols.length} symbols each, below an empty row for the label: ${inputs}`;
  const colours = channels === 1 ? 'grey' : channels === 3 ? 'in colour' : `${channels} channels`;
  return `${height} × ${width} pixels, ${colours}: ${inputs}`;
}
