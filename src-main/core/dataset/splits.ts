/**
 * From all examples of a dataset to the three splits a run uses. Splits are views of the bytes that were read, or
 * of the file they are in, never copies, so MNIST stays at its 55 MB. Also the fingerprint that says what a run was trained on.
 */

import { createHash } from 'node:crypto';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { piecesOf, sectionOf } from './bytes.ts';
import type { Dataset, DatasetLoader, ExamplePool, Split } from './dataset.ts';
import type { ImageParameters } from './image-parameters.ts';

/** Pixels of one image. */
export function inputSizeOf(image: Dataset['image']): number {
  return image.height * image.width * image.channels;
}

/** A loader, from how its pool is read and the share a run takes. `about`: all that decides the pool. */
export function poolLoader(
  kind: string,
  about: unknown,
  readPool: DatasetLoader['readPool'],
  share: ImageParameters,
): DatasetLoader {
  return {
    poolKey: JSON.stringify([kind, about]),
    readPool,
    split: (pool) => splitPool(pool, share),
    load: async (sources) => splitPool(await readPool(sources), share),
  };
}

/**
 * The dataset a run sees: train is the first `trainExamples` of the training examples, validation the last
 * `validationExamples`, test the first `testExamples` of the test examples. Error: dataset/too-small, also where train
 * and validation would overlap.
 */
export function splitPool(pool: ExamplePool, parameters: ImageParameters): Dataset {
  const { trainExamples, validationExamples, testExamples, pixelMean, pixelDeviation } = parameters;
  const inputSize = inputSizeOf(pool.image);
  const available = pool.training.count;
  const asked = trainExamples + validationExamples;
  if (trainExamples > available) throw tooSmall(pool, 'training', available, trainExamples);
  if (asked > available) throw tooSmall(pool, 'training and validation', available, asked);
  if (testExamples > pool.test.count) throw tooSmall(pool, 'test', pool.test.count, testExamples);
  const splits = {
    train: viewOf(pool.training, 0, trainExamples, inputSize),
    validation: viewOf(pool.training, available - validationExamples, validationExamples, inputSize),
    test: viewOf(pool.test, 0, testExamples, inputSize),
  };
  const { name, classNames, image, text } = pool;
  let fingerprint: string | null = null;
  return {
    ...{ name, classNames, image, inputSize, splits, pixelMean, pixelDeviation },
    ...(text === undefined ? {} : { text }),
    // Made when it is asked for: hashing takes longer than all the rest.
    get fingerprint() {
      return (fingerprint ??= fingerprintOf(pool, splits));
    },
  };
}

function tooSmall(pool: ExamplePool, split: string, available: number, asked: number): WorkbenchError {
  return new WorkbenchError('dataset/too-small', { dataset: pool.name, available, split, asked });
}

/** `count` examples from the one at `first`, sharing memory or the file with `all`. */
function viewOf(all: Split, first: number, count: number, inputSize: number): Split {
  return {
    count,
    pixels: sectionOf(all.pixels, first * inputSize, (first + count) * inputSize),
    labels: all.labels.subarray(first, first + count),
  };
}

/** SHA-256 (hex) over name, shape, number of classes, split sizes, and every byte used, in a fixed order. */
function fingerprintOf(pool: ExamplePool, splits: Dataset['splits']): string {
  const { height, width, channels } = pool.image;
  const ordered = [splits.train, splits.validation, splits.test];
  const counts = ordered.map((split) => split.count);
  const hash = createHash('sha256');
  hash.update(`${JSON.stringify([pool.name, height, width, channels, pool.classNames.length, ...counts])}\n`);
  for (const { pixels, labels } of ordered) {
    for (const piece of piecesOf(pixels)) hash.update(piece);
    hash.update(labels);
  }
  return hash.digest('hex');
}
