import fc from 'fast-check';
import { expect, test } from 'vitest';

import { permutation, randomStream } from './random.ts';

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

/** Chi-square of counts that should all be `expected`. */
function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
}

const anyStream = fc.record({
  seed: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  name: fc.string({ maxLength: 20 }),
  indices: fc.array(fc.nat(), { maxLength: 3 }),
});

test('a stream gives the numbers that an independent implementation gives', () => {
  // Made by a Python transcription of the generator's reference code and of the mixing hash.
  const bits = (...at: Parameters<typeof randomStream>) => {
    const stream = randomStream(...at);
    return draw(4, () => stream.bits());
  };
  expect(bits(1, 'order', 0)).toEqual([3714949941, 1257428969, 2771548350, 3245577783]);
  expect(bits(1, 'order', 1)).toEqual([3623779971, 2634577918, 196795206, 3868451]);
  expect(bits(1, '')).toEqual([2574685523, 2587826818, 2981405892, 3307679355]);
  expect(bits(2 ** 53 - 1, 'first/layer1/bias')).toEqual([3592259871, 2275788869, 2470810948, 2706948989]);

  const uniform = randomStream(1, 'uniform', 3, 7);
  expect(draw(3, () => uniform.uniform())).toEqual([
    0.40996503829956055, 0.8374954462051392, 0.4127160906791687,
  ]);
  const integer = randomStream(7, 'x');
  expect(draw(12, () => integer.integer(10))).toEqual([3, 5, 5, 1, 2, 6, 2, 2, 7, 5, 2, 3]);
  const normal = randomStream(7, 'x');
  const normals = draw(4, () => normal.normal());
  [-0.24397653001073896, 0.3049539570635955, 0.6884318718371634, 0.19256839243388188].forEach(
    (value, index) => expect(normals[index]).toBeCloseTo(value, 14),
  );
  expect([...permutation(randomStream(1, 'order', 0), 10)]).toEqual([3, 9, 5, 4, 7, 2, 0, 6, 8, 1]);
});

test('a stream is a function of its seed, name and indices alone, whatever else is drawn', () => {
  fc.assert(
    fc.property(anyStream, fc.nat({ max: 50 }), ({ seed, name, indices }, drawnBefore) => {
      const first = randomStream(seed, name, ...indices);
      const other = randomStream(seed, `${name}'`, ...indices);
      draw(drawnBefore, () => other.normal());
      const again = randomStream(seed, name, ...indices);
      expect(draw(5, () => first.bits())).toEqual(draw(5, () => again.bits()));
    }),
  );
});

test('streams of another seed, name, index or number of indices differ', () => {
  const streams = [
    ...draw(20, () => 0).map((_, seed) => randomStream(seed, 'order', 1)),
    ...draw(20, () => 0).map((_, seed) => randomStream((seed + 1) * 2 ** 32, 'order', 1)), // differ beyond 32 bits
    ...['ordes', 'orde', 'order1', '', 'redro'].map((name) => randomStream(1, name, 1)),
    ...draw(20, () => 0).map((_, index) => randomStream(1, 'order', index + 2)),
    ...draw(20, () => 0).map((_, index) => randomStream(1, 'order', 1, index)),
    ...draw(20, () => 0).map((_, index) => randomStream(1, 'order', index, 1)),
    randomStream(1, 'order'),
  ];
  const starts = streams.map((stream) => draw(2, () => stream.bits()).join());
  // Indices 1, 1 are listed twice.
  expect(new Set(starts).size).toBe(streams.length - 1);
});

test('neighbouring streams are not correlated', () => {
  const length = 4000;
  const columns = [0, 1, 2, 3].map((index) => {
    const stream = randomStream(1, 'order', index);
    return draw(length, () => stream.uniform() - 0.5);
  });
  const bound = 4 / Math.sqrt(length); // four standard deviations
  for (const [i, a] of columns.entries()) {
    for (const b of columns.slice(i + 1)) {
      const product = a.reduce((total, x, at) => total + x * (b[at] as number), 0) / length;
      expect(Math.abs(product * 12)).toBeLessThan(bound);
    }
  }
});

test('uniform numbers fill [0, 1) evenly and hold 24 bits', () => {
  const stream = randomStream(11, 'uniform');
  const counts = new Array<number>(100).fill(0);
  const values = draw(100_000, () => stream.uniform());
  expect(values.filter((value) => value < 0 || value >= 1 || Math.fround(value) !== value)).toEqual([]);
  for (const bin of values.map((value) => Math.floor(value * 100))) counts[bin] = (counts[bin] as number) + 1;
  const statistic = chiSquare(counts, 1000); // 99 degrees of freedom: 0.1 % and 99.9 % points
  expect(statistic).toBeGreaterThan(60);
  expect(statistic).toBeLessThan(149);
});

test('integers below any bound are in range, and even where the bound does not divide 2^32', () => {
  fc.assert(
    fc.property(anyStream, fc.integer({ min: 1, max: 2 ** 32 }), ({ seed, name }, bound) => {
      const stream = randomStream(seed, name);
      for (const value of draw(20, () => stream.integer(bound))) {
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }
    }),
  );
  // Taken modulo without rejection, values below 2^30 would come up half of the time instead of a third.
  const bound = 3 * 2 ** 30;
  const stream = randomStream(5, 'integer');
  const low = draw(30_000, () => stream.integer(bound)).filter((value) => value < 2 ** 30).length;
  expect(Math.abs(low / 30_000 - 1 / 3)).toBeLessThan(0.011);
});

test('an integer below nothing is a bug, not an endless loop', () => {
  const stream = randomStream(1, 'x');
  for (const bound of [0, -1, NaN, 2 ** 32 + 1]) expect(() => stream.integer(bound)).toThrow('Bug');
});

test('normal numbers have the moments of the standard normal distribution', () => {
  const stream = randomStream(3, 'normal');
  const count = 100_000;
  const values = draw(count, () => stream.normal());
  const moment = (power: number) => values.reduce((total, value) => total + value ** power, 0) / count;
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
});

test('a permutation holds every index once', () => {
  fc.assert(
    fc.property(anyStream, fc.nat({ max: 300 }), ({ seed, name }, count) => {
      const order = permutation(randomStream(seed, name), count);
      expect([...order].sort((a, b) => a - b)).toEqual(draw(count, () => 0).map((_, index) => index));
    }),
  );
});

test('every permutation is equally likely', () => {
  const counts = new Map<string, number>();
  for (let index = 0; index < 24_000; index += 1) {
    const key = permutation(randomStream(1, 'permutation', index), 4).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  expect(chiSquare([...counts.values()], 1000)).toBeLessThan(50); // 23 degrees of freedom, 0.1 % point
});
