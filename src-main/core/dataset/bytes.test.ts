import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { memoryOf, piecesOf, sectionOf, wholeOf } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { encodeIdx, temporaryFolder, writePublished } from './encode-idx.fixture.ts';
import { FileBytes } from './file-bytes.ts';
import { readIdxPool } from './idx-dataset.ts';
import type { IdxPoolRequest } from './idx-dataset.ts';
import { publishedNames } from './idx-dataset.ts';
import { imageRows, inputFacts } from './rows.ts';
import { splitPool } from './splits.ts';

const share = {
  trainExamples: 40,
  validationExamples: 13,
  testExamples: 7,
  pixelMean: 0.1,
  pixelDeviation: 2,
};

/** Sixty images of 5 x 3 for training, ten for testing. */
async function request(): Promise<IdxPoolRequest & { folder: string }> {
  const folder = await temporaryFolder();
  const random = randomStream(1, 'bytes');
  const some = (count: number, below: number) => Array.from({ length: count }, () => random.integer(below));
  await writePublished(folder, {
    trainImages: encodeIdx([60, 5, 3], some(900, 255)),
    trainLabels: encodeIdx([60], some(60, 4)),
    testImages: encodeIdx([10, 5, 3], some(150, 255)),
    testLabels: encodeIdx([10], some(10, 4)),
  });
  const { trainImages, trainLabels, testImages, testLabels } = publishedNames;
  const files = {
    trainImages: join(folder, trainImages),
    trainLabels: join(folder, trainLabels),
    testImages: join(folder, testImages),
    testLabels: join(folder, testLabels),
  };
  return { folder, name: 'Some', classNames: ['a', 'b', 'c', 'd'], files, remedy: 'Look again.' };
}

test('a dataset read from its file gives the bits of the same dataset in memory', async () => {
  const asked = await request();
  const inMemory = splitPool(await readIdxPool(asked), share);
  const pool = await readIdxPool({ ...asked, mostInMemory: 100 });
  const inFile = splitPool(pool, share);
  expect([memoryOf(pool.training.pixels), memoryOf(inMemory.splits.train.pixels)]).toEqual([0, 600]);
  expect(inFile.fingerprint).toBe(inMemory.fingerprint);
  expect(inputFacts(inFile)).toEqual(inputFacts(inMemory));
  for (const name of ['train', 'validation', 'test'] as const) {
    const [here, there] = [inMemory.splits[name], inFile.splits[name]];
    const indexes = Uint32Array.from({ length: 2 * here.count }, (_, at) => (7 * at) % here.count);
    for (const values of [15, 11])
      expect(imageRows(inFile, there, indexes, values)).toEqual(imageRows(inMemory, here, indexes, values));
    expect([...there.labels]).toEqual([...here.labels]);
  }
});

test('a part of a part of a file is what it is of an array, and pieces make the whole', async () => {
  const path = join(await temporaryFolder(), 'bytes');
  const all = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 256);
  await writeFile(path, all);
  const file = FileBytes.open(path, 0, all.length);
  const cuts = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(1000));
  fc.assert(
    fc.property(cuts, (places) => {
      const [a = 0, b = 0, c = 0, d = 0] = [...places].sort((left, right) => left - right);
      const within = (bytes: Bytes) => sectionOf(sectionOf(bytes, a, d), b - a, c - a);
      expect(wholeOf(within(file))).toEqual(wholeOf(within(all)));
      expect(Buffer.concat([...piecesOf(within(file))])).toEqual(Buffer.from(all.subarray(b, c)));
    }),
    { numRuns: 100 },
  );
});

test('a file that becomes shorter while it is read is told by its name and the byte', async () => {
  const asked = await request();
  const { training } = await readIdxPool({ ...asked, mostInMemory: 100 });
  expect(training.pixels.subarray(885, 900)).toHaveLength(15);
  await truncate(join(asked.folder, publishedNames.trainImages), 500);
  expect(() => training.pixels.subarray(885, 900)).toThrow(/train-images-idx3-ubyte.*ends at byte 901/);
});

test('a large file is checked by its header: cut off, too long or of the wrong form, it is refused at once', async () => {
  const asked = await request();
  const images = join(asked.folder, publishedNames.trainImages);
  const refusal = async (bytes: Uint8Array): Promise<string> => {
    await writeFile(images, bytes);
    return readIdxPool({ ...asked, mostInMemory: 3 }).then(
      () => 'taken',
      (error: unknown) => (error as Error).message,
    );
  };
  const right = encodeIdx([60, 5, 3], new Uint8Array(900));
  expect(await refusal(right)).toBe('taken');
  expect(await refusal(right.subarray(0, 500))).toMatch(/ends here, but by its header it has 916 bytes/);
  expect(await refusal(right.subarray(0, 9))).toMatch(/the file ends in its header/);
  expect(await refusal(Buffer.concat([right, right]))).toMatch(/916 more bytes follow/);
  expect(await refusal(encodeIdx([60, 5, 3], new Uint8Array(900), 0x0d))).toMatch(/32-bit floats/);
});
