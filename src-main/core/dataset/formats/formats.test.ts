import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { assert } from '../../../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { createPart } from '../../../../src-shared/spec/part.ts';
import { addDataset, addDatasetFrom, describeAdded } from '../added-datasets.ts';
import { wholeOf } from '../bytes.ts';
import type { DatasetLoader } from '../dataset.ts';
import { temporaryFolder } from '../encode-idx.fixture.ts';
import { datasetParts } from '../index.ts';
import { cifarRecord, jpg, npy, png, tar, tarGz, zip } from './encode-formats.fixture.ts';
import type { Files } from './encode-formats.fixture.ts';
import type { ReadDataset } from './format.ts';
import { readDataset } from './index.ts';
import { sourceFiles } from './source-files.ts';
import type { NamedFile } from './source-files.ts';

const red = [200, 0, 0] as const;
const blue = [0, 0, 100] as const;

async function read(...files: NamedFile[]): Promise<ReadDataset> {
  const found = await readDataset(await sourceFiles(files));
  assert(!('text' in found), 'a text is read in text.test.ts');
  return found;
}

/** The sentence of the refusal. */
function refusal(...files: NamedFile[]): Promise<string> {
  return read(...files).then(
    () => 'it was taken',
    (thrown: unknown) => {
      expect(thrown).toBeInstanceOf(WorkbenchError);
      return (thrown as Error).message;
    },
  );
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

const keras = {
  'x_train.npy': npy('|u1', [3, 1, 2], [1, 2, 3, 4, 5, 6]),
  'y_train.npy': npy('<i8', [3], [0, 1, 2]),
  'x_test.npy': npy('|u1', [1, 1, 2], [9, 8]),
  'y_test.npy': npy('<i8', [1, 1], [1]),
};
const twoClasses = { 'cat/1.png': png(2, 1, red), 'dog/1.png': png(2, 1, blue) };

test('NPZ of Keras: bytes, shares of 255 and whole numbers of any type give the same', async () => {
  const expected: ReadDataset = {
    image: { height: 1, width: 2, channels: 1 },
    classNames: null,
    training: { count: 3, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(0, 1, 2) },
    validation: null,
    test: { count: 1, pixels: Uint8Array.of(9, 8), labels: Uint8Array.of(1) },
    readFrom: 'arrays of NumPy (NPZ)',
  };
  const shares = npy(
    '<f4',
    [3, 1, 2],
    [1, 2, 3, 4, 5, 6].map((byte) => byte / 255),
  );
  const wide = npy('>i2', [3, 1, 2], [1, 2, 3, 4, 5, 6]);
  expect(await read(zip('mnist.npz', keras))).toEqual(expected);
  expect(await read(zip('mnist.npz', { ...keras, 'x_train.npy': shares }))).toEqual(expected);
  expect(await read(zip('mnist.npz', { ...keras, 'x_train.npy': wide }))).toEqual(expected);
});

test('images by class: the same from a folder, a zip and a tar.gz, in colour where one is', async () => {
  const files = {
    'pets/LICENCE': new Uint8Array(3),
    'pets/__MACOSX/x.png': new Uint8Array(3),
    'pets/train/cat/b.jpg': jpg(8, 8, [128, 128, 128]),
    'pets/train/dog/.hidden': new Uint8Array(1),
    'pets/train/dog/a.png': png(8, 8, red),
    'pets/val/dog/c.png': png(8, 8, [255, 255, 255, 0]),
    'pets/test/cat/d.png': png(8, 8, blue),
  };
  const folder = await temporaryFolder();
  await writeFiles(join(folder, 'given'), files);
  const packed = [
    zip('pets.zip', files),
    await tarGz('pets.tar.gz', files),
    { name: 'p.tar', bytes: await tar(files) },
  ];
  const sources = { folder: join(folder, 'datasets') };
  await addDatasetFrom('from-folder', [join(folder, 'given')], sources);
  for (const [index, archive] of packed.entries())
    await addDataset(`from-archive-${index}`, [archive], sources);
  const added = await describeAdded(sources);
  expect(added.map(({ label, available }) => [label, available])).toEqual(
    ['from-archive-0', 'from-archive-1', 'from-archive-2', 'from-folder'].map((name) => [name, true]),
  );
  const loaded = await Promise.all(
    added.map(({ choice }) => createPart<DatasetLoader>(datasetParts, choice).load(sources)),
  );
  for (const { classNames, image, splits } of loaded) {
    expect([classNames, image]).toEqual([['cat', 'dog'], { height: 8, width: 8, channels: 3 }]);
    const { train, validation, test: tests } = splits;
    const first = Array.from(train.labels, (label, at) => [
      label,
      wholeOf(train.pixels)[at * 192],
      wholeOf(train.pixels)[at * 192 + 2],
    ]);
    expect(first.sort()).toEqual([
      [0, 128, 128],
      [1, 200, 0],
    ]);
    // Transparent: on black.
    expect([[...validation.labels], wholeOf(validation.pixels)[0]]).toEqual([[1], 0]);
    expect([[...tests.labels], [...tests.pixels.subarray(0, 3)]]).toEqual([[0], [0, 0, 100]]);
  }
});

test('images that are all grey have one channel, and classes that are numbers stand in their order', async () => {
  const grey = (value: number): Uint8Array => png(1, 1, [value, value, value]);
  const { image, classNames, training } = await read(
    zip('a.zip', { '10/x.png': grey(10), '9/x.png': grey(9), '9/y.png': grey(99) }),
  );
  const seen = Array.from(training.labels, (label, at) => [label, wholeOf(training.pixels)[at]]).sort();
  expect([image.channels, classNames]).toEqual([1, ['9', '10']]);
  expect(seen).toEqual([
    [0, 9],
    [0, 99],
    [1, 10],
  ]);
});

test('a share from either end of images by class holds every class', async () => {
  const files = Object.fromEntries(
    ['a', 'b'].flatMap((name) =>
      Array.from({ length: 60 }, (_, at) => [`${name}/${at}.png`, png(1, 1, red)]),
    ),
  );
  const { training } = await read(zip('a.zip', files));
  const half = (from: number): number =>
    training.labels.subarray(from, from + 60).filter((label) => label === 0).length;
  expect([half(0) > 15 && half(0) < 45, half(60) > 15 && half(60) < 45]).toEqual([true, true]);
});

test('binary files of CIFAR-10, packed and as they are, with channels last and the names of the classes', async () => {
  const files = {
    'cifar-10-batches-bin/data_batch_2.bin': cifarRecord(9, blue),
    'cifar-10-batches-bin/data_batch_1.bin': Buffer.concat([cifarRecord(3, red), cifarRecord(0, blue)]),
    'cifar-10-batches-bin/test_batch.bin': cifarRecord(1, red),
    'cifar-10-batches-bin/readme.html': new Uint8Array(4),
  };
  const packed = await read(await tarGz('cifar-10-binary.tar.gz', files));
  const loose = await read(...Object.entries(files).map(([name, bytes]) => ({ name, bytes })));
  expect(loose).toEqual(packed);
  expect([
    packed.image,
    packed.classNames?.[9],
    [...packed.training.labels],
    [...packed.test.labels],
  ]).toEqual([{ height: 32, width: 32, channels: 3 }, 'truck', [3, 0, 9], [1]]);
  expect([
    ...wholeOf(packed.training.pixels).subarray(0, 4),
    ...wholeOf(packed.training.pixels).subarray(-2),
  ]).toEqual([200, 0, 0, 200, 0, 100]);
  const folder = await temporaryFolder();
  expect(await addDataset('cifar-10', [await tarGz('c.tar.gz', files)], { folder })).toMatchObject({
    kind: 'cifar-10',
    available: true,
    examples: { training: 3, test: 1 },
    readFrom: 'binary files of CIFAR-10',
  });
});

test('CIFAR-100: the fine label of two, and its names', async () => {
  const record = Buffer.concat([Buffer.of(19), cifarRecord(99, red)]);
  const names = Buffer.from(Array.from({ length: 100 }, (_, at) => `class ${at}`).join('\n'));
  const { training, classNames } = await read(
    await tarGz('c.tar.gz', { 'train.bin': record, 'test.bin': record, 'fine_label_names.txt': names }),
  );
  expect([[...training.labels], classNames?.[99], wholeOf(training.pixels)[0]]).toEqual([
    [99],
    'class 99',
    200,
  ]);
});

test('what is not right is refused in one sentence that names the file and the place', async () => {
  const npz = (change: Files): NamedFile => zip('a.npz', { ...keras, ...change });
  const pictures = (change: Files): NamedFile => zip('a.zip', { ...twoClasses, ...change });
  const sound = jpg(8, 8, red);
  const without = Object.fromEntries(Object.entries(keras).filter(([name]) => name !== 'y_train.npy'));
  const broken = { name: 'a.zip', bytes: zipSync(twoClasses, { level: 0 }) };
  const at = Buffer.from(broken.bytes).lastIndexOf('IDAT') + 8;
  broken.bytes[at] = (broken.bytes[at] as number) ^ 0xff;
  const words = {
    dtype: await refusal(npz({ 'x_train.npy': npy('|O', [3, 1, 2], []) })),
    value: await refusal(npz({ 'x_train.npy': npy('<f4', [3, 1, 2], [0, 0.5, 1, 0, 0, 0]) })),
    label: await refusal(npz({ 'y_train.npy': npy('<i8', [3], [0, -1, 300]) })),
    array: await refusal(zip('a.npz', without)),
    shape: await refusal(npz({ 'x_train.npy': npy('|u1', [6], [1, 2, 3, 4, 5, 6]) })),
    fewer: await refusal(npz({ 'y_train.npy': npy('<i8', [2], [0, 1]) })),
    apart: await refusal(npz({ 'x_test.npy': npy('|u1', [1, 2, 1], [1, 2]) })),
    cutArray: await refusal(npz({ 'x_train.npy': keras['x_train.npy'].subarray(0, -1) })),
    brokenImage: await refusal(pictures({ 'dog/2.png': png(2, 1, red).subarray(0, 50) })),
    cutJpeg: await refusal(pictures({ 'dog/2.jpg': sound.subarray(0, -10) })),
    mislabelled: await refusal(pictures({ 'dog/2.png': sound })),
    noPicture: await refusal(pictures({ 'dog/2.png': Buffer.from('hello') })),
    twoSizes: await refusal(
      pictures({ 'dog/2.png': png(1, 1, red), 'dog/3.png': png(1, 1, red), 'dog/4.png': png(1, 1, red) }),
    ),
    oneClass: await refusal(zip('a.zip', { 'cat/1.png': png(2, 1, red) })),
    noClass: await refusal(pictures({ '1.png': png(2, 1, red) })),
    unknownClass: await refusal(
      zip('a.zip', {
        'train/a/1.png': png(1, 1, red),
        'train/b/1.png': png(1, 1, red),
        'test/c/1.png': png(1, 1, red),
      }),
    ),
    stray: await refusal(pictures({ 'dog/notes.csv': Buffer.from('1') })),
    outside: await refusal(pictures({ '../dog/2.png': png(2, 1, red) })),
    absolute: await refusal({ name: 'a.tar', bytes: await tar({ '/dog/2.png': png(2, 1, red) }) }),
    link: await refusal({
      name: 'a.tar',
      bytes: await tar({ ...twoClasses, 'dog/2.png': new Uint8Array(0) }, { 'dog/2.png': 'symlink' }),
    }),
    crc: await refusal(broken),
    cutZip: await refusal({ name: 'a.zip', bytes: zip('a.zip', twoClasses).bytes.subarray(0, -30) }),
    cutTar: await refusal({ name: 'a.tar', bytes: (await tar(twoClasses)).subarray(0, 700) }),
    cutGzip: await refusal({
      name: 'a.tar.gz',
      bytes: (await tarGz('a', twoClasses)).bytes.subarray(0, -20),
    }),
    cifarCut: await refusal({ name: 'data_batch_1.bin', bytes: cifarRecord(1, red).subarray(1) }),
    cifarLabel: await refusal({
      name: 'data_batch_1.bin',
      bytes: Buffer.concat([cifarRecord(1, red), cifarRecord(10, red)]),
    }),
    noText: await refusal({
      name: 'a.txt',
      bytes: Buffer.concat([Buffer.from('é'.repeat(200)), Buffer.of(0xff), Buffer.from('abc')]),
    }),
    unknown: await refusal({ name: 'a.csv', bytes: Buffer.from('1,2') }),
    empty: await refusal(zip('a.zip', { '.x': new Uint8Array(1) })),
  };
  expect(words).toMatchInlineSnapshot(`
    {
      "absolute": "a.tar holds a file named "/dog/2.png", which is not below the archive.",
      "apart": "The images of x_train are 1 x 2 x 1, those of x_test 2 x 1 x 1.",
      "array": "a.npz has no array named y_train; it has x_train, x_test, y_test.",
      "brokenImage": "a.zip: dog/2.png is damaged at byte 50: it is no PNG picture that can be read: it is cut short: its end mark is missing.",
      "cifarCut": "data_batch_1.bin is damaged at byte 0: it is cut short or no file of CIFAR-10: 3072 bytes are not a number of whole records of 3073.",
      "cifarLabel": "data_batch_1.bin is damaged at byte 3073: the label of record 1 is 10, but there are 10 classes.",
      "crc": "a.zip: dog/1.png is damaged at byte 277: what it unpacks to is not what the archive says (size or CRC).",
      "cutArray": "a.npz: x_train.npy is damaged at byte 133: by its header it has 134 bytes, but it has 133.",
      "cutGzip": "a.tar.gz is damaged at byte 183: its gzip data cannot be unpacked (unexpected end of file).",
      "cutJpeg": "a.zip: dog/2.jpg is damaged at byte 609: it is no JPEG picture that can be read: it is cut short: its end mark is missing.",
      "cutTar": "a.tar is damaged at byte 700: the archive is cut short: its end mark is missing.",
      "cutZip": "a.zip is damaged at byte 316: it is no whole zip archive: its directory is missing.",
      "dtype": "a.npz: x_train.npy is damaged at byte 10: its elements are of type "|O", and whole or floating numbers are known.",
      "empty": "There are no files in what was given.",
      "fewer": "a.npz: x_train.npy holds 3 images, but a.npz: y_train.npy holds 2 labels.",
      "label": "a.npz: y_train.npy is damaged at byte 136: label 1 is -1 (type <i8): labels are whole numbers from 0 to 255.",
      "link": "a.tar: dog/2.png is no file but a symlink.",
      "mislabelled": "a.zip: dog/2.png is damaged at byte 0: its name says PNG, but it begins as a JPEG picture.",
      "noClass": "a.zip: 1.png lies in no folder of a class.",
      "noPicture": "a.zip: dog/2.png is damaged at byte 0: it does not begin as a PNG picture.",
      "noText": "a.txt is damaged at byte 400: from there on it is no text in UTF-8.",
      "oneClass": "All images for training are of one class, cat (a.zip: cat/1.png).",
      "outside": "a.zip holds a file named "../dog/2.png", which leads out of the archive.",
      "shape": "a.npz: x_train.npy is damaged at byte 0: its shape is (6), and images are (count, height, width) or (count, height, width, channels).",
      "stray": "a.zip: dog/notes.csv lies in the folder of a class and is neither PNG nor JPEG.",
      "twoSizes": "a.zip: cat/1.png has 2 x 1 pixels, but a.zip: dog/3.png has 1 x 1.",
      "unknown": "a.csv can be read as no dataset.",
      "unknownClass": "a.zip: test/c/1.png is of the class c, of which there is no image for training.",
      "value": "a.npz: x_train.npy is damaged at byte 132: element 1 is 0.5 (type <f4): images are whole numbers from 0 to 255, or such numbers divided by 255.",
    }
  `);
});

test('bombs are refused: by what is said of them, and by what comes out', async () => {
  const claimed = (size: number): NamedFile => {
    const archive = zip('a.zip', twoClasses);
    const buffer = Buffer.from(archive.bytes.buffer, archive.bytes.byteOffset);
    buffer.writeUInt32LE(size, buffer.indexOf('PK\x01\x02') + 24);
    return archive;
  };
  const wide = Buffer.from(png(1, 1, red));
  wide.writeUInt32BE(2 ** 20, 16);
  wide.writeUInt32BE(2 ** 20, 20);
  expect({
    claims: await refusal(claimed(2 ** 30)),
    lies: await refusal(claimed(5)),
    picture: await refusal(zip('a.zip', { ...twoClasses, 'dog/2.png': wide })),
    interlaced: await refusal(zip('a.zip', { ...twoClasses, 'dog/2.png': interlacedBomb() })),
  }).toMatchInlineSnapshot(`
    {
      "claims": "a.zip unpacks to more than 536870912 bytes.",
      "interlaced": "a.zip: dog/2.png is damaged at byte 0: it is no PNG picture that can be read: it packs more than its pixels.",
      "lies": "a.zip: cat/1.png is damaged at byte 214: what it unpacks to is not what the archive says (size or CRC).",
      "picture": "a.zip: dog/2.png is damaged at byte 0: it is no PNG picture that can be read: it says that it has 1048576 x 1048576 pixels.",
    }
  `);
});

/** One pixel by its header, a megabyte of zeros in its data. */
function interlacedBomb(): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const sound = Buffer.from(png(1, 1, red));
  const header = Buffer.from(sound.subarray(16, 29));
  header[12] = 1;
  const data = deflateSync(new Uint8Array(2 ** 20));
  return Buffer.concat([
    sound.subarray(0, 8),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

test('nothing is half added, and links in folders are refused', async () => {
  const folder = await temporaryFolder();
  const given = join(folder, 'given');
  await writeFiles(given, twoClasses);
  await symlink('/etc/hostname', join(given, 'dog', '2.png'));
  const sources = { folder: join(folder, 'datasets') };
  await expect(addDatasetFrom('a', [given], sources)).rejects.toMatchObject({
    code: 'dataset/refused',
    message: `${join(given, 'dog', '2.png')} is no file but a link or a device.`,
  });
  await expect(addDatasetFrom('a', [join(folder, 'none')], sources)).rejects.toMatchObject({
    code: 'dataset/unreadable',
  });
  await expect(addDatasetFrom('../a', [given], sources)).rejects.toMatchObject({ code: 'input/invalid' });
  expect(await readdir(sources.folder)).toEqual([]);
});

test('an archive cut anywhere is refused in words, whatever its format', async () => {
  const sound = [
    zip('a.npz', keras),
    zip('a.zip', twoClasses),
    await tarGz('a.tar.gz', twoClasses),
    { name: 'data_batch_1.bin', bytes: cifarRecord(1, red) },
  ];
  const cut = fc.record({
    of: fc.nat(sound.length - 1),
    share: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(cut, async ({ of, share }) => {
      const { name, bytes } = sound[of] as NamedFile;
      const told = await refusal({
        name,
        bytes: bytes.subarray(0, Math.max(1, Math.floor(bytes.length * share))),
      });
      expect(told).toContain(name);
    }),
    { numRuns: 120 },
  );
});

test('any whole NPZ of bytes comes back as it was written', async () => {
  const sizes = fc.record({
    count: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 4 }),
    width: fc.integer({ min: 1, max: 4 }),
    colour: fc.boolean(),
    bytes: fc.array(fc.nat(255), { minLength: 240, maxLength: 240 }),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ count, height, width, colour, bytes }) => {
      const shape = colour ? [count, height, width, 3] : [count, height, width];
      const values = bytes.slice(
        0,
        shape.reduce((product, size) => product * size, 1),
      );
      const labels = bytes.slice(0, count);
      const { image, training } = await read(
        zip('a.npz', {
          'x_train.npy': npy('|u1', shape, values),
          'y_train.npy': npy('|u1', [count], labels),
        }),
      );
      expect(image).toEqual({ height, width, channels: colour ? 3 : 1 });
      expect([[...wholeOf(training.pixels)], [...training.labels]]).toEqual([values, labels]);
    }),
    { numRuns: 60 },
  );
});
