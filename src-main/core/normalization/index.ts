/** Every normalization. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { layerNorm } from './layer-norm.ts';
import { unitLength } from './length.ts';
import { noNormalization } from './none.ts';
import { rootMeanSquare } from './root-mean-square.ts';

export const normalizationParts = new Registry('normalization', [
  rootMeanSquare,
  unitLength,
  layerNorm,
  noNormalization,
]);
