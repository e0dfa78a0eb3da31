/** Every source of positive and negative pairs. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import type { Part } from '../../../src-shared/spec/part.ts';
import {
  mixedNegatives,
  mixedNormalized,
  noisyNegatives,
  rotatedNegatives,
  shuffledNegatives,
} from './corruptions.ts';
import { permutedNegatives, uniformNegatives } from './from-labels.ts';
import { hardNegatives } from './hard.ts';
import { hybridNegatives } from './hybrid.ts';
import type { PairSource } from './pair-source.ts';
import { selfWrittenNegatives } from './self-written.ts';
import { selfMadeNegatives } from './self-made.ts';

export const negativeParts = new Registry<Part<PairSource>>('negatives', [
  hardNegatives,
  uniformNegatives,
  permutedNegatives,
  hybridNegatives,
  noisyNegatives,
  shuffledNegatives,
  rotatedNegatives,
  mixedNegatives,
  mixedNormalized,
  selfWrittenNegatives,
  selfMadeNegatives,
]);
