/**
 * The parameters every image dataset shares: how many examples each split takes, and how bytes become numbers.
 * A dataset spreads `imageParameters` into its own zod object and may replace single entries.
 */

import { z } from 'zod';

import { parameter } from '../../../src-shared/spec/part.ts';

/** No split is larger than this; datasets with fewer examples say so when they are loaded. */
const maximumExamples = 10_000_000;

const help = {
  train: 'The first so many of the training file.',
  validation: 'The last so many of the training file; never trained on. 0 for none.',
  test: 'The first so many of the test file. 0 for none.',
};

/** The number of examples in one split. `maximum` keeps a made dataset within memory. */
export function exampleCount(
  split: 'train' | 'validation' | 'test',
  byDefault: number,
  maximum = maximumExamples,
): z.ZodDefault<z.ZodInt> {
  const least = split === 'train' ? 1 : 0;
  return parameter(z.int().min(least).max(maximum).default(byDefault), {
    label: `${split[0]?.toUpperCase() ?? ''}${split.slice(1)} examples`,
    unit: 'examples',
    help: help[split],
  });
}

/** `usual`: what the pixels of the dataset have, as long as a user says nothing else. */
export function pixelMean(usual: number): z.ZodDefault<z.ZodNumber> {
  return parameter(z.number().min(0).max(1).default(usual), {
    label: 'Pixel mean',
    help: 'Subtracted from every pixel after it was scaled to 0 .. 1. 0 keeps blank pixels at 0; many examples use 0.1307 for MNIST.',
  });
}

export function pixelDeviation(usual: number): z.ZodDefault<z.ZodNumber> {
  return parameter(z.number().min(0.001).max(1000).default(usual), {
    label: 'Pixel deviation',
    help: 'Every pixel is divided by it after the mean was subtracted. 1 changes nothing; many examples use 0.3081 for MNIST.',
  });
}

/** value = (byte / 255 - pixelMean) / pixelDeviation. */
export const imageParameters = {
  trainExamples: exampleCount('train', 50_000),
  validationExamples: exampleCount('validation', 10_000),
  testExamples: exampleCount('test', 10_000),
  pixelMean: pixelMean(0),
  pixelDeviation: pixelDeviation(1),
};

export type ImageParameters = z.output<z.ZodObject<typeof imageParameters>>;
