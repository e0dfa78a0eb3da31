/** Every goodness function. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { meanOfSquares } from './mean-of-squares.ts';
import { sumOfSquares } from './sum-of-squares.ts';

export const goodnessParts = new Registry('goodness', [sumOfSquares, meanOfSquares]);
