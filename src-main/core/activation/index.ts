/** Every activation function. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { hyperbolicTangent } from './hyperbolic-tangent.ts';
import { relu } from './relu.ts';

export const activationParts = new Registry('activation', [relu, hyperbolicTangent]);
