/**
 * Training on images that stay in their file, beside the same steps on the same images in memory. The bytes are random, the
 * file is as large as it is said to be, and steps read it in the shuffled order of a run.
 */

import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { randomStream } from '../src-shared/base/random.ts';
import { publishedNames } from '../src-main/core/dataset/idx-dataset.ts';
import type { Spread } from './turns.ts';

const images = 1_000_000;
const image = [32, 32, 3];
/** What is trained: a net for images of that shape, whose steps are short. A file of resources/presets, without its ending. */
const preset = 'cifar-local';
/** Steps of one side before the other's turn: about two seconds of them, so that calls are as long as in training. */
const block = 100;
/** Images are written in blocks of so many. */
const blockImages = 1000;

export interface StreamedOptions {
  readonly threads: number;
  readonly rounds: number;
}

export interface StreamedOrder extends StreamedOptions {
  readonly folder: string;
  readonly images: number;
  readonly preset: string;
  readonly block: number;
}

export interface StreamedAnswer {
  readonly fileMilliseconds: Spread;
  readonly memoryMilliseconds: Spread;
  /** File over memory, turn by turn. */
  readonly ratio: Spread;
  /** The most memory that the process held before it read the images into memory. */
  readonly megabytes: number;
}

/** Measured by a process of its own, so that its memory can be told. */
export async function measureStreamed(options: StreamedOptions) {
  const folder = await mkdtemp(join(os.tmpdir(), 'ffwb-images-'));
  try {
    await writeImages(folder);
    const order: StreamedOrder = { ...options, folder, images, preset, block };
    const script = fileURLToPath(new URL('./streamed-process.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(order)]);
    return { images, preset, ...(JSON.parse(stdout) as StreamedAnswer) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Images as an IDX file, block after block the same bytes, and their labels. */
async function writeImages(folder: string): Promise<void> {
  const random = randomStream(1, 'images of the bench');
  const size = blockImages * image.reduce((product, length) => product * length);
  const some = Uint8Array.from({ length: size }, () => random.integer(256));
  const blocks = function* (): Generator<Uint8Array, void> {
    yield header([images, ...image]);
    for (let written = 0; written < images; written += blockImages) yield some;
  };
  // On the disk before anything is measured.
  const file = createWriteStream(join(folder, publishedNames.trainImages), { flush: true });
  await pipeline(Readable.from(blocks()), file);
  const labels = Uint8Array.from({ length: images }, () => random.integer(10));
  await writeFile(join(folder, publishedNames.trainLabels), Buffer.concat([header([images]), labels]));
}

function header(dimensions: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 + 4 * dimensions.length));
  bytes.setUint32(0, 0x0800 + dimensions.length);
  dimensions.forEach((size, axis) => bytes.setUint32(4 + 4 * axis, size));
  return new Uint8Array(bytes.buffer);
}
