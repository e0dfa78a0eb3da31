import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

import type { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { wholeOf } from './bytes.ts';
import type { Dataset } from './dataset.ts';
import { encodeIdx, smallFiles, temporaryFolder, writePublished } from './encode-idx.fixture.ts';
import { idxFiles } from './idx-files.ts';
import { publishedNames } from './idx-dataset.ts';

const small = {
  name: 'Small',
  ...publishedNames,
  classes: 3,
  trainExamples: 4,
  validationExamples: 2,
  testExamples: 2,
};

async function folderWith(files: Partial<ReturnType<typeof smallFiles>>): Promise<string> {
  const folder = await temporaryFolder();
  await writePublished(folder, { ...smallFiles(), ...files });
  return folder;
}

const load = (folder: string, changes: object = {}): Promise<Dataset> =>
  idxFiles.create({ ...small, ...changes }).load({ folder });

const refusal = (folder: string, changes: object = {}): Promise<string> =>
  load(folder, changes).then(
    () => 'loaded',
    (error: unknown) => (error as WorkbenchError).message.replaceAll(`${folder}/`, ''),
  );

test('train is the start of the training file, validation its end, and both are views of the same bytes', async () => {
  const dataset = await load(await folderWith({}));
  const { splits, fingerprint, ...rest } = dataset;
  expect(rest).toEqual({
    name: 'Small',
    classNames: ['0', '1', '2'],
    image: { height: 2, width: 2, channels: 1 },
    inputSize: 4,
    pixelMean: 0,
    pixelDeviation: 1,
  });
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  const plain = Object.entries(splits).map(([name, { count, pixels, labels }]) => [
    name,
    { count, pixels: [...wholeOf(pixels)], labels: [...labels] },
  ]);
  expect(Object.fromEntries(plain)).toEqual({
    train: { count: 4, pixels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], labels: [0, 1, 2, 2] },
    validation: { count: 2, pixels: [16, 17, 18, 19, 20, 21, 22, 23], labels: [1, 0] },
    test: { count: 2, pixels: [100, 101, 102, 103, 104, 105, 106, 107], labels: [2, 1] },
  });
  expect(wholeOf(splits.train.pixels).buffer).toBe(wholeOf(splits.validation.pixels).buffer);
});

test('packed files, absolute paths, class names and colour images are taken', async () => {
  const folder = await temporaryFolder();
  const images = join(folder, 'colours.gz');
  await writeFile(images, gzipSync(encodeIdx([3, 1, 2, 3], new Uint8Array(18))));
  await writeFile(join(folder, 'labels'), encodeIdx([3], [0, 1, 0]));
  const parameters = { trainImages: images, trainLabels: 'labels', classNames: ['cat', 'dog'] };
  const counts = { trainExamples: 2, validationExamples: 1, testExamples: 0 };
  const dataset = await idxFiles.create({ ...parameters, ...counts }).load({ folder });
  expect(dataset).toMatchObject({
    name: 'IDX files',
    classNames: ['cat', 'dog'],
    image: { height: 1, width: 2, channels: 3 },
    inputSize: 6,
    splits: { train: { count: 2 }, validation: { count: 1 }, test: { count: 0 } },
  });
});

test('files that do not belong together are told apart', async () => {
  const otherShape = await folderWith({ testImages: encodeIdx([3, 2, 3], new Uint8Array(18)) });
  const fewerLabels = await folderWith({ trainLabels: encodeIdx([5], [0, 1, 2, 2, 1]) });
  const whole = await folderWith({});
  const told = [
    await refusal(otherShape),
    await refusal(fewerLabels),
    await refusal(whole, { testLabels: '' }),
    await refusal(whole, { testImages: '' }),
  ];
  expect(told).toEqual([
    'The images of train-images-idx3-ubyte are 2 x 2, those of t10k-images-idx3-ubyte 2 x 3.',
    'train-images-idx3-ubyte holds 6 images, but train-labels-idx1-ubyte holds 5 labels.',
    'The dataset Small has testImages but no testLabels; they go together.',
    'The dataset Small has testLabels but no testImages; they go together.',
  ]);
});

test('a label that is no class is told with its byte, in training and test files', async () => {
  const badTrain = await folderWith({ trainLabels: encodeIdx([6], [0, 1, 2, 2, 3, 0]) });
  const badTest = await folderWith({ testLabels: encodeIdx([3], [77, 1, 0]) });
  expect([await refusal(badTrain), await refusal(badTest)]).toEqual([
    'train-labels-idx1-ubyte is damaged at byte 12: the label of example 4 is 3, but there are 3 classes (0 to 2).',
    't10k-labels-idx1-ubyte is damaged at byte 8: the label of example 0 is 77, but there are 3 classes (0 to 2).',
  ]);
});

test('asking for more than there is, or for overlapping train and validation, is told with both numbers', async () => {
  const folder = await folderWith({});
  const told = [
    await refusal(folder, { trainExamples: 7 }),
    await refusal(folder, { trainExamples: 5 }),
    await refusal(folder, { testExamples: 4 }),
    await refusal(folder, { testImages: '', testLabels: '', testExamples: 1 }),
  ];
  expect(told).toEqual([
    'The dataset Small has 6 training examples, but the experiment asks for 7.',
    'The dataset Small has 6 training and validation examples, but the experiment asks for 7.',
    'The dataset Small has 3 test examples, but the experiment asks for 4.',
    'The dataset Small has 0 test examples, but the experiment asks for 1.',
  ]);
});

test('a missing file is named', async () => {
  const folder = await folderWith({});
  expect(await refusal(folder, { trainImages: 'gone' })).toBe(
    'The dataset Small is not there: gone was not found.',
  );
});

test('the fingerprint tells of every byte used, of the split and of the shape, and of nothing else', async () => {
  const fingerprint = async (
    files: Partial<ReturnType<typeof smallFiles>>,
    changes: object = {},
  ): Promise<string> => (await load(await folderWith(files), changes)).fingerprint;
  const pixels = (value: number, at: number): number[] =>
    Array.from({ length: 24 }, (_, i) => (i === at ? value : i));
  const unchanged = await fingerprint({});
  expect(await fingerprint({}, { pixelMean: 0.5 })).toBe(unchanged);
  expect(await fingerprint({ testLabels: encodeIdx([3], [2, 1, 1]) })).toBe(unchanged); // the third is not used
  const others = [
    await fingerprint({ trainImages: encodeIdx([6, 2, 2], pixels(99, 0)) }),
    await fingerprint({ trainImages: encodeIdx([6, 2, 2], pixels(99, 23)) }),
    await fingerprint({ trainLabels: encodeIdx([6], [0, 1, 2, 2, 1, 1]) }),
    await fingerprint({ testLabels: encodeIdx([3], [1, 1, 0]) }),
    await fingerprint({}, { trainExamples: 3 }),
    await fingerprint({}, { validationExamples: 1 }),
    await fingerprint({}, { classes: 4 }),
    await fingerprint({}, { name: 'Other' }),
    await fingerprint({
      trainImages: encodeIdx([6, 1, 4], pixels(0, 0)),
      testImages: encodeIdx(
        [3, 1, 4],
        Array.from({ length: 12 }, (_, i) => 100 + i),
      ),
    }),
  ];
  expect(new Set([unchanged, ...others]).size).toBe(others.length + 1);
});
