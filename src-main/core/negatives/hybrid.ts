/**
 * Hybrid images: a mask with large regions of ones and zeros shows one image in some places and another in the others.
 * Short-range correlations stay like those of real images, long-range ones do not.
 *
 * Legend: B examples, H rows, W columns, I = H W channels values of an image.
 */

import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import { madeInStep } from './image-pairs.ts';
import type { PairSource } from './pair-source.ts';
import { otherClassPartners, shiftedPartners } from './partners.ts';

export const hybridNegatives = definePart({
  kind: 'hybrid',
  label: 'Hybrids of two images',
  help: 'One image in some regions, another one in the rest: no labels are needed.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.2',
  parameters: z.object({
    blurs: parameter(z.int().min(0).max(100).default(6), {
      label: 'Blurs',
      help: 'How often the random bits are blurred with [1/4, 1/2, 1/4] along both axes: more blurs, larger regions.',
    }),
    threshold: parameter(z.number().min(0).max(1).default(0.5), {
      label: 'Mask threshold',
      help: 'The mask is 1 where the blurred bits are above this: lower, and more of the first image is seen.',
    }),
    partner: parameter(z.enum(['any', 'other-class']).default('any'), {
      label: 'Second image',
      help: '"any": another image of the batch, whatever its class. "other-class": one of another class, which looks at labels.',
    }),
  }),
  create: ({ blurs, threshold, partner }): PairSource =>
    madeInStep(
      {
        perTurn: ({ image }, examples) => ({
          partners: [examples, sizeOfGrid(image)],
          bits: [examples, image.height * image.width],
        }),
        supply: ({ image }, labels, seed) => {
          const [size, places] = [sizeOfGrid(image), image.height * image.width];
          let [partners, bits] = [new Float32Array(0), new Float32Array(0)];
          return ({ pass, batch, indexes, images }) => {
            const examples = indexes.length;
            if (partners.length !== images.length) {
              partners = new Float32Array(images.length);
              bits = new Float32Array(examples * places);
            }
            const random = randomStream(seed, 'partners', pass, batch);
            const chosen =
              partner === 'any'
                ? shiftedPartners(examples, random)
                : otherClassPartners(
                    Uint8Array.from(indexes, (index) => labels[index] as number),
                    random,
                  );
            chosen.forEach((from, row) =>
              partners.set(images.subarray(from * size, (from + 1) * size), row * size),
            );
            fillWithBits(bits, seed, pass, batch);
            return { partners, bits };
          };
        },
      },
      (ops, image, tensors, grid) => {
        const mask = blurredMask(ops, assertDefined(tensors['bits'], 'bits'), grid, blurs, threshold);
        return ops.select(mask, image, assertDefined(tensors['partners'], 'partners'));
      },
    ),
});

/** Zeros and ones, 32 from every number drawn. */
function fillWithBits(target: Float32Array, seed: number, pass: number, batch: number): void {
  const random = randomStream(seed, 'mask', pass, batch);
  for (let at = 0; at < target.length; at += 32) {
    const drawn = random.bits();
    const end = Math.min(32, target.length - at);
    for (let bit = 0; bit < end; bit += 1) target[at + bit] = (drawn >>> bit) & 1;
  }
}

/** 1 where bits [B, H W], blurred so many times, are above the threshold, else 0: [B, I], all channels of a place alike. */
function blurredMask(ops: TensorOps, bits: Tensor, grid: Grid, blurs: number, threshold: number): Tensor {
  const { height, width, channels } = grid;
  const examples = bits.shape[0] as number;
  const alongRow = blurredRows(ops, ops.reshape(bits, [examples * height, width]), blurs);
  const turned = ops.transpose(ops.reshape(alongRow, [examples, height, width]), [0, 2, 1]);
  const alongBoth = blurredRows(ops, ops.reshape(turned, [examples * width, height]), blurs);
  const blurred = ops.transpose(ops.reshape(alongBoth, [examples, width, height]), [0, 2, 1]);
  const places = height * width;
  const mask = ops.greater(ops.reshape(blurred, [examples, places]), ops.constant([threshold], [1, 1]));
  if (channels === 1) return mask;
  const repeated = ops.tile(ops.reshape(mask, [examples, places, 1]), 2, channels);
  return ops.reshape(repeated, [examples, places * channels]);
}

function blurredRows(ops: TensorOps, rows: Tensor, blurs: number): Tensor {
  if (blurs === 0) return rows;
  const size = rows.shape[1] as number;
  return ops.matMul(rows, ops.constant(blurMatrix(size, blurs), [size, size]));
}

/**
 * M [size, size] with x M = x blurred so many times with [1/4, 1/2, 1/4], what is beyond the border being like the
 * border. Its numbers are exact as long as 4^blurs is.
 */
export function blurMatrix(size: number, blurs: number): number[] {
  const columns: number[] = [];
  for (let from = 0; from < size; from += 1) {
    let row: number[] = Array.from({ length: size }, (_, at) => (at === from ? 1 : 0));
    for (let blur = 0; blur < blurs; blur += 1) {
      const before = row;
      const valueAt = (at: number) => before[Math.min(size - 1, Math.max(0, at))] as number;
      row = before.map((value, at) => valueAt(at - 1) / 4 + value / 2 + valueAt(at + 1) / 4);
    }
    columns.push(...row);
  }
  return columns;
}
