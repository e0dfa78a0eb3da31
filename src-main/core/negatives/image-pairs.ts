/**
 * What sources share that know no labels: the positive is the image as it is, the negative an image made from it.
 *
 * Legend: B examples, I values of an image.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import { plainInput } from '../net/forward.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import type { PairSource } from './pair-source.ts';

/** Negatives [B, I] made inside the step, from the images [B, I] and what `perTurn` names. */
export function madeInStep(
  source: Pick<PairSource, 'perTurn' | 'supply'>,
  negatives: (ops: TensorOps, image: Tensor, tensors: Tensors, grid: Grid) => Tensor,
): PairSource {
  return {
    labelled: false,
    needsGuess: false,
    usesNet: false,
    fixed: false,
    ...source,
    wrongLabels: null,
    pair: (ops, net, { image, tensors }) => {
      const made = negatives(ops, image, tensors, net.image);
      return plainInput(ops, net, ops.concat([image, made], 0));
    },
  };
}

/** Writes a negative [I] of one image [I]; all randomness comes from `random`. */
export type Corrupt = (image: Float32Array, target: Float32Array, grid: Grid, random: RandomStream) => void;

/** Negatives made by the host, image by image, as input "negativeImages" [B, I]. */
export function madeByHost(corrupt: Corrupt): PairSource {
  return madeFromBatch((images, made, grid, random) => {
    const size = sizeOfGrid(grid);
    for (let begin = 0; begin < images.length; begin += size)
      corrupt(images.subarray(begin, begin + size), made.subarray(begin, begin + size), grid, random);
  });
}

/** As madeByHost, from all images [B, I] of a batch at once. */
export function madeFromBatch(corrupt: Corrupt): PairSource {
  return madeInStep(
    {
      perTurn: ({ image }, examples) => ({ negativeImages: [examples, sizeOfGrid(image)] }),
      supply: ({ image }, _labels, seed) => {
        let negativeImages = new Float32Array(0);
        return ({ pass, batch, images }) => {
          if (negativeImages.length !== images.length) negativeImages = new Float32Array(images.length);
          corrupt(images, negativeImages, image, randomStream(seed, 'negative-images', pass, batch));
          return { negativeImages };
        };
      },
    },
    (_ops, _image, tensors) => assertDefined(tensors['negativeImages'], 'negativeImages'),
  );
}
