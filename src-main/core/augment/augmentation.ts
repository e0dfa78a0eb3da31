/**
 * Changes training images on their way into a batch, so that a net sees more than the examples there are. Applied to
 * bytes, before the label is written in; never to validation or test images.
 */

import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Part } from '../../../src-shared/spec/part.ts';
import type { Dataset } from '../dataset/dataset.ts';

export interface Augmentation {
  /**
   * Writes a changed copy of one image into `target`, every byte of it. Both are [height, width, channels], row-major,
   * and share no memory; `source` is left alone. All randomness comes from `random`.
   */
  apply(source: Uint8Array, target: Uint8Array, image: Dataset['image'], random: RandomStream): void;
}

export type AugmentationPart = Part<Augmentation>;
