/**
 * CIFAR-10: 50,000 + 10,000 small pictures of animals and vehicles in colour. It does not come with the workbench: it is
 * downloaded on request, or added from a copy of the user's, be it the authors' binary files or pictures by class. A copy
 * that is not the binary files is told by what it was read from, and by the fingerprint of its runs, since figures on it are
 * not the published ones.
 */

import { join } from 'node:path';

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import type { DatasetSources, ExamplePool } from './dataset.ts';
import { describePool } from './description.ts';
import type { DescribedDatasetPart } from './description.ts';
import { cifar10ClassNames } from './formats/cifar-binary.ts';
import { readIdxPool } from './idx-dataset.ts';
import { exampleCount, imageParameters, pixelDeviation, pixelMean } from './image-parameters.ts';
import { keptFiles, readAbout } from './kept-dataset.ts';
import { poolLoader } from './splits.ts';

/**
 * Over all pixels and channels of the training images, measured on a copy as JPEG. Without them all inputs are of one sign,
 * and most units of a small net die in its first epoch.
 */
const trainingPixels = { mean: 0.472, deviation: 0.251 };

const part = definePart({
  kind: 'cifar-10',
  label: 'CIFAR-10',
  help: 'Pictures of animals and vehicles: 50,000 for training and 10,000 for testing, 32 x 32 pixels in colour, 10 classes. Much harder than MNIST.',
  source: 'A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009',
  parameters: z.object({
    ...imageParameters,
    trainExamples: exampleCount('train', 45_000),
    validationExamples: exampleCount('validation', 5_000),
    pixelMean: pixelMean(trainingPixels.mean),
    pixelDeviation: pixelDeviation(trainingPixels.deviation),
  }),
  create: (parameters) =>
    poolLoader('cifar-10', null, async (sources) => (await readCifar10(sources)).pool, parameters),
});

export const cifar10: DescribedDatasetPart = {
  ...part,
  describe: (sources) => describePool(part, ownFolder(sources), () => readCifar10(sources)),
};

export function ownFolder({ folder }: DatasetSources): string {
  return join(folder, part.kind);
}

/** Errors: dataset/missing, dataset/mismatch, and those of readIdxPool. */
async function readCifar10(
  sources: DatasetSources,
): Promise<{ where: string; pool: ExamplePool; readFrom: string }> {
  const where = ownFolder(sources);
  const remedy =
    'Get it with "ffwb datasets --download cifar-10", or add a copy of yours: "ffwb datasets add cifar-10 cifar-10-binary.tar.gz".';
  const files = await keptFiles(where);
  if (files === null)
    throw new WorkbenchError('dataset/missing', { dataset: part.label, file: where, remedy });
  const { readFrom } = await readAbout(where);
  const isOriginal = readFrom === 'binary files of CIFAR-10';
  const name = isOriginal ? part.label : `${part.label} (${readFrom})`;
  const pool = await readIdxPool({ name, classNames: cifar10ClassNames, files, remedy });
  const { height, width, channels } = pool.image;
  if (height !== 32 || width !== 32 || channels !== 3) {
    const problem = `The images in ${where} are ${height} x ${width} x ${channels}, and those of CIFAR-10 are 32 x 32 x 3`;
    throw new WorkbenchError('dataset/mismatch', { problem });
  }
  return { where, pool, readFrom };
}
