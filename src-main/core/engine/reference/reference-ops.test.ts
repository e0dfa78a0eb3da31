/** The definition itself: the reference's operations against formulas written by index, and against known values. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Shape, Tensor } from '../engine.ts';
import { sizeOf } from '../engine.ts';
import { ReferenceTensor, referenceOps as ops } from './reference-ops.ts';

const tensor = (shape: Shape, data: readonly number[]) => new ReferenceTensor(shape, Float64Array.from(data));
const numbersOf = (value: Tensor) => [...(value as ReferenceTensor).data];

const anyNumbers = (count: number) =>
  fc.array(fc.integer({ min: -9, max: 9 }), { minLength: count, maxLength: count });
const anyTensor = (shape: Shape) => anyNumbers(sizeOf(shape)).map((data) => tensor(shape, data));
const anyShape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

/** The element at an index, with indexes along axes of size 1 taken as 0 and missing leading axes left out. */
function at({ shape, data }: ReferenceTensor, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  const offset = shape.reduce(
    (total, size, axis) => total * size + (size === 1 ? 0 : (own[axis] as number)),
    0,
  );
  return data[offset] as number;
}

/** Every index of a shape, in row-major order. */
function indexesOf(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, next) => [...index, next])),
    [[]],
  );
}

/** Two shapes that broadcast, and the shape of the result. */
const broadcasting = anyShape.chain((shape) =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      fc.nat({ max: shape.length }),
      fc.boolean(),
    )
    .map(([flattened, dropped, exchanged]) => {
      const other = shape.map((size, axis) => (flattened[axis] === true ? 1 : size)).slice(dropped);
      return { left: exchanged ? other : shape, right: exchanged ? shape : other, shape };
    }),
);

test('two operands are combined element by element, broadcasting as in NumPy', () => {
  const operands = broadcasting.chain(({ left, right, shape }) =>
    fc.record({ a: anyTensor(left), b: anyTensor(right), shape: fc.constant(shape) }),
  );
  fc.assert(
    fc.property(operands, ({ a, b, shape }) => {
      const by = (f: (x: number, y: number) => number) =>
        indexesOf(shape).map((index) => f(at(a, index), at(b, index)));
      expect({ shape: ops.add(a, b).shape, values: numbersOf(ops.add(a, b)) }).toEqual({
        shape,
        values: by((x, y) => x + y),
      });
      expect(numbersOf(ops.subtract(a, b))).toEqual(by((x, y) => x - y));
      expect(numbersOf(ops.multiply(a, b))).toEqual(by((x, y) => x * y));
      expect(numbersOf(ops.divide(a, b))).toEqual(by((x, y) => x / y));
      expect(numbersOf(ops.greater(a, b))).toEqual(by((x, y) => (x > y ? 1 : 0)));
    }),
  );
});

test('a matrix product is the sum of products, whatever is transposed, scaled and added', () => {
  const sizes = fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 5 }))) as fc.Arbitrary<
    [number, number, number]
  >;
  const operands = fc.tuple(
    sizes,
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(1, 2, -0.5),
    fc.constantFrom(0, 1, -3),
  );
  const everything = operands.chain(([[m, k, n], transposeA, transposeB, alpha, beta]) =>
    fc.record({
      a: anyTensor(transposeA ? [k, m] : [m, k]),
      b: anyTensor(transposeB ? [n, k] : [k, n]),
      c: fc.constantFrom([m, n], [1, n], [n]).chain(anyTensor),
      sizes: fc.constant({ m, k, n }),
      options: fc.constant({ transposeA, transposeB, alpha, beta }),
    }),
  );
  fc.assert(
    fc.property(everything, ({ a, b, c, sizes: { m, k, n }, options }) => {
      const expected = indexesOf([m, n]).map(([i = 0, j = 0]) => {
        let total = 0;
        for (let l = 0; l < k; l += 1) {
          total += at(a, options.transposeA ? [l, i] : [i, l]) * at(b, options.transposeB ? [j, l] : [l, j]);
        }
        return { product: options.alpha * total, sum: options.alpha * total + options.beta * at(c, [i, j]) };
      });
      const close = (found: Tensor, values: readonly number[]) => {
        expect(found.shape).toEqual([m, n]);
        numbersOf(found).forEach((value, index) => expect(value).toBeCloseTo(values[index] as number, 10));
      };
      close(
        ops.matMul(a, b, options),
        expected.map(({ product }) => product),
      );
      close(
        ops.matMulAdd(a, b, c, options),
        expected.map(({ sum }) => sum),
      );
    }),
  );
});

test('a reduction folds one axis to size 1', () => {
  const operands = anyShape.chain((shape) =>
    fc.record({ a: anyTensor(shape), axis: fc.nat({ max: shape.length - 1 }) }),
  );
  fc.assert(
    fc.property(operands, ({ a, axis }) => {
      const shape = a.shape.map((size, each) => (each === axis ? 1 : size));
      const lines = indexesOf(shape).map((index) =>
        Array.from({ length: a.shape[axis] as number }, (_, along) => at(a, index.with(axis, along))),
      );
      const total = (line: readonly number[]) => line.reduce((sum, value) => sum + value, 0);
      expect(ops.sum(a, axis).shape).toEqual(shape);
      expect(numbersOf(ops.sum(a, axis))).toEqual(lines.map(total));
      expect(numbersOf(ops.mean(a, axis))).toEqual(lines.map((line) => total(line) / line.length));
      expect(numbersOf(ops.sumOfSquares(a, axis))).toEqual(
        lines.map((line) => total(line.map((x) => x * x))),
      );
      expect(numbersOf(ops.maximum(a, axis))).toEqual(lines.map((line) => Math.max(...line)));
    }),
  );
});

test('slices of a concatenation are its parts, and a tile is a concatenation with itself', () => {
  const operands = anyShape.chain((shape) =>
    fc.nat({ max: shape.length - 1 }).chain((axis) =>
      fc.record({
        axis: fc.constant(axis),
        a: anyTensor(shape),
        b: fc.integer({ min: 1, max: 4 }).chain((size) => anyTensor(shape.with(axis, size))),
      }),
    ),
  );
  fc.assert(
    fc.property(operands, ({ axis, a, b }) => {
      const [first, second] = [a.shape[axis] as number, b.shape[axis] as number];
      const joined = ops.concat([a, b], axis);
      expect(ops.slice(joined, axis, 0, first)).toEqual(a);
      expect(ops.slice(joined, axis, first, first + second)).toEqual(b);
      expect(ops.tile(a, axis, 3)).toEqual(ops.concat([a, a, a], axis));
      expect(numbersOf(ops.reshape(a, [sizeOf(a.shape)]))).toEqual(numbersOf(a));
    }),
  );
});

test('functions of one number have their known values, also far out', () => {
  const far = tensor([7], [-1e4, -100, -1, 0, 1, 100, 1e4]);
  const e = Math.E;
  expect(numbersOf(ops.sigmoid(far))).toEqual([
    0,
    Math.exp(-100),
    expect.closeTo(1 / (1 + e), 15),
    0.5,
    expect.closeTo(e / (1 + e), 15),
    1,
    1,
  ]);
  expect(numbersOf(ops.softplus(far))).toEqual([
    0,
    Math.exp(-100),
    expect.closeTo(Math.log(1 + 1 / e), 15),
    expect.closeTo(Math.LN2, 15),
    expect.closeTo(Math.log(1 + e), 15),
    100,
    1e4,
  ]);
  expect(numbersOf(ops.relu(far))).toEqual([0, 0, 0, 0, 1, 100, 1e4]);
  expect(numbersOf(ops.hyperbolicTangent(far))).toEqual([-1, -1, Math.tanh(-1), 0, Math.tanh(1), 1, 1]);
  expect(numbersOf(ops.absolute(far))).toEqual([1e4, 100, 1, 0, 1, 100, 1e4]);
  expect(numbersOf(ops.negate(far))).toEqual([1e4, 100, 1, -0, -1, -100, -1e4]);
  expect(numbersOf(ops.square(far))).toEqual([1e8, 1e4, 1, 0, 1, 1e4, 1e8]);
  expect(numbersOf(ops.scale(far, -2))).toEqual([2e4, 200, 2, -0, -2, -200, -2e4]);
  expect(numbersOf(ops.shift(far, 0.5))).toEqual([-9999.5, -99.5, -0.5, 0.5, 1.5, 100.5, 10000.5]);
  expect(numbersOf(ops.exponential(tensor([3], [0, 1, -745.2])))).toEqual([1, e, 0]);
  expect(numbersOf(ops.logarithm(tensor([3], [1, e, 0])))).toEqual([0, 1, -Infinity]);
  expect(numbersOf(ops.squareRoot(tensor([2], [4, 0])))).toEqual([2, 0]);
});

test('what is not a number stays so: a diverging net must show', () => {
  const nan = tensor([1, 1], [NaN]);
  const unary = [
    'relu',
    'square',
    'squareRoot',
    'absolute',
    'sigmoid',
    'softplus',
    'softmax',
    'hyperbolicTangent',
  ] as const;
  for (const name of unary) expect(numbersOf(ops[name](nan))).toEqual([NaN]);
  expect(numbersOf(ops.maximum(tensor([1, 2], [NaN, 1]), 1))).toEqual([NaN]);
  expect(numbersOf(ops.matMul(tensor([1, 2], [1, 1]), tensor([2, 1], [NaN, 1])))).toEqual([NaN]);
});

test('softmax gives each row probabilities that do not mind a common shift', () => {
  fc.assert(
    fc.property(anyTensor([3, 4]), fc.constantFrom(0, 5, -1e4, 1e4), (a, shift) => {
      const rows = numbersOf(ops.softmax(ops.shift(a, shift)));
      const powers = numbersOf(a).map(Math.exp);
      rows.forEach((value, index) => {
        const row = index - (index % 4);
        const total = powers.slice(row, row + 4).reduce((sum, power) => sum + power, 0);
        expect(value).toBeCloseTo((powers[index] as number) / total, 12);
      });
    }),
  );
});

test('a tensor of another engine is a bug', () => {
  expect(() => ops.add({ shape: [1] }, tensor([1], [1]))).toThrow('another engine');
});
