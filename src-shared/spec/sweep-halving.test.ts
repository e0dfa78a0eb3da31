import fc from 'fast-check';
import { expect, test } from 'vitest';

import { halvingEpochs, halvingRungs, promoted, compareRanked } from './sweep-halving.ts';

const choice = { factor: 3, firstEpochs: 1, draw: 'sobol' as const };

test('27 points over 9 epochs come down to 3, at a quarter of the work', () => {
  const rungs = halvingRungs(27, 9, choice);
  expect(rungs).toEqual([
    { epochs: 1, points: 27 },
    { epochs: 3, points: 9 },
    { epochs: null, points: 3 },
  ]);
  expect(halvingEpochs(rungs, 9)).toBe(27 + 18 + 18);
});

test('rungs grow longer, hold fewer points, and the last ends with the schedule', () => {
  const choices = fc.record({
    factor: fc.integer({ min: 2, max: 20 }),
    firstEpochs: fc.integer({ min: 1, max: 300 }),
    draw: fc.constant('random' as const),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 1000 }),
      choices,
      (points, epochs, given) => {
        const rungs = halvingRungs(points, epochs, given);
        expect([rungs[0]?.points, rungs.at(-1)?.epochs]).toEqual([points, null]);
        expect(rungs.filter((rung) => rung.points === 1).length).toBeLessThanOrEqual(1);
        for (const [at, rung] of rungs.entries()) {
          const next = rungs[at + 1];
          if (next === undefined) continue;
          expect(next.points).toBeLessThan(rung.points);
          expect(rung.epochs).toBeLessThan(next.epochs ?? epochs);
        }
        expect(halvingEpochs(rungs, epochs)).toBeLessThanOrEqual(points * epochs);
      },
    ),
  );
});

test('whole points go before others, and one without a figure never goes on', () => {
  const points = [
    { number: 0, objective: { mean: 0.5 }, isWhole: true },
    { number: 1, objective: { mean: 0.1 }, isWhole: false },
    { number: 2, objective: null, isWhole: false },
    { number: 3, objective: { mean: 0.2 }, isWhole: true },
    { number: 4, objective: { mean: 0.2 }, isWhole: true },
  ];
  expect(points.toSorted(compareRanked).map(({ number }) => number)).toEqual([3, 4, 0, 1, 2]);
  expect(promoted(points, { epochs: 3, points: 2 })).toEqual([3, 4]);
  expect(promoted(points, { epochs: 3, points: 5 })).toEqual([3, 4, 0, 1]);
});
