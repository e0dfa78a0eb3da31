/** Half of the images, seen in a mirror: for pictures of things that look the same from both sides, not for digits. */

import { z } from 'zod';

import { definePart } from '../../../src-shared/spec/part.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { AugmentationPart } from './augmentation.ts';

export const mirror: AugmentationPart = definePart({
  kind: 'mirror',
  label: 'Mirror',
  help: 'Swaps left and right in every second training image on average, drawn anew each time it is shown. For photographs; a mirrored digit is no digit.',
  parameters: z.object({}),
  create: () => ({
    apply(source, target, image, random) {
      if (random.integer(2) === 1) mirrorImage(source, target, image);
      else target.set(source);
    },
  }),
});

/** target[row, column] = source[row, width - 1 - column]; channels keep their order. */
export function mirrorImage(
  source: Uint8Array,
  target: Uint8Array,
  { height, width, channels }: Dataset['image'],
): void {
  const pixels = height * width;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const column = pixel % width;
    const from = (pixel - column + (width - 1 - column)) * channels;
    for (let channel = 0; channel < channels; channel += 1)
      target[pixel * channels + channel] = source[from + channel] as number;
  }
}
