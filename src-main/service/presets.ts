/**
 * The experiments that come with the program, and what they are: one JSON file each in resources/presets, a single
 * experiment or a series of them. What was published about them stands in claims.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { sourceResources } from './resources.ts';

const ending = '.json';

/** What is particular to each family of `goodness-families`; all else is alike. */
const families: Readonly<Record<string, string>> = {
  'mean-of-squares': 'the mean of squares with ReLU, what the other families are compared with',
  'sum-of-squares': 'the sum of squares',
  'mean-of-squares-minimized': 'the mean of squares, minimized on positive data',
  'sum-of-squares-minimized': 'the sum of squares, minimized on positive data',
  'mean-of-activities': 'the mean of activities, not squared',
  'sum-of-activities': 'the sum of activities, not squared',
  'top-k': 'the mean of the 30 largest squares',
  'soft-maximum': 'a soft maximum of activities',
  'leaky-relu': 'leaky ReLU',
  softplus: 'softplus units',
  gelu: 'GELU units',
  tanh: 'tanh units',
  't-distribution': 'units that give the negative log density of a t-distribution',
  'unit-length': 'inputs of unit length',
  'layer-norm': 'layer norm between layers',
  'no-normalization': 'no normalization between layers',
};

/** A preset that is not listed here works all the same. */
const descriptions: Readonly<Record<string, string>> = {
  'quick-start': "784-500-500 by Hinton's recipe, 6 epochs: half a minute on two cores.",
  hinton: "784-1000-1000-1000 by Hinton's published code, 125 epochs, all layers together.",
  'supervised-paper': "784-4x2000 with the label in the image, 60 epochs: the net of Hinton's paper.",
  'shifts-quick': '784-3x1000 on images shifted by up to two pixels, 60 epochs at twice the learning rate.',
  shifts: '784-4x2000 on images shifted by up to two pixels, 500 epochs: a night, or several.',
  article: '784-512-512 as in the article on Habr: layer by layer, 1,000 full-batch steps of Adam each.',
  'article-every-batch':
    "The article's own loop: every batch of 5,000 in turn, each layer 1,000 steps on it, weights and Adam going on.",
  'unsupervised-quick':
    'Learning without labels: hybrid images as negatives, a linear softmax on what was learnt.',
  unsupervised: '784-4x2000 without labels, 100 epochs: hybrid images as negatives.',
  'local-fields-quick': 'Three layers of local receptive fields without labels, a few epochs.',
  'local-fields': 'Three layers of local receptive fields, weights not shared, without labels, 60 epochs.',
  regions:
    'Three layers of local receptive fields, each with four goodness functions, one for a quarter of the image.',
  'self-contrastive':
    'Two layers without labels: an image by itself against the image laid over another one.',
  convolution: 'Three convolutional layers without labels: as local fields, with shared weights.',
  'recurrent-quick':
    'Two layers of 300 units that see each other, the label on top: a net that settles over 6 iterations; 3 epochs.',
  recurrent:
    'Two layers of 2000 units with top-down input, 8 iterations, 60 epochs: the image stands still, the label is the layer on top.',
  sleep:
    'Positives awake, negatives asleep: both at once, by turns of one, a hundred and a thousand updates, and sleep withheld; 784-2x100.',
  'sleep-map':
    'Phases of a thousand updates over learning rate and smoothing, for four goodness functions: where positives stay apart from negatives.',
  'next-character':
    "Which character comes next in Aesop's Fables: negatives by the net's own predictions, after real strings and after its own; fixed random layers as control; three seeds.",
  'fast-weights':
    'Recalling the value of a key within an example: a layer with fast weights, the same net without, and the first with its layers not trained; three seeds.',
  generate:
    'Images made of a net: by a linear map from its activities and by ascent of its goodness, beside a small generative adversarial net; 784-2x300, three seeds.',
  'self-made-negatives':
    'Learning without labels from negatives that the net makes itself, beside hybrid images; 784-2x300, 6 epochs, three seeds.',
  'back-propagation': '784-3x1000 by back-propagation, 20 epochs: what the others are compared with.',
  'memory-by-depth':
    '2, 4, 8, 16 and 32 hidden layers of 200 units by both methods: what depth costs in memory, and what it gives.',
  mortal:
    'Two layers on an analog device: Forward-Forward and back-propagation through it, weights copied to the next device, and distillation to it.',
  'black-box':
    'Two layers with and without random yes-or-no units between them, through which nothing can be sent back, by both methods.',
  'learning-fast-and-slow':
    "Two layers by updates that leave a layer's normalized output as it was, beside the plain rule.",
  'popular-example':
    '784-500-500, the example most people copy: permuted labels, threshold 2, mean of squares.',
  'small-adam': '784-500-500, Adam in batches of 128, root-mean-square normalization, 30 epochs.',
  'class-groups-quick': 'Units that compete for the class, without negatives: three convolutions, 4 epochs.',
  'class-groups':
    'Units that compete for the class: four convolutions, each layer alone by a softmax over its class groups, images shifted by a pixel.',
  'cifar-quick':
    'Pictures in colour: local fields that compete for the class, a few minutes. Needs CIFAR-10.',
  'cifar-local':
    'CIFAR-10 with three layers of local fields, weights not shared, each layer alone by a softmax over its class groups; pictures mirrored and shifted.',
  'cifar-local-bp': 'The net of cifar-local by back-propagation: what it is compared with.',
  'cifar-top-down':
    "CIFAR-10 with two layers of 32 x 32 x 3 units, fields of 11 x 11, that see each other, the label on top, 10 epochs: Hinton's net. Needs CIFAR-10.",
  'cifar-top-down-bp':
    'The net of cifar-top-down by back-propagation through its iterations: what it is compared with.',
  'cifar-table':
    "Hinton's table of CIFAR-10 as a series: two and three layers, by back-propagation and with the sum of squares minimized and maximized.",
  'deeper-forward-quick': 'Mean activity as goodness, layer norm and class groups: 784-5x200, 6 epochs.',
  'deeper-forward':
    'Six convolutions by mean activity, layer norm and a softmax over class groups in every layer; without skip connections.',
  'layer-collaboration-quick': "784-3x300 by Hinton's recipe, the layers judging together; 8 epochs.",
  'layer-collaboration':
    "784-3x1000 by Hinton's recipe, each layer learning from the goodness of all of them, 40 epochs.",
  symba: 'The symmetric loss: each positive is pushed above its own negative; 784-300-300, 2 epochs.',
  'goodness-families':
    'Goodness functions, activations, normalizations and objectives side by side: 17 families on MNIST and Fashion-MNIST with three seeds.',
  ...Object.fromEntries(
    Object.entries(families).map(([name, what]) => [
      `family-${name}`,
      `784-300-300 by Adam, 2 epochs: ${what}.`,
    ]),
  ),
};

/** Names of all presets, those with a description first and in its order. */
export function presetNames(resources: string = sourceResources): string[] {
  const known = Object.keys(descriptions);
  const rank = (name: string): number => (known.indexOf(name) + known.length + 1) % (known.length + 1);
  return readdirSync(folderIn(resources))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** What it is, in a sentence; empty where nobody wrote one. */
export function presetDescription(name: string): string {
  return descriptions[name] ?? '';
}

/** The file of a preset that `presetNames` names: a draft, or a series of them. */
export function readPreset(name: string, resources: string = sourceResources): unknown {
  return JSON.parse(readFileSync(join(folderIn(resources), `${name}${ending}`), 'utf8'));
}

function folderIn(resources: string): string {
  return join(resources, 'presets');
}
