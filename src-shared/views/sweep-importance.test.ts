import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../base/random.ts';
import { importanceOf } from './sweep-importance.ts';

const stream = randomStream(1, 'importance');
const draw = (count: number): number[] => Array.from({ length: count }, () => stream.uniform());
const [a, b, noise] = [draw(4000), draw(4000), draw(4000)];

test('a setting that decides everything explains all, one that decides nothing nothing', () => {
  const alone = importanceOf(a, a.map((value) => 2 * value)); // prettier-ignore
  const idle = importanceOf(b, a);
  expect([alone.share, alone.direction]).toEqual([expect.closeTo(1, 1), expect.closeTo(1, 9)]);
  expect(idle.share).toBeLessThan(0.02);
});

test('shares are those of the additive model: variances 9 to 1 to 0, and what is left is chance', () => {
  // Var(3a) = 9/12, Var(b) = 1/12, Var(noise) = 1/12.
  const objective = a.map((value, at) => 3 * value - (b[at] ?? 0) + (noise[at] ?? 0));
  expect(importanceOf(a, objective).share).toBeCloseTo(9 / 11, 1);
  expect(importanceOf(b, objective).share).toBeCloseTo(1 / 11, 1);
  expect(
    [importanceOf(a, objective).direction ?? 0, importanceOf(b, objective).direction ?? 0].map(Math.sign),
  ).toEqual([1, -1]);
});

test('an optimum in the middle has a share, though no direction', () => {
  const { share, direction } = importanceOf(a, a.map((value) => (value - 0.5) ** 2)); // prettier-ignore
  expect(share).toBeGreaterThan(0.95);
  expect(Math.abs(direction ?? 1)).toBeLessThan(0.1);
});

test('words count as groups, and what only both together decide is of neither alone', () => {
  const words = a.map((value) => (value < 0.5 ? 'adam' : 'sgd'));
  expect(
    importanceOf(
      words,
      words.map((word) => Number(word === 'sgd')),
    ).share,
  ).toBeCloseTo(1, 9);
  const both = a.map((value, at) => Number(value < 0.5 === (b[at] ?? 0) < 0.5));
  expect(importanceOf(words, both)).toEqual({
    share: expect.closeTo(0, 1) as number,
    direction: null,
    n: 4000,
  });
});

test('too few points, or points all alike, tell nothing', () => {
  expect(importanceOf([1, 2, 3], [1, 2, 3])).toEqual({ share: null, direction: null, n: 3 });
  expect(importanceOf(a.slice(0, 20), Array<number>(20).fill(1)).share).toBeNull();
  expect(importanceOf([...a.slice(0, 8), 1], [...Array<number>(8).fill(1), null]).n).toBe(8);
});

test('a share is from 0 to 1 and changes with neither unit nor order', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 9 }), (told, unit) => {
      const of = (list: readonly (readonly [number, number])[]) =>
        importanceOf(list.map(([value]) => value), list.map(([, figure]) => figure)); // prettier-ignore
      const { share } = of(told);
      if (share !== null) expect(share >= 0 && share <= 1).toBe(true);
      const changed = of(told.toReversed().map(([value, figure]) => [value * unit, figure * unit] as const));
      if (share === null) expect(changed.share).toBeNull();
      else expect(changed.share).toBeCloseTo(share, 9);
    }),
  );
});
