/** What each layer minimizes. A new objective is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { layerCollaboration } from './layer-collaboration.ts';
import { logistic } from './logistic.ts';
import { symba } from './symba.ts';
import { twoThresholds } from './two-thresholds.ts';

export const objectiveParts = new Registry('objective', [logistic, symba, layerCollaboration, twoThresholds]);
