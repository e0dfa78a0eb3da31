import { expect, test } from 'vitest';

import { articleRecipe, hintonRecipe } from '../engine/fixtures/program-cases.ts';
import { usefulFlopsPerStep } from './work.ts';

const hintonSize = { inputSize: 784, units: [1000, 1000, 1000], batch: 100 };
/** One pass of one example through recipe 2.2's net. */
const pass = 2 * (784 * 1000 + 1000 * 1000 + 1000 * 1000);

test('a step of recipe 2.2 is three passes and two weight gradients per example', () => {
  const stage = { layers: [0, 1, 2], readout: true };
  expect(usefulFlopsPerStep(hintonRecipe(hintonSize), stage, 'image', 100)).toBe(100 * 5 * pass);
  expect(100 * 5 * pass).toBe(2_784_000_000);
});

test('without a read-out to train or ask there is no neutral pass', () => {
  const recipe = hintonRecipe(hintonSize, {
    negatives: { kind: 'uniform' },
    readouts: [{ kind: 'goodness' }],
  });
  expect(usefulFlopsPerStep(recipe, { layers: [0, 1, 2], readout: false }, 'image', 100)).toBe(
    100 * 4 * pass,
  );
});

test('layer by layer counts the layers below only where they are run again', () => {
  const recipe = articleRecipe({ inputSize: 784, units: [512, 512], batch: 10 });
  const [first, second] = [2 * 784 * 512, 2 * 512 * 512];
  const flops = (layers: number[], input: 'image' | 'below', readout = false) =>
    usefulFlopsPerStep(recipe, { layers, readout }, input, 10) / 10;
  expect([flops([0], 'image'), flops([1], 'image'), flops([1], 'below'), flops([], 'image', true)]).toEqual([
    4 * first,
    2 * first + 4 * second,
    4 * second,
    first + second,
  ]);
});
