import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { temporaryFolder } from './encode-idx.fixture.ts';
import { debianFolder, downloadFashionMnist, fashionMnist } from './fashion-mnist.ts';
import { serveFiles } from './serve-files.fixture.ts';

const installed = existsSync(join(debianFolder, 'train-images-idx3-ubyte.gz'));
const unless = installed ? '' : ' (skipped: dataset-fashion-mnist is not installed)';

test.skipIf(!installed)(
  `Fashion-MNIST is found where Debian puts it, and is as published${unless}`,
  async () => {
    const folder = await temporaryFolder();
    const { splits, classNames, fingerprint } = await fashionMnist.create({}).load({ folder });
    const facts = Object.values(splits).map(({ count, labels }) => [
      count,
      [...labels.subarray(0, 5)].join(''),
    ]);
    expect({ facts, first: classNames[9], fingerprint }).toEqual({
      facts: [
        [50_000, '90030'],
        [10_000, '92102'],
        [10_000, '92116'],
      ],
      first: 'Ankle boot',
      fingerprint: 'e1079c1c790a1c6212f9342d6461a37024a99efb2d4a6b7a299da2a04c374c81',
    });
  },
);

test.skipIf(!installed)(
  `the authors' own packed files are taken by the download and then found in the user's folder${unless}`,
  async () => {
    const files = {
      'train-images-idx3-ubyte.gz': await authorsFile('train-images-idx3-ubyte', 1_504_176_606),
      'train-labels-idx1-ubyte.gz': await authorsFile('train-labels-idx1-ubyte', 1_504_176_606),
      't10k-images-idx3-ubyte.gz': await authorsFile('t10k-images-idx3-ubyte', 1_504_176_627),
      't10k-labels-idx1-ubyte.gz': await authorsFile('t10k-labels-idx1-ubyte', 1_504_176_627),
    };
    const folder = await temporaryFolder();
    const where = await downloadFashionMnist({ folder }, {}, await serveFiles(files));
    expect(await fashionMnist.describe({ folder })).toMatchObject({ available: true, where });
  },
);

/** Debian's file with the name and time that the authors' file has in its gzip header; the rest is the same. */
async function authorsFile(name: string, modified: number): Promise<Buffer> {
  const debian = await readFile(join(debianFolder, `${name}.gz`));
  const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
  header.writeUInt32LE(modified, 4);
  return Buffer.concat([header, Buffer.from(`${name}\0`), debian.subarray(10)]);
}

test('a download of other files than the authors published is refused', async () => {
  const folder = await temporaryFolder();
  const address = await serveFiles({ 'train-images-idx3-ubyte.gz': Buffer.from('<!DOCTYPE html>') });
  await expect(downloadFashionMnist({ folder }, {}, address)).rejects.toMatchObject({
    code: 'dataset/download-failed',
    details: {
      address: `${address}train-images-idx3-ubyte.gz`,
      reason: 'it ended after 15 of 26421880 bytes',
    },
  });
});

const because = installed ? ' (skipped: dataset-fashion-mnist is installed)' : '';
test.skipIf(installed)(`where Fashion-MNIST is missing, both ways to get it are told${because}`, async () => {
  const description = await fashionMnist.describe({ folder: await temporaryFolder() });
  expect(description).toMatchObject({
    available: false,
    next: expect.stringMatching(
      /ffwb datasets --download fashion-mnist.*apt-get install dataset-fashion-mnist/,
    ) as string,
  });
});
