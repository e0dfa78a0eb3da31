/** The datasets an experiment can choose. A new one is a file here and a line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { associativeRecall } from './text/associative-recall.ts';
import { cifar10 } from './cifar10.ts';
import type { DescribedDatasetPart } from './description.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { idxFiles } from './idx-files.ts';
import { mnist } from './mnist.ts';
import { synthetic } from './synthetic.ts';
import { text } from './text/text.ts';

export const datasetParts = new Registry<DescribedDatasetPart>('dataset', [
  mnist,
  fashionMnist,
  cifar10,
  text,
  idxFiles,
  synthetic,
  associativeRecall,
]);
