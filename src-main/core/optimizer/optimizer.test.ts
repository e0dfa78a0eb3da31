import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import type { Tensor } from '../engine/engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { adam } from './adam.ts';
import { optimizerParts } from './index.ts';
import type { Optimizer } from './optimizer.ts';
import { smoothedSgd } from './smoothed-sgd.ts';

const [rows, inputs, units] = [5, 3, 2];
const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];

const random = randomStream(1, 'optimizer');
const draw = (count: number) => Array.from({ length: count }, () => random.normal());
const first = draw(inputs * units);
/** A gradient per step, as the product it comes as. */
const products = [1, 2, 3, 4].map(() => ({ left: draw(rows * inputs), right: draw(rows * units) }));
const gains = [1, 1, 0.5, 0.25];

/** sum over rows of left[row, i] * right[row, j]. */
const slopes = products.map(({ left, right }) =>
  Array.from({ length: inputs * units }, (_, at) => {
    const [i, j] = [Math.floor(at / units), at % units];
    let total = 0;
    for (let row = 0; row < rows; row += 1)
      total += (left[row * inputs + i] as number) * (right[row * units + j] as number);
    return total;
  }),
);

/** The parameter after each step. */
function run(optimizer: Optimizer, decayed: boolean): number[][] {
  const shape = [inputs, units];
  let value: Tensor = ops.constant(first, shape);
  let state = Object.fromEntries(optimizer.stateNames.map((name) => [name, ops.fill(0, shape)]));
  return products.map(({ left, right }, index) => {
    const scalars = Object.entries(optimizer.scalars(index + 1, gains[index] as number));
    const updated = optimizer.update(ops, {
      value,
      gradient: { left: ops.constant(left, [rows, inputs]), right: ops.constant(right, [rows, units]) },
      state,
      scalars: Object.fromEntries(scalars.map(([name, number]) => [name, ops.fill(number, [1, 1])])),
      decayed,
    });
    [value, state] = [updated.value, { ...updated.state }];
    return numbersOf(value);
  });
}

function expectClose(found: readonly number[][], expected: readonly number[][]): void {
  expect(found).toEqual(expected.map((step) => step.map((value) => expect.closeTo(value, 12) as number)));
}

test.each([true, false])('smoothed gradient descent follows its formula (decayed: %s)', (decayed) => {
  const [learningRate, smoothing, weightDecay] = [0.1, 0.8, 0.02];
  const [w, g] = [[...first], first.map(() => 0)];
  const expected = slopes.map((slope, step) => {
    const rate = (gains[step] ?? NaN) * learningRate;
    return w.map((value, at) => {
      g[at] = smoothing * (g[at] as number) + (1 - smoothing) * (slope[at] as number);
      w[at] = value - rate * (g[at] + (decayed ? weightDecay * value : 0));
      return w[at];
    });
  });
  expectClose(run(smoothedSgd.create({ learningRate, smoothing, weightDecay }), decayed), expected);
});

test('Adam follows algorithm 1 of its paper', () => {
  const [learningRate, beta1, beta2, epsilon] = [0.1, 0.9, 0.99, 1e-3];
  const [w, m, v] = [[...first], first.map(() => 0), first.map(() => 0)];
  const expected = slopes.map((slope, step) =>
    w.map((value, at) => {
      const gradient = slope[at] as number;
      m[at] = beta1 * (m[at] as number) + (1 - beta1) * gradient;
      v[at] = beta2 * (v[at] as number) + (1 - beta2) * gradient ** 2;
      const [mHat, vHat] = [m[at] / (1 - beta1 ** (step + 1)), v[at] / (1 - beta2 ** (step + 1))];
      w[at] = value - ((gains[step] as number) * learningRate * mHat) / (Math.sqrt(vHat) + epsilon);
      return w[at];
    }),
  );
  expectClose(run(adam.create({ learningRate, beta1, beta2, epsilon }), true), expected);
});

test.each(optimizerParts.all().map((part) => [part.kind, part] as const))(
  '%s stands still without a gradient',
  (_, part) => {
    const optimizer = part.create({ ...(part === smoothedSgd ? { weightDecay: 0 } : {}) });
    const zeros = (shape: number[]) => ops.fill(0, shape);
    const state = Object.fromEntries(optimizer.stateNames.map((name) => [name, zeros([inputs, units])]));
    const scalars = Object.entries(optimizer.scalars(1, 1)).map(([name, value]) => [
      name,
      ops.fill(value, [1, 1]),
    ]);
    const { value } = optimizer.update(ops, {
      value: ops.constant(first, [inputs, units]),
      gradient: { left: zeros([rows, inputs]), right: zeros([rows, units]) },
      state,
      scalars: Object.fromEntries(scalars) as Record<string, Tensor>,
      decayed: true,
    });
    expect(numbersOf(value)).toEqual(first);
  },
);
