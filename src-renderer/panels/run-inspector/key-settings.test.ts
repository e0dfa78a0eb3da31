/** A spec in a few words. */

import { expect, it } from 'vitest';

import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { keySettings } from './key-settings.ts';

it('says each choice with its numbers, and counts equal layers; what one wants to see comes first', () => {
  const spec = {
    seed: 3,
    augmentation: [],
    engine: { kind: 'auto', threads: null },
    layers: [
      { kind: 'dense', units: 500 },
      { kind: 'dense', units: 500 },
      { kind: 'dense', units: 10 },
    ],
    optimizer: { kind: 'adam', learningRate: 0.001 },
  } as unknown as ExperimentSpec;
  expect(keySettings(spec)).toEqual([
    ['seed', '3'],
    ['layers', '2 × dense, units 500; dense, units 10'],
    ['optimizer', 'adam, learningRate 0.001'],
    ['engine', 'auto'],
  ]);
});
