/**
 * Images and labels from IDX files that belong together: finds them in a folder, reads them, and makes sure that counts
 * and shapes agree. What the files are called and where they may be is the business of each dataset.
 */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { mostBytesInMemory } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Dataset, ExamplePool, Split } from './dataset.ts';
import { checkLabels, checkSha256, openIdx, readIdx } from './idx.ts';
import type { IdxSource } from './idx.ts';
import type { IdxArray } from './idx-assembler.ts';

/** One path, or one published name or checksum, per file. */
export interface IdxFileSet<T> {
  readonly trainImages: T;
  readonly trainLabels: T;
  readonly testImages: T;
  readonly testLabels: T;
}

/** The names that MNIST gave its files, and its successors kept; unpacked, or with ".gz". */
export const publishedNames: IdxFileSet<string> = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

/** What to read. */
export interface IdxPoolRequest {
  readonly name: string;
  readonly classNames: readonly string[];
  /** Paths; without test files the test split is empty. */
  readonly files: IdxFileSet<string> | Omit<IdxFileSet<string>, 'testImages' | 'testLabels'>;
  /** What to do where a file is missing. */
  readonly remedy: string;
  /** SHA-256 (hex) of the unpacked files, where they are known. */
  readonly sha256?: IdxFileSet<string>;
  /** Images of an unpacked file of more bytes stay in it; `mostBytesInMemory` where nothing is said. */
  readonly mostInMemory?: number;
}

/** Reads all files. Errors: dataset/missing, unreadable, damaged, checksum, mismatch. */
export async function readIdxPool(request: IdxPoolRequest): Promise<ExamplePool> {
  const { name, classNames, files, sha256 } = request;
  const training = await readPair(request, files.trainImages, files.trainLabels, [
    sha256?.trainImages,
    sha256?.trainLabels,
  ]);
  const { image } = training;
  if (!('testImages' in files))
    return { name, classNames, image, training: training.split, test: noExamples };
  const test = await readPair(request, files.testImages, files.testLabels, [
    sha256?.testImages,
    sha256?.testLabels,
  ]);
  if (wordShape(test.image) !== wordShape(image)) {
    throw new WorkbenchError('dataset/mismatch', {
      problem: `The images of ${files.trainImages} are ${wordShape(image)}, those of ${files.testImages} ${wordShape(test.image)}`,
    });
  }
  return { name, classNames, image, training: training.split, test: test.split };
}

const noExamples: Split = { count: 0, pixels: new Uint8Array(0), labels: new Uint8Array(0) };

/** Images and their labels. The checksum comes last, so that a fault that has a byte is told with its byte. */
async function readPair(
  request: IdxPoolRequest,
  imagesFile: string,
  labelsFile: string,
  [imagesSha256, labelsSha256]: readonly [string | undefined, string | undefined],
): Promise<{ image: Dataset['image']; split: Split }> {
  const sourceOf = (file: string): IdxSource => ({ file, dataset: request.name, remedy: request.remedy });
  const labels = await readIdx(sourceOf(labelsFile), [1]);
  const mostInMemory = request.mostInMemory ?? mostBytesInMemory;
  const images = await openIdx(sourceOf(imagesFile), [3, 4], mostInMemory);
  const count = images.dimensions[0] ?? 0;
  if (count !== labels.data.length) {
    throw new WorkbenchError('dataset/mismatch', {
      problem: `${imagesFile} holds ${count} images, but ${labelsFile} holds ${labels.data.length} labels`,
    });
  }
  checkLabels(labels, request.classNames.length);
  if (labelsSha256 !== undefined) checkSha256(labels, labelsSha256);
  if (imagesSha256 !== undefined) checkSha256(images, imagesSha256);
  return { image: imageOf(images), split: { count, pixels: images.data, labels: labels.data } };
}

/** [count, height, width] or [count, height, width, channels]. */
function imageOf(images: IdxArray<Bytes>): Dataset['image'] {
  const [, height = 1, width = 1, channels = 1] = images.dimensions;
  return { height, width, channels };
}

function wordShape({ height, width, channels }: Dataset['image']): string {
  return `${height} x ${width}${channels === 1 ? '' : ` x ${channels}`}`;
}

/** The four files of `folder` under their published names, plain before packed; or the first that is missing. */
export async function findPublishedFiles(
  folder: string,
): Promise<{ readonly files: IdxFileSet<string> } | { readonly missing: string }> {
  const found: Partial<Record<keyof IdxFileSet<string>, string>> = {};
  for (const [role, name] of Object.entries(publishedNames) as [keyof IdxFileSet<string>, string][]) {
    const file = await firstFile([join(folder, name), join(folder, `${name}.gz`)]);
    if (file === null) return { missing: join(folder, name) };
    found[role] = file;
  }
  return { files: found as IdxFileSet<string> };
}

async function firstFile(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    if (await isThere(file)) return file;
  }
  return null;
}

/** Error: dataset/unreadable: what may not be looked at is not missing. */
async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw new WorkbenchError('dataset/unreadable', { file, reason: reasonOf(thrown) }, { cause: thrown });
  }
}
