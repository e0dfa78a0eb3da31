/** Every goodness function. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { meanOfActivities, sumOfActivities } from './activities.ts';
import { meanOfSquares, negativeMeanOfSquares } from './mean-of-squares.ts';
import { softMaximum } from './soft-maximum.ts';
import { negativeSumOfSquares, sumOfSquares } from './sum-of-squares.ts';
import { topK } from './top-k.ts';

export const goodnessParts = new Registry('goodness', [
  sumOfSquares,
  meanOfSquares,
  negativeSumOfSquares,
  negativeMeanOfSquares,
  sumOfActivities,
  meanOfActivities,
  topK,
  softMaximum,
]);
