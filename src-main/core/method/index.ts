/** Every method of training. A new one is one file here and one entry below. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { adversarial } from './adversarial.ts';
import { backPropagation } from './back-propagation.ts';
import { competingGroups } from './class-groups.ts';
import { distillation } from './distillation.ts';
import { fastAndSlow } from './fast-and-slow.ts';
import { forwardForward } from './forward-forward.ts';

const learningAlone = definePart({
  kind: 'forward-forward',
  label: 'Forward-Forward',
  help: 'Every layer learns alone: a pass of real data raises its goodness, a pass of false data lowers it.',
  source: 'Hinton 2022, arXiv 2212.13345',
  slots: [
    'feedback',
    'device',
    'goodness',
    'threshold',
    'regions',
    'objective',
    'peer',
    'negatives',
    'dropout',
  ],
  parameters: z.object({}),
  create: () => forwardForward,
});

const sentBack = definePart({
  kind: 'back-propagation',
  label: 'Back-propagation',
  help: "The softmax read-out's cross-entropy is sent back through all layers: what Forward-Forward is compared with. With top-down input it is sent back through all iterations too: the net settles without being told a label, and the softmax reads what its layers are in the end.",
  source: 'Rumelhart, Hinton and Williams 1986',
  slots: ['feedback', 'device', 'dropout'],
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
  slots: ['device', 'goodness'],
  parameters: z.object({
    sharpness: parameter(z.number().positive().max(1e6).default(1), {
      label: 'Sharpness',
      unit: 'per goodness',
      help: 'Goodness is multiplied by it before the softmax over classes. About 1 goes with a mean of squares; a sum over many units wants less.',
    }),
  }),
  create: ({ sharpness }) => competingGroups(sharpness),
});

const taught = definePart({
  kind: 'distillation',
  label: 'Distillation to the next device',
  help: 'A teacher learns by Forward-Forward on the device before; then the net learns on its own device, by Forward-Forward, from the soft answers of the teacher in the place of labels. Each takes all the epochs of the training.',
  source: 'Hinton 2022, arXiv 2212.13345, section 9',
  slots: ['device', 'goodness', 'threshold', 'regions', 'objective', 'peer', 'negatives'],
  parameters: z.object({
    temperature: parameter(z.number().min(0.1).max(100).default(1), {
      label: 'Temperature',
      help: "Makes the teacher's answers softer above 1, and surer below.",
    }),
  }),
  create: ({ temperature }) => distillation(temperature),
});

const unseen = definePart({
  kind: 'fast-and-slow',
  label: 'Learning fast and slow',
  help: "Forward-Forward by updates that leave a layer's normalized output for their example as it was, and take its goodness where it is wanted in one step. Wants a learning rate of 1, no smoothing and small batches.",
  source: 'Hinton 2022, arXiv 2212.13345, section 7',
  slots: ['goodness', 'threshold', 'objective', 'negatives'],
  parameters: z.object({
    reach: parameter(z.number().positive().max(100).default(0.3), {
      label: 'Reach',
      unit: 'thresholds',
      help: "How far an example's goodness is moved where the layer is quite wrong about it, and less the less it is wrong.",
    }),
  }),
  create: ({ reach }) => fastAndSlow(reach),
});

export const methodParts = new Registry('method', [
  learningAlone,
  competing,
  sentBack,
  againstAGenerator,
  taught,
  unseen,
]);
