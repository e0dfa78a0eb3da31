/** Settings that training orders share. */

import { z } from 'zod';

import { parameter } from '../../../src-shared/spec/part.ts';

export const batchSize = (size: number | 'all') =>
  parameter(z.union([z.literal('all'), z.int().min(1).max(1_000_000)]).default(size), {
    label: 'Batch size',
    unit: 'examples',
    help: 'Examples per step; "all" for the whole training set in one batch. A last smaller batch is left out.',
  });

export const shuffled = parameter(z.boolean().default(true), {
  label: 'Shuffled',
  help: 'A new order of the examples for every pass over them.',
});

export const lengthShape = (epochs: number) => ({
  epochs: parameter(z.int().min(1).max(1_000_000).default(epochs), {
    label: 'Epochs',
    unit: 'epochs',
    help: 'Passes over the training set; layer by layer: for each layer.',
  }),
  batchSize: batchSize(100),
  shuffled,
});
