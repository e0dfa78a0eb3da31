/** The augmentations an experiment can choose. A new one is a file here and a line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import type { AugmentationPart } from './augmentation.ts';
import { mirror } from './mirror.ts';
import { shift } from './shift.ts';

export const augmentationParts = new Registry<AugmentationPart>('augmentation', [shift, mirror]);
