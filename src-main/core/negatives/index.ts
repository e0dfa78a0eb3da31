/** Every sampler of negatives. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { permutedNegatives, uniformNegatives } from './from-labels.ts';
import { hardNegatives } from './hard.ts';

export const negativeParts = new Registry('negatives', [hardNegatives, uniformNegatives, permutedNegatives]);
