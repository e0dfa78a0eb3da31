import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { addDataset, describeAdded } from './added-datasets.ts';
import type { DatasetLoader } from './dataset.ts';
import { encodeIdx, smallFiles, temporaryFolder } from './encode-idx.fixture.ts';
import type { NamedFile } from './formats/source-files.ts';
import { datasetParts } from './index.ts';

const small = smallFiles();
const four: NamedFile[] = [
  { name: 'my-test-pictures.idx', bytes: small.testImages },
  { name: 'pictures.idx', bytes: small.trainImages },
  { name: 'answers.idx.gz', bytes: gzipSync(small.trainLabels) },
  { name: 't10k-answers.idx', bytes: small.testLabels },
];

test('files are found out by what is in them, listed, and can be trained on', async () => {
  const folder = await temporaryFolder();
  const choice = {
    kind: 'idx-files',
    name: 'mine',
    trainImages: 'mine/train-images-idx3-ubyte',
    trainLabels: 'mine/train-labels-idx1-ubyte',
    testImages: 'mine/t10k-images-idx3-ubyte',
    testLabels: 'mine/t10k-labels-idx1-ubyte',
    classes: 3,
    trainExamples: 5,
    validationExamples: 1,
    testExamples: 3,
  };
  const added = await addDataset('mine', four, { folder });
  expect(added).toEqual({
    kind: 'idx-files',
    label: 'mine',
    available: true,
    problem: null,
    next: null,
    where: join(folder, 'mine'),
    examples: { training: 6, test: 3 },
    image: { height: 2, width: 2, channels: 1 },
    classNames: ['0', '1', '2'],
    readFrom: 'IDX files',
    choice,
  });
  expect(await describeAdded({ folder })).toEqual([added]);
  const dataset = await createPart<DatasetLoader>(datasetParts, choice).load({ folder });
  expect([dataset.splits.train.count, [...dataset.splits.test.labels]]).toEqual([5, [2, 1, 0]]);
  expect(await readdir(folder)).toEqual(['mine']);
});

test('a training pair alone is a dataset without test examples', async () => {
  const folder = await temporaryFolder();
  const added = await addDataset('pair', four.slice(1, 3), { folder });
  expect(added.examples).toEqual({ training: 6, test: 0 });
  const [listed] = await describeAdded({ folder });
  const dataset = await createPart<DatasetLoader>(datasetParts, listed?.choice ?? { kind: '' }).load({
    folder,
  });
  expect(dataset.splits.test.count).toBe(0);
});

test('what is not right is refused with its own name, and nothing is left behind', async () => {
  const folder = await temporaryFolder();
  const refusal = (name: string, files: NamedFile[]) =>
    addDataset(name, files, { folder }).then(String, (error: unknown) => (error as Error).message);
  const [images, labels] = [four[1] as NamedFile, four[2] as NamedFile];
  const cut = { name: '../../cut.idx', bytes: images.bytes.subarray(0, 30) };
  const others = { name: 'others.idx', bytes: encodeIdx([2], [0, 1]) };
  const words = {
    text: await refusal('a', [{ name: 'page.html', bytes: new TextEncoder().encode('<html>') }]),
    cut: await refusal('a', [cut, labels]),
    bomb: await refusal('a', [{ name: 'bomb.gz', bytes: gzipSync(new Uint8Array(2 ** 29 + 1)) }]),
    alone: await refusal('a', [images]),
    twice: await refusal('a', [images, { ...images, name: 'more.idx' }, labels]),
    apart: await refusal('a', [images, others]),
    notPublished: await refusal('fashion-mnist', four),
    reserved: await refusal('synthetic', four),
  };
  expect(words).toEqual({
    text: 'page.html can be read as no dataset.',
    cut: 'cut.idx is damaged at byte 30: the file ends here, but by its header it has 40 bytes.',
    bomb: 'bomb.gz unpacks to more than 536870912 bytes.',
    alone: 'pictures.idx has no train-labels-idx1-ubyte beside it.',
    twice:
      'pictures.idx and more.idx both look like train-images-idx3-ubyte; the names of test files hold "test" or "t10k".',
    apart: 'pictures.idx holds 6 images, but others.idx holds 2 labels.',
    notPublished: expect.stringContaining('not the published file') as string,
    reserved:
      'my-test-pictures.idx, pictures.idx, answers.idx.gz, t10k-answers.idx are not the files of Synthetic blobs.',
  });
  expect(await readdir(folder)).toEqual([]);
});

test('what could never be trained on is refused, and is not called available where it lies already', async () => {
  const folder = await temporaryFolder();
  const none = [
    { name: 'pictures.idx', bytes: encodeIdx([0, 2, 2], []) },
    { name: 'answers.idx', bytes: encodeIdx([0], []) },
  ];
  const blank = [
    { name: 'pictures.idx', bytes: encodeIdx([2, 1, 1], [0, 0]) },
    { name: 'answers.idx', bytes: encodeIdx([2], [0, 1]) },
  ];
  const words = [];
  for (const files of [none, blank])
    words.push(
      await addDataset('a', files, { folder }).then(String, (error: unknown) => (error as Error).message),
    );
  expect(words).toEqual([
    'The files for training hold no images.',
    'Every pixel of the images for training is 0, so that a net has nothing to learn from.',
  ]);
  expect(await readdir(folder)).toEqual([]);
  await mkdir(join(folder, 'there'));
  await writeFile(join(folder, 'there', 'train-images-idx3-ubyte'), encodeIdx([0, 2, 2], []));
  await writeFile(join(folder, 'there', 'train-labels-idx1-ubyte'), encodeIdx([0], []));
  expect(await describeAdded({ folder })).toMatchObject([{ available: false, problem: words[0] }]);
});

test('whatever is added can be loaded as the experiment that it offers asks for', async () => {
  const sizes = fc.record({
    count: fc.nat(4),
    height: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 3 }),
    tests: fc.nat(2),
    seed: fc.nat(1000),
  });
  const folder = await temporaryFolder();
  let name = 0;
  await fc.assert(
    fc.asyncProperty(sizes, async ({ count, height, width, tests, seed }) => {
      const numbers = (length: number): number[] => Array.from({ length }, (_, i) => (seed * (i + 1)) % 7);
      const pair = (images: number, prefix: string): NamedFile[] => [
        {
          name: `${prefix}images`,
          bytes: encodeIdx([images, height, width], numbers(images * height * width)),
        },
        { name: `${prefix}labels`, bytes: encodeIdx([images], numbers(images)) },
      ];
      name += 1;
      const files = [...pair(count, 'train-'), ...pair(tests, 'test-')];
      const added = await addDataset(`d${name}`, files, { folder }).catch((thrown: unknown) => {
        expect(thrown).toMatchObject({ code: 'dataset/refused' });
        return null;
      });
      if (added === null) return;
      const { choice } = (await describeAdded({ folder })).find((each) => each.label === `d${name}`) ?? {};
      const loaded = await createPart<DatasetLoader>(datasetParts, choice ?? { kind: '' }).load({ folder });
      expect(loaded.splits.train.count).toBeGreaterThan(0);
      await rm(join(folder, `d${name}`), { recursive: true });
    }),
    { numRuns: 60 },
  );
});

test('a name that is taken is refused, and what a killed adding left is cleared away', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, '.adding-killed'));
  await writeFile(join(folder, '.adding-killed', 'half'), 'half');
  await addDataset('mine', four, { folder });
  expect(await readdir(folder)).toEqual(['mine']);
  await expect(addDataset('mine', four, { folder })).rejects.toMatchObject({ code: 'input/invalid' });
});

test('a dataset folder that may not be looked at is not taken for an empty one', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'ffwb-unreadable-'));
  const folder = join(parent, 'loop');
  await symlink(folder, folder); // refused to root as well
  const refused = { code: 'store/unreadable' };
  await expect(describeAdded({ folder })).rejects.toMatchObject(refused);
  await expect(addDataset('mine', [], { folder })).rejects.toMatchObject(refused);
  expect(await describeAdded({ folder: join(parent, 'none') })).toEqual([]);
  await rm(parent, { recursive: true });
});

test('a folder below the dataset folder that may not be read is listed and named; the others are there', async () => {
  const folder = await temporaryFolder();
  await addDataset('mine', four, { folder });
  await symlink(join(folder, 'loop'), join(folder, 'loop')); // refused to root as well
  await writeFile(join(folder, 'notes.txt'), 'no dataset');
  const described = await describeAdded({ folder });
  expect(described.map(({ label, available }) => [label, available])).toEqual([
    ['loop', false],
    ['mine', true],
  ]);
  expect(described[0]?.problem).toContain(join(folder, 'loop'));
});

test('what another process is adding is let be, and what this one is adding too', async () => {
  const folder = await temporaryFolder();
  const atWork = `.adding-${process.ppid}-x`;
  await mkdir(join(folder, atWork));
  await Promise.all([addDataset('one', four, { folder }), addDataset('two', four, { folder })]);
  expect((await readdir(folder)).sort()).toEqual([atWork, 'one', 'two']);
  const twice = await Promise.allSettled([
    addDataset('three', four, { folder }),
    addDataset('three', four, { folder }),
  ]);
  expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('what dataset.json says wrongly is told, and the dataset is not called available', async () => {
  const folder = await temporaryFolder();
  await addDataset('mine', four, { folder });
  await writeFile(join(folder, 'mine', 'dataset.json'), '{"version": 2}');
  expect(await describeAdded({ folder })).toMatchObject([
    {
      available: false,
      problem: expect.stringContaining('dataset.json does not say what a dataset is') as string,
    },
  ]);
});
