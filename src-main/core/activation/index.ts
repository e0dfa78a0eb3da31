/** Every activation function. A new one is one file here and one line below. */

import { Registry } from '../../../src-shared/base/registry.ts';
import { gelu } from './gelu.ts';
import { hyperbolicTangent } from './hyperbolic-tangent.ts';
import { leakyRelu } from './leaky-relu.ts';
import { relu } from './relu.ts';
import { softplus } from './softplus.ts';
import { studentT } from './student-t.ts';

export const activationParts = new Registry('activation', [
  relu,
  hyperbolicTangent,
  leakyRelu,
  softplus,
  gelu,
  studentT,
]);
