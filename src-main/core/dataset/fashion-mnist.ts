/**
 * Fashion-MNIST: 60,000 + 10,000 pictures of clothes of 28 x 28 pixels. It does not come with the workbench: its files
 * are taken from the user's dataset folder, or from where Debian's package puts them, or downloaded on request.
 */

import { join } from 'node:path';

import type { DatasetSources } from './dataset.ts';
import { downloadFiles } from './download.ts';
import type { DownloadOptions } from './download.ts';
import { publishedIdxPart } from './published-idx.ts';

/** Where Debian's package `dataset-fashion-mnist` puts the packed files. */
export const debianFolder = '/usr/share/datasets/fashion-mnist';

/** The authors' own repository. */
export const fashionMnistAddress =
  'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/';

/** Sizes, and SHA-256 of the files whose MD5 sums the authors publish; how they were compared: SOURCES.md. */
const packedFiles = [
  {
    name: 'train-images-idx3-ubyte.gz',
    bytes: 26_421_880,
    sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
  },
  {
    name: 'train-labels-idx1-ubyte.gz',
    bytes: 29_515,
    sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
  },
  {
    name: 't10k-images-idx3-ubyte.gz',
    bytes: 4_422_102,
    sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
  },
  {
    name: 't10k-labels-idx1-ubyte.gz',
    bytes: 5_148,
    sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
  },
];

export const fashionMnist = publishedIdxPart({
  kind: 'fashion-mnist',
  label: 'Fashion-MNIST',
  help: 'Pictures of clothes: 60,000 for training and 10,000 for testing, 28 x 28 gray pixels, 10 classes. Harder than MNIST, same shape.',
  source: 'H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST", arXiv 1708.07747, 2017',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  sha256: {
    trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
  places: [debianFolder],
  remedy: (folder) =>
    `Get it with "ffwb datasets --download fashion-mnist" or, on Debian, "apt-get install dataset-fashion-mnist"; or put its four IDX files into ${folder}.`,
});

/**
 * Downloads the four files (31 MB) into the user's dataset folder and returns that folder. Files are used only when
 * all four are as published. Error: dataset/download-failed.
 */
export async function downloadFashionMnist(
  sources: DatasetSources,
  options: DownloadOptions = {},
  address: string = fashionMnistAddress,
): Promise<string> {
  const folder = join(sources.folder, fashionMnist.kind);
  await downloadFiles(address, packedFiles, folder, options);
  return folder;
}
