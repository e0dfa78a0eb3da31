/** Any images a user has as IDX files: one pair for training and, if there is one, one pair for testing. */

import { homedir } from 'node:os';
import { resolve } from 'node:path';

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { expandHome } from '../../../src-shared/base/home-path.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { DatasetSources, ExamplePool } from './dataset.ts';
import type { DescribedDatasetPart } from './description.ts';
import { readIdxPool } from './idx-dataset.ts';
import { imageParameters } from './image-parameters.ts';
import { poolLoader } from './splits.ts';

const place = 'Plain or packed with gzip. A name without a folder is looked for in the dataset folder.';
const path = z.string().trim().min(1).max(4096);
const optionalPath = z.string().trim().max(4096).default('');

const parameters = z.object({
  name: parameter(z.string().trim().min(1).max(100).default('IDX files'), {
    label: 'Name',
    help: 'What to call the dataset.',
  }),
  trainImages: parameter(path, {
    label: 'Training images',
    help: `IDX file of unsigned bytes: [count, height, width] or [count, height, width, channels]. ${place}`,
  }),
  trainLabels: parameter(path, {
    label: 'Training labels',
    help: `IDX file of unsigned bytes: one label per image, from 0. ${place}`,
  }),
  testImages: parameter(optionalPath, {
    label: 'Test images',
    help: 'As the training images. Empty for none; then ask for 0 test examples.',
  }),
  testLabels: parameter(optionalPath, {
    label: 'Test labels',
    help: 'As the training labels. Empty for none.',
  }),
  classes: parameter(z.int().min(2).max(256).default(10), {
    label: 'Classes',
    unit: 'classes',
    help: 'Labels are below this number. Class names, where given, decide it instead.',
  }),
  classNames: parameter(z.array(z.string().trim().min(1).max(100)).max(256).default([]), {
    label: 'Class names',
    help: 'In the order of the labels. Empty: the classes are called by their numbers.',
  }),
  ...imageParameters,
});
type IdxFilesParameters = z.output<typeof parameters>;

const part = definePart({
  kind: 'idx-files',
  label: 'IDX files',
  help: 'Images and labels of your own, in the file format of MNIST.',
  parameters,
  create: (chosen) => {
    const { name, trainImages, trainLabels, testImages, testLabels, classes, classNames } = chosen;
    const about = { name, trainImages, trainLabels, testImages, testLabels, classes, classNames };
    return poolLoader('idx-files', about, (sources) => readPool(chosen, sources), chosen);
  },
});

export const idxFiles: DescribedDatasetPart = {
  ...part,
  describe: async (sources) => ({
    kind: part.kind,
    label: part.label,
    available: true,
    problem: null,
    next: null,
    where: sources.folder,
    examples: null,
    image: null,
    classNames: null,
  }),
};

/** Errors: those of readIdxPool; dataset/mismatch also where test images come without labels, or labels without images. */
async function readPool(chosen: IdxFilesParameters, sources: DatasetSources): Promise<ExamplePool> {
  const { name, testImages, testLabels } = chosen;
  if ((testImages === '') !== (testLabels === '')) {
    const [given, left] = testImages === '' ? ['testLabels', 'testImages'] : ['testImages', 'testLabels'];
    throw new WorkbenchError('dataset/mismatch', {
      problem: `The dataset ${name} has ${given} but no ${left}; they go together`,
    });
  }
  const at = (file: string): string => resolve(sources.folder, expandHome(file, homedir()));
  const training = { trainImages: at(chosen.trainImages), trainLabels: at(chosen.trainLabels) };
  const test = testImages === '' ? {} : { testImages: at(testImages), testLabels: at(testLabels) };
  const numbers = Array.from({ length: chosen.classes }, (_, index) => String(index));
  return readIdxPool({
    name,
    classNames: chosen.classNames.length > 0 ? chosen.classNames : numbers,
    files: { ...training, ...test },
    remedy: `Check the file names in the experiment; names without a folder are looked for in ${sources.folder}.`,
  });
}
