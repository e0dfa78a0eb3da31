/** The rule by which layers learn in traces of format version 2: its numbers as they stand in a file, and its parts. */

import { z } from 'zod';

import type { RecipeChoices } from '../net/recipe.ts';

const ownNumbers = {
  learningRate: z.number().positive(),
  smoothing: z.number().min(0).max(1),
  weightDecay: z.number().min(0),
  peerStrength: z.number().min(0),
  peerMomentum: z.number().min(0).max(1),
  peerInitial: z.number().min(0),
};

export const localRule = {
  ...ownNumbers,
  threshold: z.literal('units'),
  normalisation: z.literal('rms'),
  goodness: z.literal('sum of squares'),
  gain: z.number().positive(),
};

type OwnNumbers = { readonly [name in keyof typeof ownNumbers]: number };

export function partsOfRule(own: OwnNumbers) {
  const { learningRate, smoothing, weightDecay } = own;
  return {
    activation: { kind: 'relu' },
    normalization: { kind: 'root-mean-square' },
    goodness: { kind: 'sum-of-squares' },
    threshold: { kind: 'units' },
    objective: { kind: 'logistic' },
    peer: {
      kind: 'running-mean',
      strength: own.peerStrength,
      momentum: own.peerMomentum,
      initial: own.peerInitial,
    },
    optimizer: { kind: 'smoothed-sgd', learningRate, smoothing, weightDecay },
  } satisfies Partial<RecipeChoices>;
}
