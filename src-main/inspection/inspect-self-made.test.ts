/** A net that makes its negatives itself, looked into: the negative of an image is what the trained net makes of it. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { selfMade } from '../core/train/fixtures/small-training.ts';
import { askingAbout } from './fixtures/ask-inspector.ts';
import { trainSmallRun } from './fixtures/small-run.ts';

const small = await trainSmallRun(selfMade);
test('an image stands beside the negative that the net makes of it, and its layers tell them apart', async () => {
  const image = { split: 'test', index: 3 } as const;
  const input = { run: small.run.runId, step: null, image, positiveLabel: 1, negativeLabel: 2 };
  const { layers, inputs } = await askingAbout(small)('inspect/image', input);
  const negative = assertDefined(inputs.negative ?? undefined, 'a negative');
  expect([...negative].every(Number.isFinite)).toBe(true);
  // A map that had learnt nothing would make an empty image.
  expect(new Set(negative).size).toBeGreaterThan(10);
  expect(negative).not.toEqual(inputs.positive);
  for (const { positive, negative: other } of layers) expect(other).not.toEqual(positive);
});
