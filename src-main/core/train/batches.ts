/**
 * Turns a dataset into the numbers a step takes: image rows, one-hot labels, and what the pairs bring. Everything is a
 * function of the seed and the position, so a resumed run sees the same batches.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { permutation, randomStream } from '../../../src-shared/base/random.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import type { Augmentation } from '../augment/augmentation.ts';
import { copyBytes } from '../dataset/bytes.ts';
import type { Dataset, Split } from '../dataset/dataset.ts';
import { imageRows, indexRange, oneHotRows } from '../dataset/rows.ts';
import type { Shape, TurnInputs } from '../engine/engine.ts';
import type { PairSource, PairTurn } from '../negatives/pair-source.ts';
import type { Position } from './plan.ts';

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

export interface BatchOptions {
  readonly seed: number;
  readonly batchSize: number;
  readonly shuffled: boolean;
  /** Values of an image row: without the pixels a label takes. */
  readonly imageValues: number;
  /** Null where steps take no pairs. */
  readonly pairs: PairSource | null;
  readonly augmentations: readonly Augmentation[];
  /** What a batch brings besides: null where nothing. */
  readonly besides?: ((at: BatchPosition) => TurnInputs) | null;
}

/** A device for WebGPU takes tensors of so many bytes at least. */
const largestTableBytes = 256 * 1024 * 1024;

/** What decides a batch. */
export type BatchPosition = Pick<Position, 'pass' | 'batch'>;

/** Batches of the training split, by position. */
export class BatchSource {
  readonly #dataset: Dataset;
  readonly #options: BatchOptions;
  readonly #bring: (turn: PairTurn) => TurnInputs;
  #order: { pass: number; indexes: Uint32Array } | null = null;
  /** The images of the newest batch: one buffer for all, or collecting garbage would take a tenth of the time. */
  readonly #rows: Float32Array;

  constructor(dataset: Dataset, options: BatchOptions) {
    this.#dataset = dataset;
    this.#options = options;
    this.#rows = new Float32Array(options.batchSize * options.imageValues);
    const facts = { image: dataset.image, classes: dataset.classNames.length };
    this.#bring = options.pairs?.supply(facts, dataset.splits.train.labels, options.seed) ?? (() => ({}));
  }

  /** True when a whole-set batch is the same for every epoch. */
  get fixed(): boolean {
    const { augmentations, pairs, besides } = this.#options;
    return augmentations.length === 0 && (pairs?.fixed ?? true) && (besides ?? null) === null;
  }

  /** The batch of a position by input name: "image", "labels", and what the pairs bring. Valid until the next call. */
  at(position: BatchPosition): TurnInputs {
    const image = this.#images(position);
    return { image, ...this.#besidesImages(position, () => image) };
  }

  /**
   * All images as a table [examples, imageValues], of which a batch is rows; null where images change from batch to batch,
   * or are so many that a device may not take them.
   */
  imageTable(): { readonly data: Float32Array; readonly shape: Shape } | null {
    const { count } = this.#dataset.splits.train;
    const { imageValues, augmentations } = this.#options;
    if (augmentations.length > 0 || 4 * count * imageValues > largestTableBytes) return null;
    const all = imageRows(this.#dataset, this.#dataset.splits.train, indexRange(0, count), imageValues);
    return { data: all, shape: [count, imageValues] };
  }

  /** The batch of a position with rows of that table for its images. Valid until the next call. */
  rowsAt(position: BatchPosition): { readonly rows: Uint32Array; readonly besides: TurnInputs } {
    const images = () => this.#images(position);
    return { rows: this.#indexesAt(position), besides: this.#besidesImages(position, images) };
  }

  /** `images`: asked for only where pairs are made of them. */
  #besidesImages(position: BatchPosition, images: () => Float32Array): TurnInputs {
    const indexes = this.#indexesAt(position);
    const { labels } = this.#dataset.splits.train;
    const own = Uint8Array.from(indexes, (index) => labels[index] as number);
    const turn: PairTurn = {
      pass: position.pass,
      batch: position.batch,
      indexes,
      get images() {
        return images();
      },
    };
    return {
      labels: oneHotRows(own, this.#dataset.classNames.length),
      ...this.#bring(turn),
      ...this.#options.besides?.({ pass: position.pass, batch: position.batch }),
    };
  }

  /** The batch as examples of their own: what is measured of it, without augmentation. */
  examplesAt({ pass, batch }: BatchPosition): Split & { readonly pixels: Uint8Array } {
    const indexes = this.#indexesAt({ pass, batch });
    const { pixels, labels } = this.#dataset.splits.train;
    const { inputSize } = this.#dataset;
    const own = new Uint8Array(indexes.length * inputSize);
    indexes.forEach((index, row) =>
      copyBytes(pixels, index * inputSize, own.subarray(row * inputSize, (row + 1) * inputSize)),
    );
    return {
      count: indexes.length,
      pixels: own,
      labels: Uint8Array.from(indexes, (index) => labels[index] as number),
    };
  }

  #images({ pass, batch }: BatchPosition): Float32Array {
    const indexes = this.#indexesAt({ pass, batch });
    const { augmentations, seed, imageValues } = this.#options;
    if (augmentations.length === 0)
      return imageRows(this.#dataset, this.#dataset.splits.train, indexes, imageValues, this.#rows);
    const { image } = this.#dataset;
    const random = randomStream(seed, 'augmentation', pass, batch);
    const chosen = this.examplesAt({ pass, batch });
    const split = { ...chosen, pixels: augmented(chosen.pixels, image, augmentations, random) };
    return imageRows(this.#dataset, split, indexRange(0, indexes.length), imageValues, this.#rows);
  }

  #indexesAt({ pass, batch }: BatchPosition): Uint32Array {
    const { batchSize } = this.#options;
    return this.#orderOf(pass).subarray(batch * batchSize, (batch + 1) * batchSize);
  }

  #orderOf(pass: number): Uint32Array {
    const { count } = this.#dataset.splits.train;
    // The whole set in one batch is not shuffled: only rounding would tell, and a resumed run could then differ.
    if (!this.#options.shuffled || this.#options.batchSize === count)
      return (this.#order ??= { pass: 0, indexes: indexRange(0, count) }).indexes;
    if (this.#order?.pass !== pass) {
      this.#order = { pass, indexes: permutation(randomStream(this.#options.seed, 'order', pass), count) };
    }
    return assertDefined(this.#order, 'order').indexes;
  }
}
