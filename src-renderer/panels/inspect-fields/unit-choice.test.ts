import { expect, test } from 'vitest';

import { mostUnits, parseUnits, strongestSets, strongestUnits, summedChannels } from './unit-choice.ts';

test('units are numbers and ranges', () => {
  expect(parseUnits('0-3, 7,7 , 9 – 10', 100)).toEqual([0, 1, 2, 3, 7, 9, 10]);
  expect(parseUnits('', 100)).toEqual([]);
});

test('units the layer does not have are left out, and never more are asked for than can be had', () => {
  expect(parseUnits('98-200, 500', 100)).toEqual([98, 99]);
  expect(parseUnits('0-100000', 5000)?.length).toBe(mostUnits);
});

test('what cannot be read is said', () => {
  expect(['a', '1-', '-3', '1..4', '2.5'].map((text) => parseUnits(text, 10))).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('the strongest units come largest first, equals in their own order', () => {
  expect(strongestUnits(Float32Array.of(1, 5, 5, 0), 3)).toEqual([1, 2, 0]);
});

test('where positions share their weights, sets of weights are chosen, each as active as its strongest unit', () => {
  const values = Float32Array.of(1, 0, 5, 2, 9, 3); // units 0 .. 5, three places of two channels
  expect([strongestSets(values, 2, 2), strongestSets(values, 6, 2)]).toEqual([
    [0, 1],
    [4, 2],
  ]);
});

test('channels of a patch are summed up', () => {
  expect(summedChannels(Float32Array.of(1, 2, 3, 4, 5, 6), 3)).toEqual(Float32Array.of(6, 15));
});
