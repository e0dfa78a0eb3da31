/** Every method of training. A new one is one file here and one entry below. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { adversarial } from './adversarial.ts';
import { backPropagation } from './back-propagation.ts';
import { competingGroups } from './class-groups.ts';
import { forwardForward } from './forward-forward.ts';

const learningAlone = definePart({
  kind: 'forward-forward',
  label: 'Forward-Forward',
  help: 'Every layer learns alone: a pass of real data raises its goodness, a pass of false data lowers it.',
  source: 'Hinton 2022, arXiv 2212.13345',
  slots: ['feedback', 'goodness', 'threshold', 'regions', 'objective', 'peer', 'negatives', 'dropout'],
  parameters: z.object({}),
  create: () => forwardForward,
});

const sentBack = definePart({
  kind: 'back-propagation',
  label: 'Back-propagation',
  help: "The softmax read-out's cross-entropy is sent back through all layers: what Forward-Forward is compared with. With top-down input it is sent back through all iterations too: the net settles without being told a label, and the softmax reads what its layers are in the end.",
  source: 'Rumelhart, Hinton and Williams 1986',
  slots: ['feedback', 'dropout'],
  parameters: z.object({}),
  create: () => backPropagation,
});

const againstAGenerator = definePart({
  kind: 'adversarial',
  label: 'Generator against discriminator',
  help: 'By back-propagation, the net learns to tell real images from those of a generator, and the generator to pass: what images made by Forward-Forward are compared with.',
  source: 'Goodfellow et al. 2014, arXiv 1406.2661',
  slots: ['dropout'],
  parameters: z.object({}),
  create: () => adversarial,
});

const competing = definePart({
  kind: 'class-groups',
  label: 'Competing class groups',
  help: "Every layer learns alone, without negatives: its units are divided into groups, one for each class, and the right class's is to have the highest goodness.",
  source: 'Papachristodoulou et al. 2024, arXiv 2312.12668',
  slots: ['goodness'],
  parameters: z.object({
    sharpness: parameter(z.number().positive().max(1e6).default(1), {
      label: 'Sharpness',
      unit: 'per goodness',
      help: 'Goodness is multiplied by it before the softmax over classes. About 1 goes with a mean of squares; a sum over many units wants less.',
    }),
  }),
  create: ({ sharpness }) => competingGroups(sharpness),
});

export const methodParts = new Registry('method', [learningAlone, competing, sentBack, againstAGenerator]);
