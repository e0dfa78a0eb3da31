import { z } from 'zod';

import { permutation } from '../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { drawnLabels } from './label-pairs.ts';
import type { DrawLabels } from './label-pairs.ts';

const parameters = z.object({
  once: parameter(z.boolean().default(false), {
    label: 'Drawn once',
    help: 'The same negative for an example all through the run, instead of a new one every epoch.',
  }),
});

/** A label drawn uniformly from the wrong ones. */
export const drawWrongLabels: DrawLabels = (labels, classes, random) =>
  labels.map((label) => (label + 1 + random.integer(classes - 1)) % classes);

export const uniformNegatives = definePart({
  kind: 'uniform',
  label: 'Any wrong label',
  help: 'The same image with a wrong label; every wrong label is equally likely.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  slots: ['labels'],
  parameters,
  create: ({ once }) => drawnLabels(drawWrongLabels, once),
});

/** The right labels in another order: with ten classes about every tenth is right by chance. */
export const drawPermutedLabels: DrawLabels = (labels, _classes, random) => {
  const order = permutation(random, labels.length);
  return labels.map((_, index) => labels[order[index] as number] as number);
};

export const permutedNegatives = definePart({
  kind: 'permuted',
  label: 'Labels of other examples',
  help: 'Labels shuffled among the examples. About one in ten is the right label by chance: a known trap.',
  source: 'github.com/mohammadpz/pytorch_forward_forward',
  slots: ['labels'],
  parameters,
  create: ({ once }) => drawnLabels(drawPermutedLabels, once),
});
