/** Every optimizer. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { adam } from './adam.ts';
import { smoothedSgd } from './smoothed-sgd.ts';

export const optimizerParts = new Registry('optimizer', [smoothedSgd, adam]);
