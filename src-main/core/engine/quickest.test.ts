import { expect, test } from 'vitest';

import type { Engine } from './engine.ts';
import { quickestOf } from './quickest.ts';
import { referenceEngine } from './reference/reference-engine.ts';

const reference = await referenceEngine.open({ threads: 1, device: 'cpu' });

/** Engines that compute nothing, and whose every step takes so long by a clock of their own. */
function stepsTaking(milliseconds: readonly number[]): { engines: Engine[]; clock: () => number } {
  let now = 0;
  const number = reference.upload(new Float64Array(1), [1, 1]);
  const engines = milliseconds.map((each) =>
    Object.assign(Object.create(reference) as Engine, {
      compile: () =>
        Promise.resolve({
          outputs: {},
          run: () => {
            now += each;
            return Promise.resolve({ goodness: number });
          },
          dispose: () => Promise.resolve(),
        }),
      upload: () => number,
      download: () => Promise.resolve(new Float32Array(1)),
      release: () => {},
    }),
  );
  return { engines, clock: () => now };
}

test.each([
  ['the one that is clearly quicker', [20, 15, 10], 2],
  ['the first where others are no quicker than a noisy machine may make them', [11, 10, 10.5], 0],
  ['the first where it is the quickest', [10, 20, 30], 0],
  ['the same on a very slow machine', [2000, 1000], 1],
])('it finds %s', async (_, milliseconds, expected) => {
  const { engines, clock } = stepsTaking(milliseconds);
  expect(await quickestOf(engines, clock)).toBe(expected);
});
