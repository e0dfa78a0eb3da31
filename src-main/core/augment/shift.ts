/** Moves the image by a few whole pixels; what comes in at the border is blank. */

import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { AugmentationPart } from './augmentation.ts';

export const shift: AugmentationPart = definePart({
  kind: 'shift',
  label: 'Shift',
  help: 'Moves every training image by a random number of pixels in both directions; all shifts are equally likely.',
  source: 'G. Hinton, arXiv 2212.13345, section 3.3: up to 2 pixels, 25 shifts',
  parameters: z.object({
    maximum: parameter(z.int().min(1).max(16).default(2), {
      label: 'Maximum shift',
      unit: 'pixels',
      help: 'In each direction: m gives (2m + 1) x (2m + 1) shifts.',
    }),
  }),
  create: ({ maximum }) => ({
    apply(source, target, image, random) {
      const down = random.integer(2 * maximum + 1) - maximum;
      const right = random.integer(2 * maximum + 1) - maximum;
      shiftImage(source, target, image, down, right);
    },
  }),
});

/** target[row, column] = source[row - down, column - right], 0 where that is outside. */
export function shiftImage(
  source: Uint8Array,
  target: Uint8Array,
  { height, width, channels }: Dataset['image'],
  down: number,
  right: number,
): void {
  target.fill(0);
  const columns = width - Math.abs(right); // that stay in the picture
  if (columns <= 0) return;
  const from = Math.max(0, -right) * channels;
  const to = Math.max(0, right) * channels;
  const rowBytes = width * channels;
  for (let row = Math.max(0, down); row < Math.min(height, height + down); row += 1) {
    const start = (row - down) * rowBytes + from;
    target.set(source.subarray(start, start + columns * channels), row * rowBytes + to);
  }
}
