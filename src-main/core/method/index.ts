/** Every method of training. A new one is one file here and one entry below. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import { backPropagation } from './back-propagation.ts';
import { forwardForward } from './forward-forward.ts';

const learningAlone = definePart({
  kind: 'forward-forward',
  label: 'Forward-Forward',
  help: 'Every layer learns alone: a pass of real data raises its goodness, a pass of false data lowers it.',
  source: 'Hinton 2022, arXiv 2212.13345',
  slots: ['goodness', 'threshold', 'regions', 'objective', 'peer', 'negatives', 'dropout'],
  parameters: z.object({}),
  create: () => forwardForward,
});

const sentBack = definePart({
  kind: 'back-propagation',
  label: 'Back-propagation',
  help: "The softmax read-out's cross-entropy is sent back through all layers: what Forward-Forward is compared with.",
  source: 'Rumelhart, Hinton and Williams 1986',
  slots: ['dropout'],
  parameters: z.object({}),
  create: () => backPropagation,
});

export const methodParts = new Registry('method', [learningAlone, sentBack]);
