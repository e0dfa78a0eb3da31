/**
 * The experiments that come with the program, and what is said about them: one JSON file each in resources/presets, a
 * single experiment or a series of them.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { membersOf, readSeries } from '../../src-shared/spec/series.ts';
import type { SplitErrors } from '../../src-shared/events/training-event.ts';
import type { PresetView } from '../../src-shared/views/workbench-view.ts';
import { sourceResources } from './resources.ts';

const ending = '.json';

export interface PublishedFigure {
  /** By the answers' names. */
  readonly train: SplitErrors | null;
  readonly test: SplitErrors;
  /** Where it was published. */
  readonly source: string;
}

interface PresetDescription {
  readonly description: string;
  readonly published: PublishedFigure | null;
}

export interface PresetInfo extends PresetDescription {
  readonly name: string;
}

const byGoodness = (goodness: number): SplitErrors => ({ goodness });
const bySoftmax = (softmax: number): SplitErrors => ({ softmax });

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
const descriptions: Readonly<Record<string, PresetDescription>> = {
  'quick-start': {
    description: "784-500-500 by Hinton's recipe, 6 epochs: half a minute on two cores.",
    published: null,
  },
  hinton: {
    description: "784-1000-1000-1000 by Hinton's published code, 125 epochs, all layers together.",
    published: {
      train: null,
      test: { goodness: 0.0144, softmax: 0.0147 },
      source: "Hinton's published code, 100-125 epochs",
    },
  },
  'supervised-paper': {
    description: "784-4x2000 with the label in the image, 60 epochs: the net of Hinton's paper.",
    published: {
      train: null,
      test: byGoodness(0.0136),
      source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
    },
  },
  'shifts-quick': {
    description: '784-3x1000 on images shifted by up to two pixels, 60 epochs at twice the learning rate.',
    published: null,
  },
  shifts: {
    description: '784-4x2000 on images shifted by up to two pixels, 500 epochs: a night, or several.',
    published: {
      train: null,
      test: byGoodness(0.0064),
      source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
    },
  },
  article: {
    description:
      '784-512-512 as in the article on Habr: layer by layer, 1,000 full-batch steps of Adam each.',
    published: {
      train: byGoodness(0.0204),
      test: byGoodness(0.0474),
      source: 'habr.com/ru/company/neoflex/blog/719496',
    },
  },
  'article-every-batch': {
    description:
      "The article's own loop: every batch of 5,000 in turn, each layer 1,000 steps on it, weights and Adam going on.",
    published: {
      train: byGoodness(0.0204),
      test: byGoodness(0.0474),
      source: 'habr.com/ru/company/neoflex/blog/719496; its training error is that of the last batch',
    },
  },
  'unsupervised-quick': {
    description: 'Learning without labels: hybrid images as negatives, a linear softmax on what was learnt.',
    published: null,
  },
  unsupervised: {
    description: '784-4x2000 without labels, 100 epochs: hybrid images as negatives.',
    published: { train: null, test: bySoftmax(0.0137), source: 'Hinton 2022, arXiv 2212.13345, section 3.2' },
  },
  'local-fields-quick': {
    description: 'Three layers of local receptive fields without labels, a few epochs.',
    published: null,
  },
  'local-fields': {
    description: 'Three layers of local receptive fields, weights not shared, without labels, 60 epochs.',
    published: { train: null, test: bySoftmax(0.0116), source: 'Hinton 2022, arXiv 2212.13345, section 3.2' },
  },
  regions: {
    description:
      'Three layers of local receptive fields, each with four goodness functions, one for a quarter of the image.',
    published: null,
  },
  'self-contrastive': {
    description: 'Two layers without labels: an image by itself against the image laid over another one.',
    published: {
      train: null,
      test: bySoftmax(0.013),
      source: 'Chen et al. 2025, arXiv 2409.11593: 98.7 % on MNIST',
    },
  },
  convolution: {
    description: 'Three convolutional layers without labels: as local fields, with shared weights.',
    published: null,
  },
  'back-propagation': {
    description: '784-3x1000 by back-propagation, 20 epochs: what the others are compared with.',
    published: {
      train: null,
      test: bySoftmax(0.014),
      source: 'Hinton 2022, arXiv 2212.13345, section 3.1: about 1.4 % on permutation-invariant MNIST',
    },
  },
  'memory-by-depth': {
    description:
      '2, 4, 8, 16 and 32 hidden layers of 200 units by both methods: what depth costs in memory, and what it gives.',
    published: null,
  },
  'popular-example': {
    description: '784-500-500, the example most people copy: permuted labels, threshold 2, mean of squares.',
    published: {
      train: byGoodness(0.06754),
      test: byGoodness(0.0684),
      source: 'github.com/mohammadpz/pytorch_forward_forward',
    },
  },
  'small-adam': {
    description: '784-500-500, Adam in batches of 128, root-mean-square normalization, 30 epochs.',
    published: {
      train: null,
      test: byGoodness(0.036),
      source: 'a write-up of the recipe, 60,000 training examples',
    },
  },
  'class-groups-quick': {
    description: 'Units that compete for the class, without negatives: three convolutions, 4 epochs.',
    published: null,
  },
  'class-groups': {
    description:
      'Units that compete for the class: four convolutions, each layer alone by a softmax over its class groups, images shifted by a pixel.',
    published: {
      train: null,
      test: byGoodness(0.0058),
      source:
        'Papachristodoulou et al. 2024, arXiv 2312.12668: 99.42 % right with a net of four convolutions',
    },
  },
  'cifar-quick': {
    description: 'Pictures in colour: local fields that compete for the class, a few minutes. Needs CIFAR-10.',
    published: null,
  },
  'cifar-local': {
    description:
      'CIFAR-10 with three layers of local fields, weights not shared, each layer alone by a softmax over its class groups; pictures mirrored and shifted.',
    published: {
      train: null,
      test: byGoodness(0.41),
      source:
        'Hinton 2022, arXiv 2212.13345, section 4: 41 to 46 % with another net, which also sees the layer above',
    },
  },
  'cifar-local-bp': {
    description: 'The net of cifar-local by back-propagation: what it is compared with.',
    published: {
      train: null,
      test: bySoftmax(0.37),
      source: 'Hinton 2022, arXiv 2212.13345, section 4: 37 to 39 % with another net',
    },
  },
  'deeper-forward-quick': {
    description: 'Mean activity as goodness, layer norm and class groups: 784-5x200, 6 epochs.',
    published: null,
  },
  'deeper-forward': {
    description:
      'Six convolutions by mean activity, layer norm and a softmax over class groups in every layer; without skip connections.',
    published: {
      train: null,
      test: byGoodness(0.0037),
      source: 'Sun et al. 2025, DeeperForward: 99.63 % right, with a deeper net and skip connections',
    },
  },
  'layer-collaboration-quick': {
    description: "784-3x300 by Hinton's recipe, the layers judging together; 8 epochs.",
    published: null,
  },
  'layer-collaboration': {
    description:
      "784-3x1000 by Hinton's recipe, each layer learning from the goodness of all of them, 40 epochs.",
    published: {
      train: null,
      test: byGoodness(0.021),
      source: 'Lorberbom et al. 2024, arXiv 2305.12393: 97.9 % right',
    },
  },
  symba: {
    description: 'The symmetric loss: each positive is pushed above its own negative; 784-300-300, 2 epochs.',
    published: {
      train: null,
      test: byGoodness(0.0142),
      source: 'Lee and Song 2023, arXiv 2303.08418, with larger nets and longer training',
    },
  },
  'goodness-families': {
    description:
      'Goodness functions, activations, normalizations and objectives side by side: 17 families on MNIST and Fashion-MNIST with three seeds.',
    published: null,
  },
  ...Object.fromEntries(
    Object.entries(families).map(([name, what]) => [
      `family-${name}`,
      { description: `784-300-300 by Adam, 2 epochs: ${what}.`, published: null },
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

export function describePresets(resources: string = sourceResources): PresetInfo[] {
  return presetNames(resources).map((name) => ({
    name,
    ...(descriptions[name] ?? { description: '', published: null }),
  }));
}

/** The file of a preset that `presetNames` names: a draft, or a series of them. */
export function readPreset(name: string, resources: string = sourceResources): unknown {
  return JSON.parse(readFileSync(join(folderIn(resources), `${name}${ending}`), 'utf8'));
}

/** Descriptions with drafts, as the window lists them. */
export function viewPresets(resources: string): PresetView[] {
  return describePresets(resources).map(({ name, description, published }) => {
    const members = membersOf(readSeries(readPreset(name, resources), name));
    return {
      name,
      description,
      draft: members[0]?.draft ?? {},
      members,
      published: published === null ? null : { test: published.test, source: published.source },
    };
  });
}

function folderIn(resources: string): string {
  return join(resources, 'presets');
}
