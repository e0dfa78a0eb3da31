/** Negatives that are a damaged version of the image itself, or a mixture with another one. */

import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { permutation } from '../../../src-shared/base/random.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { rowsOf } from '../net/forward.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import { madeByHost, madeFromBatch } from './image-pairs.ts';
import { normalizeRows } from '../normalization/normalization.ts';
import type { PairSource } from './pair-source.ts';
import { shiftedPartners } from './partners.ts';

/** x + deviation * n, n from the standard normal distribution, for every value on its own. */
export const noisyNegatives = definePart({
  kind: 'noise',
  label: 'The image with noise',
  help: 'Gaussian noise is added to every value. An easy task: the net need only notice grain.',
  parameters: z.object({
    deviation: parameter(z.number().min(0.001).max(1000).default(0.5), {
      label: 'Deviation',
      unit: 'input',
      help: 'Standard deviation of the noise, in the numbers the net sees.',
    }),
  }),
  create: ({ deviation }) =>
    madeByHost((image, target, _grid, random) => {
      for (let at = 0; at < image.length; at += 1)
        target[at] = (image[at] as number) + deviation * random.normal();
    }),
});

/** Square tiles of the image in a random order. What does not fill a whole tile stays where it is. */
export const shuffledNegatives = definePart({
  kind: 'patch-shuffle',
  label: 'The image cut up and shuffled',
  help: 'Square patches change places: local shapes stay, the whole is lost.',
  parameters: z.object({
    size: parameter(z.int().min(1).max(512).default(7), {
      label: 'Patch size',
      unit: 'pixels',
      help: 'Rows and columns of a patch.',
    }),
  }),
  create: ({ size }) =>
    madeByHost((image, target, grid, random) => {
      target.set(image);
      const [down, across] = [Math.floor(grid.height / size), Math.floor(grid.width / size)];
      permutation(random, down * across).forEach((from, to) => {
        for (let row = 0; row < size; row += 1) {
          const begin = startOf(grid, from, across, size, row);
          target.set(
            image.subarray(begin, begin + size * grid.channels),
            startOf(grid, to, across, size, row),
          );
        }
      });
    }),
});

/** Where a row of a tile starts in the image's numbers. */
function startOf(grid: Grid, tile: number, across: number, size: number, row: number): number {
  const [top, left] = [Math.floor(tile / across) * size, (tile % across) * size];
  return ((top + row) * grid.width + left) * grid.channels;
}

/** The image turned by 90, 180 or 270 degrees, each equally likely; by 180 where it is not square. */
export const rotatedNegatives = definePart({
  kind: 'rotation',
  label: 'The image turned',
  help: 'By a quarter, half or three quarters of a turn; images that are not square by half a turn.',
  parameters: z.object({}),
  create: () =>
    madeByHost((image, target, grid, random) => {
      const turns = grid.height === grid.width ? 1 + random.integer(3) : 2;
      rotate(image, target, grid, turns);
    }),
});

/** A number of quarter turns to the left. */
function rotate(image: Float32Array, target: Float32Array, grid: Grid, turns: number): void {
  const { height, width, channels } = grid;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [toRow, toColumn] =
        turns === 1
          ? [width - 1 - column, row]
          : turns === 2
            ? [height - 1 - row, width - 1 - column]
            : [column, height - 1 - row];
      const from = (row * width + column) * channels;
      target.set(image.subarray(from, from + channels), (toRow * width + toColumn) * channels);
    }
  }
}

/**
 * (x + x') / 2, x' another image of the batch. It is what weights shared by both halves see of [x; x'], against [x; x]
 * for the positive.
 */
export const mixedNegatives = definePart({
  kind: 'another-image',
  label: 'The image laid over another one',
  help: 'The mean of two images, against one image: with shared weights this is the pair [x; x] against [x; another].',
  parameters: z.object({}),
  create: () =>
    madeFromBatch((images, target, grid, random) => {
      copyPartners(images, target, grid, random);
      for (let at = 0; at < target.length; at += 1)
        target[at] = ((images[at] as number) + (target[at] as number)) / 2;
    }),
});

/**
 * (n(x) + n(x')) / 2 with n the normalization, not normalized again: the mean of two is as short as they differ. So a
 * layer is asked which images belong together, and not what a mixture looks like.
 */
export const mixedNormalized = definePart({
  kind: 'another-normalized-image',
  label: 'The image laid over another one, each normalized first',
  help: 'The mean of two normalized images, against one: the pair [x; x] against [x; another] as it was published. The mean of images that differ much is short.',
  source: 'Chen et al. 2025, self-contrastive Forward-Forward, arXiv 2409.11593',
  parameters: z.object({}),
  create: (): PairSource => ({
    ...madeFromBatch(copyPartners),
    pair: (ops, net, { image, tensors }) => {
      const partners = assertDefined(tensors['negativeImages'], 'negativeImages');
      const own = normalizeRows(ops, net.normalization, image);
      const other = normalizeRows(ops, net.normalization, partners);
      const mixture = ops.scale(ops.add(own, other), 0.5);
      const blocks = { image: ops.concat([own, mixture], 0) };
      return { blocks, rowScale: null, rows: 2 * rowsOf(image), known: {} };
    },
  }),
});

/** Another image of the batch for each, [B, I]. */
function copyPartners(images: Float32Array, target: Float32Array, grid: Grid, random: RandomStream): void {
  const size = sizeOfGrid(grid);
  shiftedPartners(images.length / size, random).forEach((partner, row) =>
    target.set(images.subarray(partner * size, (partner + 1) * size), row * size),
  );
}
