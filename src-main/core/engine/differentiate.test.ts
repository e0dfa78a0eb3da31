/** Derivatives against finite differences, for every operation and for some programs; what comes as a product; what is left out. */

import { expect, test } from 'vitest';

import { recordOperations } from './differentiate.ts';
import type { Program, Tensor, TensorOps, Tensors } from './engine.ts';
import { lossOf } from './fixtures/define-case.ts';
import { derivativeCases, numbersFor, operands } from './fixtures/derivative-cases.ts';
import type { DerivativeCase } from './fixtures/derivative-cases.ts';
import { compositions } from './fixtures/derivative-programs.ts';
import type { Gradient } from './gradient.ts';
import { traceProgram } from './onnx/tracer.ts';
import { referenceOps } from './reference/reference-ops.ts';
import type { ReferenceTensor } from './reference/reference-ops.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const wholeOf = (gradient: Gradient, ops: TensorOps = referenceOps) =>
  'whole' in gradient ? gradient.whole : ops.matMul(gradient.left, gradient.right, { transposeA: true });

type Loss = (ops: TensorOps, result: Tensor) => Tensor;

/** A weighted sum of all numbers, of sums along each axis, and of sums along all: adjoints are whole, narrow in part, narrow. */
function lossesOf(each: DerivativeCase): Loss[] {
  const { shape } = each.build(referenceOps, ...operandsOf(each, valuesOf(each)));
  const summed = (axes: readonly number[]): Loss => {
    return (ops, result) =>
      lossOf(
        ops,
        axes.reduce((sum, axis) => ops.sum(sum, axis), result),
      );
  };
  const axes = shape.map((_, axis) => axis);
  return [summed([]), ...axes.map((axis) => summed([axis])), summed(axes)];
}

const valuesOf = (each: DerivativeCase) => each.shapes.map((_, index) => [...numbersFor(each, index)]);

function operandsOf({ shapes }: DerivativeCase, values: readonly (readonly number[])[]) {
  return shapes.map((shape, index) => referenceOps.constant(values[index] ?? [], shape)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
}

/** The largest difference of a derivative and its finite difference, over 1 plus the derivative's size. */
function worstDifference(each: DerivativeCase, loss: Loss): number {
  const values = valuesOf(each);
  const given = operandsOf(each, values);
  const { ops, gradients } = recordOperations(referenceOps);
  const wrt = Object.fromEntries(given.map((tensor, index) => [operands[index] as string, tensor]));
  const found = gradients(loss(ops, each.build(ops, ...given)), wrt);
  const step = 1e-5;
  const differences = values.flatMap((list, index) => {
    const gradient = wholeOf(found[operands[index] as string] as Gradient);
    expect(gradient.shape).toEqual(each.shapes[index]);
    return list.map((value, at) => {
      const lossAt = (moved: number) => {
        const moving = operandsOf(each, values.with(index, list.with(at, moved)));
        return numbersOf(loss(referenceOps, each.build(referenceOps, ...moving)))[0] as number;
      };
      const expected = (lossAt(value + step) - lossAt(value - step)) / (2 * step);
      return Math.abs(expected - (numbersOf(gradient)[at] as number)) / (1 + Math.abs(expected));
    });
  });
  return Math.max(...differences);
}

test('every operation has cases', () => {
  expect(Object.keys(derivativeCases).sort()).toEqual(Object.keys(referenceOps).sort());
  const missed = Object.entries(derivativeCases).filter(([name, cases]) => {
    const used = new Set<string>();
    const watched = new Proxy(referenceOps, {
      get: (ops, each: keyof TensorOps) => {
        used.add(each);
        return Reflect.get(ops, each) as unknown;
      },
    });
    for (const each of cases) {
      const [a, b, c] = each.shapes.map((shape) => referenceOps.fill(1, shape));
      each.build(watched, a as Tensor, b as Tensor, c as Tensor);
    }
    return !used.has(name);
  });
  expect(missed).toEqual([]);
});

test.each(Object.entries(derivativeCases))('derivatives agree with finite differences: %s', (_, cases) => {
  for (const each of cases) {
    for (const loss of lossesOf(each)) expect(worstDifference(each, loss)).toBeLessThan(1e-7);
  }
});

test.each(Object.entries(compositions))('derivatives agree with finite differences: %s', (_, each) => {
  for (const loss of lossesOf(each)) expect(worstDifference(each, loss)).toBeLessThan(1e-7);
});

test('equal numbers share the gradient of their maximum and of the k-th largest; kinks have none', () => {
  const a = referenceOps.constant([3, 1, 3, 0], [1, 4]);
  const gradientBy = (build: (ops: TensorOps) => Tensor) => {
    const { ops, gradients } = recordOperations(referenceOps);
    return numbersOf(wholeOf(gradients(build(ops), { a })['a'] as Gradient));
  };
  expect(gradientBy((ops) => ops.maximum(a, 1))).toEqual([0.5, 0, 0.5, 0]);
  expect(gradientBy((ops) => ops.kthLargest(a, 2))).toEqual([0.5, 0, 0.5, 0]);
  expect(gradientBy((ops) => ops.kthLargest(a, 3))).toEqual([0, 1, 0, 0]);
  expect(gradientBy((ops) => ops.sum(ops.relu(a), 1))).toEqual([1, 1, 1, 0]);
  expect(gradientBy((ops) => ops.sum(ops.absolute(a), 1))).toEqual([1, 1, 1, 0]);
});

/** Traces a program and its derivatives: which come as a product, and the graph's operators. */
function traced(
  inputs: Program['inputs'],
  wrt: readonly string[],
  build: (ops: TensorOps, tensors: Tensors) => Tensor,
): { forms: Record<string, string>; operators: string[] } {
  let forms: Record<string, string> = {};
  const program: Program = {
    name: 'derivatives',
    inputs,
    build: (plain, tensors) => {
      const { ops, gradients } = recordOperations(plain);
      const loss = build(ops, tensors);
      const found = gradients(loss, Object.fromEntries(wrt.map((name) => [name, tensors[name] as Tensor])));
      const entries = Object.entries(found);
      forms = Object.fromEntries(
        entries.map(([name, each]) => [name, 'whole' in each ? 'whole' : 'product']),
      );
      return Object.fromEntries(
        entries.flatMap(([name, each]) =>
          Object.entries(each).map(([part, tensor]) => [`${name}/${part}`, tensor as Tensor]),
        ),
      );
    },
  };
  return { operators: traceProgram(program).graph.nodes.map((node) => node.operator), forms };
}

const net = { x: [6, 4], weights: [3, 4], bias: [1, 3], after: [3, 2] };

test('weights and biases used once have products, and only what they need is computed', () => {
  const { forms, operators } = traced(
    net,
    ['weights', 'bias', 'after'],
    (ops, { x, weights, bias, after }) => {
      const activity = ops.relu(ops.matMulAdd(x!, weights!, bias!, { transposeB: true }));
      return lossOf(ops, ops.matMul(activity, after!));
    },
  );
  expect(forms).toEqual({ weights: 'product', bias: 'product', after: 'product' });
  expect(operators.filter((operator) => operator === 'Gemm')).toHaveLength(3 + 2); // back through the loss and `after`
});

test('a product holds the factor that the call had', () => {
  const [x, w] = [referenceOps.constant([1, 2], [2, 1]), referenceOps.constant([3], [1, 1])];
  const { ops, gradients } = recordOperations(referenceOps);
  const { w: found } = gradients(ops.sum(ops.matMul(x, w, { alpha: 10 }), 0), { w });
  expect(found).toHaveProperty('left');
  expect(numbersOf(wholeOf(found as Gradient))).toEqual([30]);
});

test('other uses of a parameter have whole gradients, zero where the loss does not depend on it', () => {
  const { forms, operators } = traced(net, ['weights', 'bias', 'after'], (ops, { x, weights, bias }) => {
    const first = ops.matMul(x!, weights!, { transposeB: true });
    const again = ops.matMul(ops.add(first, bias!), weights!);
    return lossOf(ops, ops.add(again, ops.tile(ops.sum(bias!, 1), 0, 6)));
  });
  expect(forms).toEqual({ weights: 'whole', bias: 'whole', after: 'whole' });
  expect(operators).toContain('Identity'); // the zeros, as an output
});

test('branches that lead to nothing wanted add nothing', () => {
  const build = (ops: TensorOps, { x, weights, after }: Tensors) => {
    const first = ops.matMul(ops.exponential(x!), weights!, { transposeB: true });
    return lossOf(ops, ops.matMul(ops.multiply(first, ops.greater(first, ops.fill(0, []))), after!));
  };
  const last = traced(net, ['after'], build);
  const none = traced(net, [], build);
  expect(last.operators.filter((operator) => operator === 'Gemm')).toHaveLength(
    none.operators.filter((operator) => operator === 'Gemm').length + 1,
  );
  expect(last.operators.filter((operator) => operator === 'Exp')).toHaveLength(1);
});

test('the same work written twice counts once, and results may be asked for too', () => {
  const a = { a: [2, 2] };
  let checked = 0;
  traceProgram({
    name: 'twice',
    inputs: a,
    build: (plain, tensors) => {
      const { ops, gradients } = recordOperations(plain);
      const square = () => ops.square(tensors['a'] as Tensor);
      const [first, second] = [square(), square()];
      expect(second).toBe(first);
      const loss = ops.sum(ops.sum(ops.add(first, second), 1), 0);
      const { middle } = gradients(loss, { middle: first });
      checked += 1;
      return { middle: (middle as { whole: Tensor }).whole };
    },
  });
  expect(checked).toBe(1);
  const values = referenceOps.constant([1, 2, 3, 4], [2, 2]);
  const { ops, gradients } = recordOperations(referenceOps);
  const square = ops.square(values);
  const loss = ops.sum(ops.sum(ops.multiply(square, square), 1), 0);
  const found = gradients(loss, { values, square });
  expect(numbersOf(wholeOf(found['square'] as Gradient))).toEqual([2, 8, 18, 32]);
  expect(numbersOf(wholeOf(found['values'] as Gradient))).toEqual([4, 32, 108, 256]);
});

test('a recording of a recording has second derivatives', () => {
  const x = referenceOps.constant([2], [1, 1]);
  const outer = recordOperations(referenceOps);
  const inner = recordOperations(outer.ops);
  const cube = inner.ops.multiply(inner.ops.square(x), x);
  const slope = wholeOf(inner.gradients(cube, { x })['x'] as Gradient, outer.ops);
  const second = outer.gradients(slope, { x })['x'] as Gradient;
  expect([numbersOf(slope), numbersOf(wholeOf(second))]).toEqual([[12], [12]]);
});

test('a loss is one number', () => {
  const { ops, gradients } = recordOperations(referenceOps);
  const a = ops.fill(1, [2]);
  expect(() => gradients(ops.square(a), { a })).toThrow('one number');
});
