import { copyFile, mkdir, open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

import type { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { wholeOf } from './bytes.ts';
import type { Dataset } from './dataset.ts';
import { smallFiles, temporaryFolder, writePublished } from './encode-idx.fixture.ts';
import { publishedNames } from './idx-dataset.ts';
import { mnist } from './mnist.ts';
import { publishedIdxPart } from './published-idx.ts';

let dataset: Dataset;
let packageFolder: string;
beforeAll(async () => {
  const sources = { folder: '/nowhere' };
  dataset = await mnist.create({}).load(sources);
  packageFolder = (await mnist.describe(sources)).where ?? '';
});

/** A dataset folder whose mnist folder holds true copies of all files. */
async function ownCopy(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'mnist'));
  for (const name of Object.values<string>({ ...publishedNames }))
    await copyFile(join(packageFolder, name), join(folder, 'mnist', name));
  return folder;
}

const refusal = (folder: string): Promise<string> =>
  mnist
    .create({ trainExamples: 100 })
    .load({ folder })
    .then(
      () => 'loaded',
      (error: unknown) => (error as WorkbenchError).message.replaceAll(join(folder, 'mnist/'), ''),
    );

test('MNIST is there as soon as the packages are installed, with its known counts, labels and means', () => {
  const { splits } = dataset;
  const facts = Object.values(splits).map(({ count, pixels, labels }) => [
    count,
    pixels.length / 784,
    labels.length,
    [...labels.subarray(0, 10)].join(''),
  ]);
  expect(facts).toEqual([
    [50_000, 50_000, 50_000, '5041921314'],
    [10_000, 10_000, 10_000, '3869645384'],
    [10_000, 10_000, 10_000, '7210414959'],
  ]);
  const sum = [splits.train, splits.validation].reduce(
    (total, { pixels }) => total + wholeOf(pixels).reduce((part, byte) => part + byte, 0),
    0,
  );
  expect(sum / (60_000 * 784 * 255)).toBeCloseTo(0.1307, 4); // the figure everybody normalizes with
});

test('MNIST is kept once, as bytes', () => {
  const buffers = new Set(
    Object.values(dataset.splits).flatMap((split) => [wholeOf(split.pixels).buffer, split.labels.buffer]),
  );
  const bytes = [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0);
  expect({ buffers: buffers.size, bytes }).toEqual({
    buffers: 4,
    bytes: 47_040_016 + 60_008 + 7_840_016 + 10_008,
  });
});

test("MNIST's fingerprint stays the same from version to version", () => {
  expect(dataset.fingerprint).toBe('6d50c10c1b736f5767696aa22ee6e2d74e0038928043ee285a9198905b2d25eb');
});

test("files in the user's own folder come first, and damage in them is told, not passed over", async () => {
  const folder = await ownCopy();
  const images = join(folder, 'mnist', publishedNames.trainImages);
  const told = [await refusal(folder)];
  const handle = await open(images, 'r+');
  await handle.write(Uint8Array.of(1), 0, 1, 12_345_678);
  await handle.close();
  told.push(await refusal(folder));
  await truncate(images, 40_000_000);
  told.push(await refusal(folder));
  await writeFile(join(folder, 'mnist', publishedNames.trainLabels), '');
  told.push(await refusal(folder));
  expect(told).toEqual([
    'loaded',
    expect.stringMatching(
      /^train-images-idx3-ubyte is readable but not the published file: its SHA-256 is [0-9a-f]{64}, not ba891046/,
    ),
    'train-images-idx3-ubyte is damaged at byte 40000000: the file ends here, but by its header it has 47040016 bytes.',
    'train-labels-idx1-ubyte is damaged at byte 0: the file is empty.',
  ]);
});

test('a published dataset that is nowhere names the first missing file and how to get it', async () => {
  const folder = await temporaryFolder();
  const { trainImages, trainLabels } = smallFiles();
  await mkdir(join(folder, 'trial'));
  await writePublished(join(folder, 'trial'), { trainImages, trainLabels });
  const part = publishedIdxPart({
    kind: 'trial',
    label: 'Trial',
    help: '',
    source: '',
    classNames: ['0', '1', '2'],
    sha256: publishedNames,
    places: [join(folder, 'nowhere')],
    remedy: (own) => `Put it into ${own}.`,
  });
  const own = join(folder, 'trial');
  const missing = join(own, publishedNames.testImages);
  await expect(part.create({}).load({ folder })).rejects.toMatchObject({
    code: 'dataset/missing',
    details: { dataset: 'Trial', file: missing, remedy: `Put it into ${own}.` },
  });
  expect(await part.describe({ folder })).toEqual({
    kind: 'trial',
    label: 'Trial',
    available: false,
    problem: `The dataset Trial is not there: ${missing} was not found.`,
    next: `Put it into ${own}.`,
    where: own,
    examples: null,
    image: null,
    classNames: null,
  });
});
