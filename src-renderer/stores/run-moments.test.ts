/** The positions of the one slider. */

import { expect, it } from 'vitest';

import { joinMoments, momentIndex } from './run-moments.ts';

const moments = joinMoments([
  { steps: Float64Array.of(0, 500, 1000), epochs: Float64Array.of(0, 1, 2) },
  { steps: [500, 750], epochs: [1, 1] },
  { steps: [], epochs: [] },
]);

it('are all recorded steps, each once, in order', () => {
  expect(moments).toEqual({ steps: [0, 500, 750, 1000], epochs: [0, 1, 1, 2] });
  expect(joinMoments([])).toEqual({ steps: [], epochs: [] });
});

it('follow the newest step until one was chosen, which is then kept', () => {
  expect([null, 500, 600, 5000, -1].map((chosen) => momentIndex(moments, chosen))).toEqual([3, 1, 1, 3, 0]);
  expect(momentIndex(joinMoments([]), null)).toBe(0);
});
