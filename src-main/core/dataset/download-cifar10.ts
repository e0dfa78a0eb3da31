/** Downloads CIFAR-10's binary files from their authors, and adds them as any other copy is added. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { addDatasetFrom, refuseName } from './added-datasets.ts';
import { cifar10, ownFolder } from './cifar10.ts';
import type { DatasetSources } from './dataset.ts';
import { downloadFiles } from './download.ts';
import type { DownloadFile, DownloadOptions } from './download.ts';

export const cifar10Address = 'https://www.cs.toronto.edu/~kriz/';

/** The authors publish its MD5 sum; where the SHA-256 is from: SOURCES.md. */
export const cifar10Archive: DownloadFile = {
  name: 'cifar-10-binary.tar.gz',
  bytes: 170_052_171,
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
};

/** Returns the folder it is in. Errors: dataset/download-failed, input/invalid where it is there, those of addDatasetFrom. */
export async function downloadCifar10(
  sources: DatasetSources,
  options: DownloadOptions = {},
  address: string = cifar10Address,
  archive: DownloadFile = cifar10Archive,
): Promise<string> {
  const place = ownFolder(sources);
  await refuseName(cifar10.kind, place);
  await mkdir(sources.folder, { recursive: true });
  const temporary = await mkdtemp(join(sources.folder, '.download-'));
  try {
    await downloadFiles(address, [archive], temporary, options);
    await addDatasetFrom(cifar10.kind, [join(temporary, archive.name)], sources);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return place;
}
