/**
 * Turns a dataset into the numbers a step takes: image rows without the label's pixels, one-hot labels, negatives and
 * random numbers. Everything is a function of the seed and the position, so a resumed run sees the same batches.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { permutation, randomStream } from '../../../src-shared/base/random.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Augmentation } from '../augment/augmentation.ts';
import type { Dataset, Split } from '../dataset/dataset.ts';
import type { NegativeSampler } from '../negatives/negatives.ts';
import type { Position } from './plan.ts';

/** Image rows [count, imageSize] of the examples of a split that `indexes` names; written into `into` where it is given. */
export function imageRows(
  dataset: Dataset,
  split: Split,
  indexes: Uint32Array,
  into: Float32Array | null = null,
): Float32Array {
  const { inputSize } = dataset;
  const skipped = dataset.classNames.length;
  const width = inputSize - skipped;
  const values = byteValues(dataset);
  const rows = into ?? new Float32Array(indexes.length * width);
  for (let row = 0; row < indexes.length; row += 1) {
    const from = (indexes[row] as number) * inputSize + skipped;
    for (let i = 0, to = row * width; i < width; i += 1)
      rows[to + i] = values[split.pixels[from + i] as number] as number;
  }
  return rows;
}

/** Images [count, inputSize] after all augmentations, in their order. */
export function augmented(
  images: Uint8Array,
  image: Dataset['image'],
  augmentations: readonly Augmentation[],
  random: RandomStream,
): Uint8Array {
  const inputSize = image.height * image.width * image.channels;
  let pixels = images;
  for (const augmentation of augmentations) {
    const changed = new Uint8Array(pixels.length);
    for (let begin = 0; begin < pixels.length; begin += inputSize) {
      const end = begin + inputSize;
      augmentation.apply(pixels.subarray(begin, end), changed.subarray(begin, end), image, random);
    }
    pixels = changed;
  }
  return pixels;
}

/** One-hot rows [count, classes]. */
export function oneHotRows(labels: Uint8Array, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (rows[row * classes + label] = 1));
  return rows;
}

/** The net's number for each byte. */
export function byteValues(dataset: Dataset): Float32Array {
  return Float32Array.from(
    { length: 256 },
    (_, byte) => (byte / 255 - dataset.pixelMean) / dataset.pixelDeviation,
  );
}

/** The indexes begin .. end-1. */
export function indexRange(begin: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - begin }, (_, index) => begin + index);
}

export interface Batch {
  /** [B, imageSize] */
  readonly image: Float32Array;
  /** [B, C], one-hot. */
  readonly labels: Float32Array;
  /** [B, C], one-hot; null when the step samples them itself. */
  readonly negatives: Float32Array | null;
  /** [B, 1] */
  readonly uniform: Float32Array;
}

export interface BatchOptions {
  readonly seed: number;
  readonly batchSize: number;
  readonly shuffled: boolean;
  readonly negatives: NegativeSampler;
  readonly augmentations: readonly Augmentation[];
}

/** Batches of the training split, by position. */
export class BatchSource {
  readonly #dataset: Dataset;
  readonly #options: BatchOptions;
  #order: { epoch: number; indexes: Uint32Array } | null = null;
  #negatives: { epoch: number; labels: Uint8Array } | null = null;
  /** The images of the newest batch: one buffer for all, or collecting garbage would take a tenth of the time. */
  readonly #rows: Float32Array;

  constructor(dataset: Dataset, options: BatchOptions) {
    this.#dataset = dataset;
    this.#options = options;
    this.#rows = new Float32Array(options.batchSize * (dataset.inputSize - dataset.classNames.length));
  }

  /** True when a whole-set batch is the same for every epoch. */
  get fixed(): boolean {
    return this.#options.augmentations.length === 0;
  }

  /** The batch of a position. Its images are valid until the next call. */
  at({ epoch, batch }: Position): Batch {
    const { batchSize, seed } = this.#options;
    const indexes = this.#orderOf(epoch).subarray(batch * batchSize, (batch + 1) * batchSize);
    const { labels } = this.#dataset.splits.train;
    const classes = this.#dataset.classNames.length;
    const own = (all: Uint8Array) =>
      oneHotRows(
        Uint8Array.from(indexes, (index) => all[index] as number),
        classes,
      );
    const negatives = this.#negativesOf(epoch);
    const random = randomStream(seed, 'uniform', epoch, batch);
    return {
      image: this.#images(indexes, epoch, batch),
      labels: own(labels),
      negatives: negatives === null ? null : own(negatives),
      uniform: Float32Array.from({ length: batchSize }, () => random.uniform()),
    };
  }

  #images(indexes: Uint32Array, epoch: number, batch: number): Float32Array {
    const { augmentations, seed } = this.#options;
    if (augmentations.length === 0)
      return imageRows(this.#dataset, this.#dataset.splits.train, indexes, this.#rows);
    const { inputSize, image } = this.#dataset;
    const random = randomStream(seed, 'augmentation', epoch, batch);
    const chosen = new Uint8Array(indexes.length * inputSize);
    indexes.forEach((index, row) => {
      const from = this.#dataset.splits.train.pixels;
      chosen.set(from.subarray(index * inputSize, (index + 1) * inputSize), row * inputSize);
    });
    const pixels = augmented(chosen, image, augmentations, random);
    const split = { count: indexes.length, pixels, labels: new Uint8Array(indexes.length) };
    return imageRows(this.#dataset, split, indexRange(0, indexes.length), this.#rows);
  }

  #orderOf(epoch: number): Uint32Array {
    const { count } = this.#dataset.splits.train;
    // The whole set in one batch is not shuffled: only rounding would tell, and a resumed run could then differ.
    if (!this.#options.shuffled || this.#options.batchSize === count)
      return (this.#order ??= { epoch: 0, indexes: indexRange(0, count) }).indexes;
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, indexes: permutation(randomStream(this.#options.seed, 'order', epoch), count) };
    }
    return assertDefined(this.#order, 'order').indexes;
  }

  #negativesOf(epoch: number): Uint8Array | null {
    const { negatives, seed } = this.#options;
    if (negatives.source === 'read-out') return null;
    const drawn = negatives.once ? 0 : epoch;
    if (this.#negatives?.epoch !== drawn) {
      const { labels } = this.#dataset.splits.train;
      const random = randomStream(seed, 'negatives', drawn);
      this.#negatives = {
        epoch: drawn,
        labels: negatives.draw(labels, this.#dataset.classNames.length, random),
      };
    }
    return this.#negatives.labels;
  }
}
