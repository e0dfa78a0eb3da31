import { expect, test } from 'vitest';

import { wholeOf } from './bytes.ts';
import type { Dataset, Split } from './dataset.ts';
import { synthetic } from './synthetic.ts';

const make = (parameters: object): Promise<Dataset> =>
  synthetic.create(parameters).load({ folder: '/nowhere' });

test('the same parameters make the same data, and another seed makes others', async () => {
  const [first, again, other] = [await make({}), await make({}), await make({ seed: 2 })];
  expect(again.fingerprint).toBe(first.fingerprint);
  expect(other.fingerprint).not.toBe(first.fingerprint);
  expect(first.fingerprint).toBe('679666a5b6962206b51031ab80e8294e7dab61b25b779e4de7c604c014004a85');
});

test('asking for more examples keeps the earlier ones', async () => {
  const few = await make({ trainExamples: 20, validationExamples: 0 });
  const many = await make({ trainExamples: 30, validationExamples: 10 });
  expect(many.splits.train.labels.subarray(0, 20)).toEqual(few.splits.train.labels);
  expect(many.splits.train.pixels.subarray(0, 20 * 144)).toEqual(few.splits.train.pixels);
  expect(many.splits.test).toEqual(few.splits.test);
});

test('the classes can be told apart by their mean image, and noise makes that harder', async () => {
  const clear = nearestMeanError(await make({}));
  const noisy = nearestMeanError(await make({ noise: 1 }));
  expect(clear).toBeLessThan(0.03);
  expect(noisy).toBeGreaterThan(clear);
});

/** Fraction of test images whose nearest class mean (of the train split) is of another class. */
function nearestMeanError({ splits, classNames, inputSize }: Dataset): number {
  const means = classNames.map((_, label) => meanImage(splits.train, label, inputSize));
  let wrong = 0;
  splits.test.labels.forEach((label, example) => {
    const pixels = splits.test.pixels.subarray(example * inputSize, (example + 1) * inputSize);
    const distances = means.map((mean) =>
      mean.reduce((sum, value, i) => sum + (value - (pixels[i] ?? 0)) ** 2, 0),
    );
    if (distances.indexOf(Math.min(...distances)) !== label) wrong += 1;
  });
  return wrong / splits.test.count;
}

function meanImage(split: Split, label: number, inputSize: number): Float64Array {
  const [pixels, sum] = [wholeOf(split.pixels), new Float64Array(inputSize)];
  let count = 0;
  split.labels.forEach((other, example) => {
    if (other !== label) return;
    count += 1;
    for (let i = 0; i < inputSize; i += 1) sum[i] = (sum[i] ?? 0) + (pixels[example * inputSize + i] ?? 0);
  });
  return sum.map((value) => value / count);
}
